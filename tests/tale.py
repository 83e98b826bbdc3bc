"""A case that is made up step by step, always possible: what can happen next is asked of the naive model.

Whoever makes it up brings `pick`, which takes one of a sequence: hypothesis does it, or `random`.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from typing import Any, NamedTuple

from sundial.protocol.facts import SYSTEM, Breached, By, DueSoon, Fact, Opened, Side, What
from sundial.protocol.sla import Clock, Outcome, clocks, terms_of
from tests.naive import Case, Impossible, watch
from tests.naive_compare import parting, told
from tests.naive_hours import instant, minute_of
from tests.naive_owed import PHASES, Owed
from tests.naive_tables import revisions

ANA, EVE = By("ana", Side.CUSTOMER), By("eve", Side.STAFF)
START = minute_of(datetime.fromisoformat("2026-01-01T00:00Z"))
GAPS = (0, 0, 1, 5, 10, 10, 20, 30, 30, 45, 60, 90, 120, 240, 480, 1440, 3000)  # minutes

Pick = Callable[[Sequence[Any]], Any]
Made = tuple[By, What] | None


class Happening(NamedTuple):
    """Something that can happen while `when` holds; made up it is None now and then, where there is nothing to do."""

    when: Callable[["Tale"], object]
    make: Callable[["Tale", Pick], Made]


class Tale:
    """The facts so far, and the naive model that has heard them; `now` is where the next one happens."""

    def __init__(self, pick: Pick) -> None:
        self.facts: list[Fact] = []
        self.protocols = {digest: revision.protocol for digest, revision in revisions().items()}
        self.now = START + 1440 * pick(range(700)) + pick((0, 7 * 60, 9 * 60 + 5, 14 * 60 + 59, 20 * 60))
        self.case = self.is_opened(pick)

    def is_opened(self, pick: Pick) -> Case:
        regions = pick(((), (), (), ("emea",), ("apj", "emea"), ("americas", "emea")))
        self.add(
            ANA,
            Opened(
                severity=pick((1, 1, 1, 2, 3, 4)),
                plan=pick(("platinum", "emerald", "gold", "silver")),
                home_region=pick(("emea", "americas", "apj")),
                regions=regions,
                protocol=pick(list(self.protocols)),
                flag=pick(("", "", "expired", "none", "several")),
            ),
        )
        return watch(self.facts)

    def add(self, by: By, what: What, at: int | None = None) -> None:
        moment = instant(self.now if at is None else at)
        self.facts.append(Fact(len(self.facts) + 1, moment, instant(self.now), by, what))

    def happens(self, happening: Happening, pick: Pick) -> None:
        """After a while something happens, if it still can."""
        self.now += pick(self.gaps())
        if (made := self.made(happening, pick)) is not None:
            self.add(*made)
            self.case.hears(self.facts[-1])

    def made(self, happening: Happening, pick: Pick) -> Made:
        """Ask the naive model, as of now, what can happen."""
        last, self.case.now = self.case.now, self.now
        made = happening.make(self, pick) if happening.when(self) else None
        self.case.now = last
        return made

    def gaps(self) -> list[int]:
        """Return how long it may be until the next fact: the times at which something turns are worth a look."""
        turns = {agreement.until for agreement in self.case.agreements.values() if agreement.until}
        for owed in self.case.owed:
            if owed.ended is None:
                turns |= {owed.warn, owed.due, owed.due + 1, owed.own_start}
        return [*GAPS, *(turn - self.now for turn in sorted(turns) if 0 <= turn - self.now < 10_000)]

    def is_written_down_later(self, happening: Happening, pick: Pick) -> None:
        """Somebody records now what happened earlier; what both models refuse is left out again."""
        place = pick(range(len(self.facts)))
        past = self.up_to(sorted(self.facts, key=lambda fact: (fact.at, fact.seq))[: place + 1])
        past.now = min(self.now, past.now + pick((0, 0, 1, 30)))
        if (made := past.made(happening, pick)) is None:
            return
        self.add(*made, at=past.now)
        try:
            self.case = watch(self.facts)
        except Impossible:
            found = parting(self.facts)
            assert not found, "\n".join([told(self.facts), *found])
            self.facts.pop()

    def up_to(self, facts: list[Fact]) -> "Tale":
        """Return the tale as it was when the last of these facts had happened."""
        past = copy(self)
        past.facts, past.case = facts, watch(facts)
        past.now = past.case.now
        return past

    def clockwork_looks(self, pick: Pick) -> None:
        """After a while record what clockwork finds, by the fold's own check_at: it says one thing, and looks again."""
        self.now += pick(self.gaps())
        while wanting := [clock for clock in self.clocks() if clock.check_at and minute_of(clock.check_at) <= self.now]:
            clock = wanting[0]
            late = clock.outcome is Outcome.BREACHED or minute_of(clock.due_at) <= self.now
            self.add(SYSTEM, (Breached if late else DueSoon)(clock.promise, clock.cycle, clock.due_at))
            self.case.hears(self.facts[-1])

    def clocks(self) -> tuple[Clock, ...]:
        history = tuple(self.facts)
        return clocks(history, terms_of(history, self.protocols))

    # what the next thing can be about

    def agreed(self) -> list[int]:
        """Return the agreements and acceptances in force, by `seq`."""
        return [agreement.seq for kind in PHASES if (agreement := self.case.in_force(kind))]

    def seqs(self, kind: str) -> list[int]:
        """Return the last facts of a kind, by `seq`."""
        return [fact.seq for fact in self.facts if fact.kind == kind][-2:]

    def dated(self) -> list[str]:
        """Return the fixes with a date of their own; "" for the date that was given without one."""
        own = [fix for fix, awaited in self.case.fixes.waited.items() if awaited.date is not None]
        return own if self.case.fixes.date is None else [*own, ""]

    def broken(self) -> list[Owed]:
        """Return the broken clocks that nobody has waived."""
        broken = [owed for owed in self.case.owed if owed.outcome(self.case.now, self.case.said_broken) == "breached"]
        return [owed for owed in broken if owed.name not in self.case.waivers]
