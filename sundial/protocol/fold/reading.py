"""Reads the facts of a case one by one: first what each does by itself, then where the case stands by then."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sundial.protocol.case import CaseState, as_they_happened, summary
from sundial.protocol.clock import AtInstant, ByTable, Cause, Clock, Count, as_counted
from sundial.protocol.counting import deciding
from sundial.protocol.document import Protocol
from sundial.protocol.facts import KINDS, Fact, Instead
from sundial.protocol.fold import agreements, fixes, handover, ladder, merging, record, requests, severity, waiting
from sundial.protocol.fold.agreements import Agreements
from sundial.protocol.fold.cycle import Cycle, Slot
from sundial.protocol.fold.ledger import CADENCE, UPDATE, Ledger
from sundial.protocol.fold.stages import pass_on
from sundial.protocol.life import Life, State
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

Step = Callable[["Reading", Fact, Any], None]
STEPS: Mapping[type[Any], Step] = {
    **agreements.STEPS, **fixes.STEPS, **handover.STEPS, **ladder.STEPS, **merging.STEPS, **record.STEPS,
    **requests.STEPS, **severity.STEPS,
}  # fmt: skip
_STEPS = {kind: STEPS.get(kind) for kind in KINDS.values()}
_DIAGNOSIS, _FIX = State.DIAGNOSIS, State.FIX
_FIX_RELEASE, _UPDATED = Promise.FIX_RELEASE, Cause.UPDATED


def fold(
    history: Sequence[Fact], terms: Terms, *, as_of: datetime | None = None
) -> tuple[tuple[Clock, ...], CaseState]:
    """Read every clock out of a history, and where the case stands, at its end or as it stood at an instant.

    Raises HistoryError naming what cannot be.
    """
    facts, reading = as_they_happened(history), Reading(terms)
    if as_of:
        facts = [fact for fact in facts if fact.at <= as_of]
    for fact in facts:
        reading.take(fact)
    return reading.ledger.clocks(), summary(reading.life)


class Reading:
    """The case while it is read: its life, its running clocks, what is proposed and agreed, what notices are about."""

    __slots__ = ("agreements", "ledger", "life", "notices", "proposals", "stage", "terms")

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.life = Life()
        self.ledger = Ledger(terms)
        self.agreements = Agreements()
        self.notices: dict[int, tuple[str, ...]] = {}
        self.proposals: dict[int, Instead] = {}
        self.stage: State | None = None

    def take(self, fact: Fact) -> None:
        """Read the next fact (docs/promises.md, section 2)."""
        life, what = self.life, fact.what
        waited = life.waiting
        self.ledger.read_to = fact.at
        word = life.take(fact)
        if life.waiting != waited:
            waiting.change(self, fact, waited)
        if word:
            self._keep(fact)
        if (step := _STEPS[type(what)]) is not None:
            step(self, fact, what)
        if life.state is not self.stage:
            self.settle(fact)
        elif word:
            self._go_on(fact)

    def settle(self, fact: Fact) -> None:
        """Let the case pass on to where it stands by now."""
        before, now = self.stage, self.life.state
        if now is not before:
            self.stage = now
            pass_on(self, fact, before, now)

    def begin(self, slot: Slot, fact: Fact, cause: Cause, no_later: datetime | None = None) -> None:
        """Let a clock stand in a slot where none does, counted from a fact: by what is agreed, else by the table.

        `no_later` is a due time that holds if it is the earlier one (UTC). Nothing is taken by name alone here and in
        `Ledger.begin`: such calls cost a fifth of a microsecond more, and these are made by the million.
        """
        ledger = self.ledger
        if slot in ledger.running:
            return
        if no_later is None and not self.agreements:
            ledger.begin_by_table(slot, self.count(fact.at), (fact, cause, self.life.severity))
            return
        agreed = self.agreements.for_cycle(slot, fact.at) if self.agreements else None
        counts: tuple[Count, ...] = self.agreements.counts(self, slot, fact.at) if agreed else (self.count(fact.at),)
        if no_later is not None and no_later < deciding(counts, slot[0], self.terms)[1]:
            counts = (*counts, AtInstant(fact.at, no_later, self.life.protocol))
        cycle = ledger.begin(slot, counts, (fact, cause, self.life.severity))
        if agreed:
            cycle.agreement = agreed

    def count(self, start: datetime) -> ByTable:
        """Return a count by the table, as the case stands now, from an instant."""
        life = self.life
        return as_counted(ByTable, (start, life.plan, life.severity, life.protocol))

    @property
    def protocol(self) -> Protocol:
        """The revision by which the case counts now."""
        return self.terms.revision(self.life.protocol)

    @property
    def fix_comes_again(self) -> bool:
        """Whether fix release is a cadence on the case's severity (O6.3)."""
        life = self.life
        return self.terms.measure(life.plan, life.severity, life.protocol, _FIX_RELEASE).comes_again

    def _keep(self, fact: Fact) -> None:
        """Keep what a word keeps: what has begun, and the notices that it is marked as (O6.8b)."""
        ledger, at = self.ledger, fact.at
        for cycle in list(ledger.running.values()):
            if cycle.started_at <= at and (not cycle.about or _is_its_notice(fact, cycle)):
                ledger.keep(cycle, fact)

    def _go_on(self, fact: Fact) -> None:
        """Begin the cycle that follows a word, where the case stands as before."""
        if self.stage is _DIAGNOSIS:
            self.begin(UPDATE, fact, _UPDATED)
        elif self.stage is _FIX and self.fix_comes_again:
            self.begin(CADENCE, fact, _UPDATED)


def _is_its_notice(fact: Fact, cycle: Cycle) -> bool:
    notice: tuple[int, ...] = getattr(fact.what, "notice", ())
    return cycle.about in notice and cycle.promise is _FIX_RELEASE
