"""The promises once more, slow and obvious, minute by minute, sharing no code with the fold or with business time.

`python -m tests.fold_oracle 1000` compares a thousand random histories and prints the first that differs. Every
instant is a whole minute. The targets are typed off from O6; hours, holidays and warnings are the document's data.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import zip_longest
from zoneinfo import ZoneInfo

from sundial.protocol.document import Protocol, shipped
from sundial.protocol.facts import Fact, Opened
from sundial.protocol.sla import Clock, clocks, terms_of
from tests.histories import random_histories

MINUTE = timedelta(minutes=1)
FIRST, UPDATE = "first-response", "diagnosis-update"

# O6: for each severity the first response and the update; EH elapsed, BH business hours, BD business days
TARGETS = {
    "platinum": {1: ("1 EH", "2 EH"), 2: ("1 EH", "1 BD"), 3: ("4 EH", "1 BD"), 4: ("4 EH", "1 BD")},
    "emerald": {1: ("1 EH", "2 EH"), 2: ("1 EH", "1 BD"), 3: ("4 EH", "1 BD"), 4: ("4 EH", "1 BD")},
    "gold": {1: ("2 BH", "8 EH"), 2: ("2 EH", "8 EH"), 3: ("8 EH", "1 BD"), 4: ("8 EH", "1 BD")},
    "silver": {1: ("4 BH", "12 BH"), 2: ("4 EH", "12 BH"), 3: ("1 BD", "1 BD"), 4: ("1 BD", "1 BD")},
}


@dataclass
class Owed:
    """A promise on the wall of the office, with what happened to it."""

    promise: str
    cycle: int
    began: datetime
    due: datetime
    warn: datetime
    ended: datetime | None = None
    kept: bool = False
    late: bool = False
    soon_said: bool = False
    breach_said: bool = False

    def outcome(self) -> str:
        if self.late:
            return "breached"
        if self.ended is None:
            return "breached" if self.breach_said else "running"
        return "met" if self.kept else "cancelled"

    def look_at(self) -> datetime | None:
        """Return when there is next something to say of it."""
        if self.breach_said or (self.ended is not None and not self.late):
            return None
        return self.due if self.late or self.soon_said else self.warn


def watch(history: Sequence[Fact], protocol: Protocol) -> list[Owed]:
    """Sit beside the case from its first minute to its last, and write down what is owed."""
    office = Office(history[0].what, protocol)
    minute, last = history[0].at, max(one.at for one in history)
    while minute <= last:
        for owed in office.wall:
            if owed.ended is None and minute > owed.due:
                owed.late = True
        for happened in history:
            if happened.at == minute:
                office.hears(happened)
        minute += MINUTE
    return office.wall


class Office:
    """The office in which the promises of one case hang on the wall."""

    def __init__(self, opened: Opened, protocol: Protocol) -> None:
        self.wall: list[Owed] = []
        self.answered = self.resolved = False
        self.said: list[tuple[str, datetime, str]] = []
        self.opened = opened
        self.warn = protocol.warn
        regions = sorted(opened.regions, key=lambda region: (region != opened.home_region, region)) or [
            opened.home_region
        ]
        rules = [protocol.regions[region].rule for region in regions]
        self.rules = tuple((rule.tz, _week(rule), frozenset(rule.holidays)) for rule in rules)

    def hears(self, fact: Fact) -> None:
        kind, who = fact.kind, fact.by.side.value
        if kind == "opened":
            self.owe(FIRST, fact.at)
        elif kind in ("due-soon", "breached"):
            self.is_told(fact)
        elif kind == "messaged":
            self.reads(fact, who)
        elif kind in ("resolved", "closed"):
            self.stop(fact.at)
            self.resolved = True
        elif kind == "reopened":
            self.resume(fact.at)

    def reads(self, fact: Fact, who: str) -> None:
        if fact.what.automatic or not fact.what.public:
            return
        if who == "customer" and self.resolved:
            self.resume(fact.at)
        elif who == "staff":
            self.answered = True
            if not self.resolved:
                self.keep(fact.at)

    def keep(self, at: datetime) -> None:
        for owed in self.wall:
            if owed.ended is None:
                owed.ended, owed.kept = at, True
        self.owe(UPDATE, at)

    def resume(self, at: datetime) -> None:
        self.resolved = False
        self.owe(UPDATE if self.answered else FIRST, at)

    def stop(self, at: datetime) -> None:
        for owed in self.wall:
            if owed.ended is None:
                owed.ended = at

    def is_told(self, fact: Fact) -> None:
        self.said.append((fact.what.promise.value, fact.what.due_at, fact.kind))
        for owed in self.wall:
            self.mark(owed)

    def mark(self, owed: Owed) -> None:
        """What is said belongs to the promise and its due time, whichever clock has them."""
        owed.soon_said = (owed.promise, owed.due, "due-soon") in self.said
        owed.breach_said = (owed.promise, owed.due, "breached") in self.said

    def owe(self, promise: str, at: datetime) -> None:
        number, unit = TARGETS[self.opened.plan][self.opened.severity][promise == UPDATE].split()
        cycle = 1 + sum(owed.promise == promise for owed in self.wall)
        due, warn = self.times(promise, at, int(number), unit)
        self.wall.append(Owed(promise, cycle, at, due, max(at, warn)))
        self.mark(self.wall[-1])

    def times(self, promise: str, at: datetime, number: int, unit: str) -> tuple[datetime, datetime]:
        """Return the due time and the warning."""
        ahead = self.warn[promise]
        if unit == "EH":
            due = at + timedelta(hours=number)
            return due, due - min(timedelta(seconds=ahead.elapsed.seconds), timedelta(hours=number))
        if unit == "BH":
            due = self.run(at, number * 60, 1)
            return due, self.run(due, min(ahead.business.seconds // 60, number * 60), -1)
        due = self.business_days(at, number)
        return due, self.run(due, ahead.days.seconds // 60, -1)

    def run(self, at: datetime, minutes: int, step: int) -> datetime:
        """Walk on, or back, until so many open minutes have gone by."""
        while minutes:
            if is_open(self.rules, at if step > 0 else at - MINUTE):
                minutes -= 1
            at += step * MINUTE
        return at

    def business_days(self, at: datetime, days: int) -> datetime:
        """Walk to the same reading of the first region's clock, so many of its business days later (O6.7)."""
        first = self.rules[:1]
        while not is_open(first, at):
            at += MINUTE
        local = at.astimezone(ZoneInfo(first[0][0]))
        day = local.date()
        while days:
            day += timedelta(days=1)
            days -= bool(spans(first[0], day))
        reading = datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
        if is_open(first, reading) and is_open(first, reading - MINUTE):
            return reading
        while not is_open(first, reading - MINUTE):
            reading -= MINUTE
        return reading


