"""The clocks that run on a case, and what can happen to one: begun, kept, ended, superseded, paused."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sundial.protocol.clock import ByTable, Clock, Count, Outcome
from sundial.protocol.counting import deciding
from sundial.protocol.facts import Fact
from sundial.protocol.fold.cycle import Cycle, Pause, Said, Slot, Whence
from sundial.protocol.promises import BESIDE, Promise
from sundial.protocol.terms import Terms

PHASES: tuple[Slot, ...] = ((Promise.FIRST_RESPONSE, 0), (Promise.DIAGNOSIS_UPDATE, 0), (Promise.FIX_RELEASE, 0))
FIRST, UPDATE, CADENCE = PHASES
Dues = dict[Promise, list[datetime]]  # of what something was said; instants are compared, for to hash one costs more
NEVER = datetime.min.replace(tzinfo=UTC)
NOTHING_SAID: Said = (False, False, None)
_RUNNING, _MET, _BREACHED, _CANCELLED = Outcome.RUNNING, Outcome.MET, Outcome.BREACHED, Outcome.CANCELLED


class Ledger:
    """Every clock that a history has owed so far; at most one runs in each slot."""

    __slots__ = ("_counted", "cycles", "paused", "read_to", "running", "said", "said_to", "terms", "waived", "warned")

    read_to: datetime  # the fact that is being read

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.cycles: list[Cycle] = []
        self.running: dict[Slot, Cycle] = {}
        self.paused: dict[Promise, datetime] = {}
        self.warned: Dues = {}
        self.said: Dues = {}
        self.said_to = NEVER  # the latest due time of which anything was said or waived
        self.waived: dict[tuple[Promise, datetime, int], int] = {}  # with what it is about, 0 for all of the name
        self._counted: dict[Promise, int] = {}

    def begin(self, slot: Slot, counts: tuple[Count, ...], because: Whence, own_start: datetime | None = None) -> Cycle:
        """Let a clock stand in a slot; `because` is the fact, the cause and the severity."""
        at = because[0].at
        cycle = Cycle(slot, counts, because, own_start or at)
        if self.paused and slot[0] in self.paused:
            cycle.paused_at = at
        cycle.count(self.terms)
        return self._stand(cycle)

    def begin_by_table(self, slot: Slot, count: ByTable, because: Whence) -> None:
        """Begin likewise what one target of the table counts from now: nearly every clock, so in few steps."""
        start, plan, severity, revision = count
        promise, _ = slot
        cycle = Cycle(slot, (count,), because, start)
        if self.paused and promise in self.paused:
            cycle.paused_at = start
        cycle.decides, cycle.started_at = count, start
        measure = self.terms.measure(plan, severity, revision, promise)
        cycle.due_at = measure.reckoning.due(start)  # type: ignore[union-attr] # each target of the table has one
        self._stand(cycle)

    def supersede(
        self,
        old: Cycle,
        counts: tuple[Count, ...],
        because: Whence,
        *,
        floor: datetime | None = None,
        agreement: int | None = None,
        own_start: datetime | None = None,
    ) -> Cycle:
        """Put another clock in the place of one; it keeps the own start, and the pauses that were taken out.

        One that was silent and is so no more has its own start now, unless another is given.
        """
        self.end(old, because[0], Outcome.SUPERSEDED)
        cycle = Cycle(old.slot, counts, because, own_start or min(old.own_start, because[0].at))
        cycle.floor, cycle.agreement = floor, agreement
        cycle.replaces, cycle.was_due = old.number, old.due_at
        cycle.pauses = old.pauses
        cycle.count(self.terms)
        if old.promise in self.paused and because[0].at < cycle.due_at:
            cycle.paused_at = because[0].at
        return self._stand(cycle)

    def end(self, cycle: Cycle, fact: Fact, outcome: Outcome) -> None:
        """End a clock at a fact; one that is late is broken, whatever ends it."""
        at = fact.at
        if cycle.paused_at is not None:
            cycle.outcome = outcome
            cycle.resume(at, self.terms)
        else:
            late = at > cycle.due_at or (cycle.due_at <= self.said_to and self._is_said(cycle))
            cycle.outcome = _BREACHED if late else outcome  # the most used lines of all: `is_late` is written out
        cycle.ended_at, cycle.ended_by = at, fact.seq
        del self.running[cycle.slot]

    def keep(self, cycle: Cycle, fact: Fact) -> None:
        """End a clock as kept, in time or late."""
        self.end(cycle, fact, _MET)
        cycle.kept_by = fact.seq

    def cancel(self, slots: Iterable[Slot], fact: Fact) -> None:
        """End what runs in these slots without its being kept."""
        for slot in slots:
            if (cycle := self.running.get(slot)) is not None:
                self.end(cycle, fact, _CANCELLED)

    def is_late(self, cycle: Cycle, at: datetime) -> bool:
        """Say whether nothing can move a clock any more: its due time has passed, or its breach was said."""
        if cycle.paused_at is not None:
            return False
        return at > cycle.due_at or self._is_said(cycle)

    def in_time(self, slot: Slot, at: datetime) -> Cycle | None:
        """Return what runs in a slot and is not late, if anything does."""
        cycle = self.running.get(slot)
        return None if cycle is None or self.is_late(cycle, at) else cycle

    def by_table(self, at: datetime) -> list[Cycle]:
        """Return what runs, is counted by the table and is not late, in the order in which clocks are counted."""
        return [cycle for cycle in self.in_time_of_phases(at) if cycle.by_table]

    def in_time_of_phases(self, at: datetime) -> list[Cycle]:
        """Return what runs in the three phases and is not late, whatever it is counted by."""
        found = [c for c in self.running.values() if c.promise not in BESIDE]
        return sorted((cycle for cycle in found if not self.is_late(cycle, at)), key=_place)

    def recount(self, cycle: Cycle, counts: tuple[Count, ...], because: Whence) -> None:
        """Count a clock anew; where it falls due at another time it is superseded."""
        pauses = cycle.pauses_until(because[0].at)
        due, was = (self._due(cycle, some, pauses) for some in (counts, cycle.counts))
        if due != was:
            self.supersede(cycle, counts, because, floor=cycle.floor)
            return
        cycle.counts = counts
        cycle.count(self.terms)

    def _due(self, cycle: Cycle, counts: tuple[Count, ...], pauses: tuple[Pause, ...]) -> datetime:
        _, due = deciding(counts, cycle.promise, self.terms, pauses)
        return max(due, cycle.floor) if cycle.floor else due

    def pause(self, promise: Promise, at: datetime) -> None:
        """Freeze what runs of a promise and falls due later."""
        self.paused[promise] = at
        for slot, cycle in self.running.items():
            if slot[0] is promise and at < cycle.due_at:
                cycle.paused_at = at

    def resume(self, promise: Promise, at: datetime) -> None:
        """Let what was frozen go on."""
        del self.paused[promise]
        for slot, cycle in self.running.items():
            if slot[0] is promise:
                cycle.resume(at, self.terms)

    def clocks(self) -> tuple[Clock, ...]:
        """Return every clock as it stands at the last fact that was read, in the order in which they came to stand."""
        for cycle in self.running.values():
            cycle.outcome = _BREACHED if self.is_late(cycle, self.read_to) else _RUNNING
        terms, said_to = self.terms, self.said_to
        return tuple([
            cycle.clock(terms, NOTHING_SAID if cycle.due_at > said_to else self._said_of(cycle))
            for cycle in self.cycles
        ])  # fmt: skip

    def note(self, said: Dues, promise: Promise, due_at: datetime) -> None:
        """Note what was said of whatever of a promise was due at an instant."""
        said.setdefault(promise, []).append(due_at)
        self.said_to = max(self.said_to, due_at)

    def waive(self, promise: Promise, due_at: datetime, about: int, seq: int) -> None:
        """Note by which fact a breach was waived."""
        self.waived[promise, due_at, about] = seq
        self.said_to = max(self.said_to, due_at)

    def _stand(self, cycle: Cycle) -> Cycle:
        promise, counted = cycle.promise, self._counted
        cycle.number = counted[promise] = counted.get(promise, 0) + 1
        self.cycles.append(cycle)
        self.running[cycle.slot] = cycle
        return cycle

    def _is_said(self, cycle: Cycle) -> bool:
        return cycle.due_at in self.said.get(cycle.promise, ())

    def _said_of(self, cycle: Cycle) -> Said:
        promise, due_at, waived = cycle.promise, cycle.due_at, None
        if self.waived and cycle.outcome is _BREACHED:
            for_all = self.waived.get((promise, due_at, 0))
            waived = self.waived.get((promise, due_at, cycle.about), for_all)
        return (due_at in self.warned.get(promise, ()), self._is_said(cycle), waived)


ORDER = {promise: place for place, promise in enumerate(Promise)}


def _place(cycle: Cycle) -> tuple[int, int]:
    return ORDER[cycle.promise], cycle.about


def remeasured(counts: Iterable[Count], revision: str) -> tuple[Count, ...]:
    """Return counts with the targets of another revision; what was given as an instant stays."""
    return tuple(one._replace(revision=revision) if type(one) is ByTable else one for one in counts)
