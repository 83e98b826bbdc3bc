"""Histories of twenty facts, such as a desk has: mostly talk, now and then a change, a fix, an agreement; clockwork's
findings are in them. The same number makes up the same tale.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sundial.protocol import facts
from sundial.protocol.amounts import Elapsed
from sundial.protocol.clock import Outcome
from sundial.protocol.document import Protocol
from sundial.protocol.facts import SYSTEM, By, Fact, What
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Terms, clocks

LENGTH = 20  # facts
YEAR = datetime(2025, 11, 1, tzinfo=UTC)  # the tales begin in the year that follows
GAPS = (4, 11, 25, 50, 90, 170, 300, 700, 1500)  # minutes
PLANS = ("platinum", "emerald", "gold", "gold", "silver", "silver", "silver")
REGIONS = ("emea", "americas", "apj")
TURNS = ("answer", "answer", "answer", "write", "write", "note")  # most of what happens on a case is talk
FIX = "GW-1042"


@dataclass
class Tale:
    """One case as it is made up: who asks, who answers, and what has happened so far."""

    terms: Terms
    chance: random.Random
    ana: By
    eve: By
    now: datetime
    facts: list[Fact] = field(default_factory=list)

    def add(self, by: By, what: What) -> None:
        """Let the next thing happen."""
        self.facts.append(Fact(len(self.facts) + 1, self.now, self.now, by, what))

    def look(self, until: datetime) -> None:
        """Let clockwork say what falls due until then."""
        while len(self.facts) < LENGTH - 1:
            due = [clock for clock in clocks(self.facts, self.terms) if clock.check_at and clock.check_at <= until]
            if not due:
                return
            clock = min(due, key=lambda clock: clock.check_at or until)
            self.now = max(self.now, clock.check_at or until)
            late = clock.outcome is Outcome.BREACHED or self.now >= clock.due_at
            saying = facts.Breached if late else facts.DueSoon
            self.add(SYSTEM, saying(clock.promise, clock.cycle, clock.due_at))


def tale(
    number: int, protocol: Protocol, ana: By, eve: By, *, ends: bool | None = None, begins: datetime | None = None
) -> tuple[Fact, ...]:
    """Make up one history; `ends` says whether the case is resolved in the end, by default nine in ten are."""
    chance = random.Random(number)
    plan, region, severity = chance.choice(PLANS), chance.choice(REGIONS), chance.choice((1, 2, 2, 3, 3, 3, 4))
    start = YEAR + timedelta(seconds=chance.randrange(365 * 86_400))
    start = begins or start
    one = Tale(Terms(protocol, plan, region), chance, ana, eve, start)
    one.add(ana, facts.Opened(severity, plan, region, protocol=protocol.digest, answers=("down=no",)))
    ended = chance.random() < 0.9 if ends is None else ends
    for by, what in _doings(one, severity):
        later = one.now + timedelta(minutes=chance.choice(GAPS), seconds=chance.randrange(60))
        one.look(later)
        one.now = later
        if len(one.facts) == LENGTH - 1:
            break
        one.add(by, what)
    one.add(*((eve, facts.Resolved()) if ended else (eve, facts.Messaged(public=True))))
    return tuple(one.facts)


def _doings(one: Tale, severity: int) -> Iterator[tuple[By, What]]:
    yield one.eve, facts.Triaged("known", 2, "gateway")
    yield one.eve, facts.OwnerSet(one.eve.id)
    yield one.eve, facts.Messaged(public=True)
    turns = ["", "", "", "severity", "agreement", "fix", "waiting"]
    special = {3: one.chance.choice(turns), 7: one.chance.choice(turns)}
    for turn in range(LENGTH):
        yield from _special(one, special.get(turn, ""), severity)
        yield _talk(one)


def _talk(one: Tale) -> tuple[By, What]:
    turn = one.chance.choice(TURNS)
    if turn == "write":
        return one.ana, facts.Messaged(public=True)
    return one.eve, facts.Messaged(public=turn == "answer")


def _special(one: Tale, turn: str, severity: int) -> Iterator[tuple[By, What]]:
    if turn == "severity":
        yield one.eve, facts.SeverityChanged(severity % 4 + 1)
    elif turn == "agreement":
        yield one.ana, facts.AgreementMade(Promise.DIAGNOSIS_UPDATE, every=Elapsed(86_400))
    elif turn == "waiting":
        yield one.eve, facts.WaitingSet("waiting-for-customer")
    elif turn == "fix" and not any(fact.kind == "fix-identified" for fact in one.facts):
        yield one.eve, facts.FixIdentified(FIX)
        yield one.eve, facts.DateGiven(one.now + timedelta(days=21))


def running_tale(number: int, protocol: Protocol, ana: By, eve: By, *, until: datetime) -> tuple[Fact, ...] | None:
    """Make up a history that goes on, its last fact in the hour before an instant; None where it does not come out."""
    told = tale(number, protocol, ana, eve, ends=False)
    for _ in range(4):
        ahead = told[-1].at - until + timedelta(minutes=1 + number % 30)
        told = tale(number, protocol, ana, eve, ends=False, begins=told[0].at - ahead)
        if timedelta() < until - told[-1].at < timedelta(hours=1):
            return told
    return None