Rule = tuple[str, tuple, frozenset]


def spans(rule: Rule, day) -> tuple:
    return () if day in rule[2] else rule[1][day.weekday()]


@cache
def is_open(rules: tuple[Rule, ...], minute: datetime) -> bool:
    """Say whether any of the offices is open in the minute that begins here."""
    for rule in rules:
        local = minute.astimezone(ZoneInfo(rule[0]))
        if any(opens <= f"{local:%H:%M}" < closes for opens, closes in spans(rule, local.date())):
            return True
    return False


def _week(rule) -> tuple:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return tuple(tuple(tuple(span) for span in rule.weekly.get(day, ())) for day in days)


def differences(history: tuple[Fact, ...], protocol: Protocol) -> list[tuple[object, object]]:
    """Return what the fold and the oracle say where they do not say the same; [] is agreement."""
    fold = [_of_fold(clock) for clock in clocks(history, terms_of(history, {protocol.digest: protocol}))]
    oracle = [_of_oracle(owed) for owed in watch(history, protocol)]
    return [(one, other) for one, other in zip_longest(fold, oracle) if one != other]


def _of_fold(clock: Clock) -> tuple:
    times = (clock.started_at, clock.due_at, clock.warn_at, clock.ended_at)
    said = (clock.soon_said, clock.breach_said)
    return (
        clock.promise.value,
        clock.cycle,
        *times,
        clock.outcome.value,
        clock.kept_by is not None,
        *said,
        clock.check_at,
    )


def _of_oracle(owed: Owed) -> tuple:
    times = (owed.began, owed.due, None if owed.ended else owed.warn, owed.ended)
    return (
        owed.promise,
        owed.cycle,
        *times,
        owed.outcome(),
        owed.kept,
        owed.soon_said,
        owed.breach_said,
        owed.look_at(),
    )


def main(many: int, seed: int = 0) -> int:
    protocol = shipped()
    for number, history in enumerate(random_histories(seed, many, protocol), start=1):
        if found := differences(history, protocol):
            sys.stdout.write(
                "\n  ".join([f"history {number} of seed {seed} differs:", *map(str, [*history, *found])]) + "\n"
            )
            return 1
    sys.stdout.write(f"{many} histories agree (seed {seed})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
