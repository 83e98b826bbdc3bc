"""Protocol 05 and 06, the promises: what a history owes, what it kept, and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sundial.protocol import hours
from sundial.protocol.because import Step, explain
from sundial.protocol.case import HistoryError, Turn, opening, turns
from sundial.protocol.clock import Because, Cause, Clock, Outcome, Standing, standing
from sundial.protocol.document import Protocol, Target
from sundial.protocol.facts import Breached, DueSoon, Fact
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

__all__ = ["Because", "Cause", "Clock", "HistoryError", "Outcome", "Standing", "Step", "Terms"]
__all__ += ["clocks", "expectation", "explain", "standing", "terms_of"]


def clocks(history: Sequence[Fact], terms: Terms) -> tuple[Clock, ...]:
    """Read every promise that a case ever owed out of its history (O5, O6), in the order in which they began.

    The answer depends on the two arguments alone, never on when or how often it is asked, so the page,
    the report, the API and a replay years later agree. Instants are aware and in UTC; a cycle still
    running has `ended_at` None. Raises HistoryError on facts that cannot follow each other, naming both.
    """
    _, opened = opening(history)
    reading = _Reading(terms, opened.severity)
    for fact, turn in turns(history):
        reading.take(fact, turn)
    return reading.clocks()


def expectation(promise: Promise, severity: int, terms: Terms, start: datetime) -> tuple[Target, datetime]:
    """Return what a case of this severity would be promised if it counted from `start`, and by when (UTC)."""
    target = terms.protocol.target(terms.plan, severity, promise)
    return target, hours.add(start, target.amount, terms.calendar)


@dataclass(slots=True)
class _Cycle:
    """One cycle while it is being read; it becomes a Clock when the whole history is known."""

    promise: Promise
    number: int
    started_at: datetime
    because: Because
    ended_at: datetime | None = None
    kept_by: int | None = None


@dataclass(slots=True)
class _Reading:
    terms: Terms
    severity: int
    answered: bool = False
    read_to: datetime | None = None
    cycles: list[_Cycle] = field(default_factory=list)
    running: dict[Promise, _Cycle] = field(default_factory=dict)
    counted: dict[Promise, int] = field(default_factory=dict)
    soon: set[tuple[Promise, datetime]] = field(default_factory=set)
    broken: set[tuple[Promise, datetime]] = field(default_factory=set)

    def take(self, fact: Fact, turn: Turn) -> None:
        self.read_to = fact.at
        if turn is Turn.ANSWERS:
            self._answer(fact)
        elif turn in (Turn.OPENS, Turn.REOPENS):
            self._owe(fact, turn)
        elif turn in (Turn.RESOLVES, Turn.CLOSES):
            self._end(fact, kept=False)
        elif isinstance(fact.what, DueSoon):
            self.soon.add((fact.what.promise, fact.what.due_at))
        elif isinstance(fact.what, Breached):
            self.broken.add((fact.what.promise, fact.what.due_at))

    def _owe(self, fact: Fact, turn: Turn) -> None:
        """Begin what a case owes when it is opened, or opened again (O6.10)."""
        cause = Cause.OPENED if turn is Turn.OPENS else Cause.REOPENED
        if not self.answered:
            self._begin(Promise.FIRST_RESPONSE, fact, cause)
        if self.answered or self.terms.protocol.readings.diagnosis_starts == "opening":
            self._begin(Promise.DIAGNOSIS_UPDATE, fact, cause)

    def _answer(self, fact: Fact) -> None:
        """End what runs as kept, and begin the next update: each answer is the start of the next cycle."""
        cause = Cause.UPDATED if self.answered else Cause.ANSWERED
        self.answered = True
        if self.running:
            self._end(fact, kept=True)
            self._begin(Promise.DIAGNOSIS_UPDATE, fact, cause)

    def _begin(self, promise: Promise, fact: Fact, cause: Cause) -> None:
        number = self.counted.get(promise, 0) + 1
        self.counted[promise] = number
        cycle = _Cycle(promise, number, fact.at, Because(self.severity, cause, fact.seq))
        self.running[promise] = cycle
        self.cycles.append(cycle)

    def _end(self, fact: Fact, *, kept: bool) -> None:
        for cycle in self.running.values():
            cycle.ended_at = fact.at
            cycle.kept_by = fact.seq if kept else None
        self.running.clear()

    def clocks(self) -> tuple[Clock, ...]:
        measures = {promise: _Measure(self.terms, self.severity, promise) for promise in self.counted}
        due = [measures[cycle.promise].due(cycle.started_at) for cycle in self.cycles]
        named = {(cycle.promise, at): cycle for cycle, at in zip(self.cycles, due, strict=True)}  # the latest of equals
        return tuple(
            self._clock(cycle, at, measures[cycle.promise].warn(cycle.started_at, at), last=named[cycle.promise, at])
            for cycle, at in zip(self.cycles, due, strict=True)
        )

    def _clock(self, cycle: _Cycle, due_at: datetime, warn_at: datetime, *, last: _Cycle) -> Clock:
        name = (cycle.promise, due_at) if cycle is last else None
        breach_said = name in self.broken
        return Clock(
            promise=cycle.promise,
            cycle=cycle.number,
            started_at=cycle.started_at,
            due_at=due_at,
            warn_at=warn_at,
            ended_at=cycle.ended_at,
            outcome=self._outcome(cycle, due_at, breach_said=breach_said),
            soon_said=name in self.soon,
            breach_said=breach_said,
            kept_by=cycle.kept_by,
            because=cycle.because,
        )

    def _outcome(self, cycle: _Cycle, due_at: datetime, *, breach_said: bool) -> Outcome:
        """Say how the cycle stands: an end at the due instant itself is in time (O6.7b)."""
        if cycle.ended_at is None:
            late = breach_said or (self.read_to is not None and self.read_to > due_at)
            return Outcome.BREACHED if late else Outcome.RUNNING
        if cycle.ended_at > due_at:
            return Outcome.BREACHED
        return Outcome.MET if cycle.kept_by else Outcome.CANCELLED


class _Measure:
    """How one promise is counted in one reading: its target and its warning, looked up once."""

    def __init__(self, terms: Terms, severity: int, promise: Promise) -> None:
        self.calendar = terms.calendar
        self.amount = terms.protocol.target(terms.plan, severity, promise).amount
        self.warning = terms.protocol.warning(promise, self.amount)

    def due(self, start: datetime) -> datetime:
        return hours.add(start, self.amount, self.calendar)

    def warn(self, start: datetime, due: datetime) -> datetime:
        """Count the warning back from the due time, but never to before the clock began."""
        return max(start, hours.before(due, self.warning, self.calendar))


def terms_of(history: Sequence[Fact], protocols: Mapping[str, Protocol]) -> Terms:
    """Return the terms that the history itself names: its revision, plan, home region and designated regions.

    Raises HistoryError where it names what is not there.
    """
    fact, opened = opening(history)
    protocol = protocols.get(opened.protocol)
    if protocol is None:
        raise HistoryError(f"{fact} names protocol {opened.protocol!r}, which is not here")
    _check_known(f"{fact}: plan", opened.plan, protocol.plans)
    _check_known(f"{fact}: severity", opened.severity, protocol.severities)
    for region in (opened.home_region, *opened.regions):
        _check_known(f"{fact}: region", region, protocol.regions)
    return Terms(protocol, opened.plan, opened.home_region, opened.regions)


def _check_known(where: str, named: Any, known: Mapping[Any, Any]) -> None:
    if named not in known:
        raise HistoryError(f"{where} {named!r} is not one of {', '.join(map(str, known))}")
