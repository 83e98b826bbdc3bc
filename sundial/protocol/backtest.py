"""A document tried on what has happened: a history read as it was, and as if it was opened under another document.

Promises of the two readings answer each other by what ended them: the word that kept the one would have kept the other.
So it does not matter how many cycles there are of each, nor which of them was superseded on the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sundial.protocol.alike import alike
from sundial.protocol.case import NAMING, named_protocols
from sundial.protocol.clock import Clock, Outcome, as_counted
from sundial.protocol.document import Protocol
from sundial.protocol.facts import AgreementDeclined, Fact, Opened, PlanChanged, in_order
from sundial.protocol.history_error import HistoryError, NotInForce
from sundial.protocol.hours import HoursError
from sundial.protocol.promises import INSIDE, Promise
from sundial.protocol.sla import clocks, terms_of

Cell = tuple[str, int, Promise]  # plan, severity, promise
Plans = list[tuple[datetime, int, str]]  # since when, and since which fact, a case had which plan; the last first
_AT = attrgetter("at")
_MET, _BREACHED = Outcome.MET, Outcome.BREACHED


class Judged(NamedTuple):
    """A promise that was kept or broken in one reading, where it is counted, and whether it was late."""

    clock: Clock
    cell: Cell
    late: bool


class Pair(NamedTuple):
    """One promise as it was (`a`) and as it would have been (`b`); None where a reading has none to be judged."""

    a: Judged | None
    b: Judged | None

    @property
    def shown(self) -> Judged:
        """What it is told by, and counted under: as it was, if it was."""
        found = self.a or self.b
        assert found is not None
        return found

    @property
    def differs(self) -> bool:
        """Whether its outcome would have been another."""
        return (self.a and self.a.late) != (self.b and self.b.late)


@dataclass(slots=True)
class Figures:
    """What became of the promises of one cell in both readings.

    Newly late is what would have been late and was not: it was kept, or it ended before it fell due. No longer late is
    the contrary. So `late_b` is `late_a` with the one added and the other taken away.
    """

    kept_a: int = 0
    late_a: int = 0
    kept_b: int = 0
    late_b: int = 0
    newly_late: int = 0
    no_longer_late: int = 0

    def add(self, pair: Pair) -> None:
        """Count one promise."""
        was, would_be = (bool(one and one.late) for one in pair)
        self.late_a += was
        self.late_b += would_be
        self.kept_a += bool(pair.a) and not was
        self.kept_b += bool(pair.b) and not would_be
        self.newly_late += would_be and not was
        self.no_longer_late += was and not would_be

    def join(self, other: "Figures") -> None:
        """Count what another part has counted."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def compared(
    history: Sequence[Fact], protocols: Mapping[str, Protocol], other: str, as_of: datetime | None = None
) -> Iterator[Pair]:
    """Yield every promise of a history, as it was and as it would have been under the revision of another digest.

    Moves to other revisions belong to the first reading alone. What still runs is judged at `as_of` (UTC), by default
    at the last fact. What the history says as an instant stays one: a due time that was agreed, or carried by a merge.
    Raises HistoryError where one of the two cannot be read, and says if it is the other; HoursError as the fold does.
    """
    until, plans = as_of or max(map(_AT, history)), _plans(history)
    a = b = _judged(clocks(history, terms_of(history, protocols)), plans, until)
    if not _is_read_alike(history, plans, protocols, other):
        try:
            b = _judged(_supposed(opened_under(history, other), protocols), plans, until)
        except (HistoryError, HoursError) as error:
            raise HistoryError(f"under the other document: {error}") from None
    for key in a if a is b else {**a, **b}:
        yield Pair(a.get(key), b.get(key))


def opened_under(history: Sequence[Fact], revision: str) -> tuple[Fact, ...]:
    """Return a history as if its case was opened under a revision, and stayed there whatever it was moved to."""
    named = {fact.seq: replace(what, protocol=revision) for fact in history if isinstance(what := fact.what, NAMING)}
    return tuple([replace(fact, what=named[fact.seq]) if fact.seq in named else fact for fact in history])


def _is_read_alike(history: Sequence[Fact], plans: Plans, protocols: Mapping[str, Protocol], other: str) -> bool:
    """Say whether both readings are the same at once: nothing that this history can touch differs."""
    revisions = named_protocols(history)
    if len(revisions) > 1:
        return False
    first, second = protocols[revisions.pop()], protocols[other]
    return all(plan in alike(first, second) for _, _, plan in plans)


def _supposed(history: tuple[Fact, ...], protocols: Mapping[str, Protocol]) -> tuple[Clock, ...]:
    """Read what did not happen like this: what was agreed on a clock that is late now has no effect, nor has its end.

    Where it did happen, the end of what is not in force is an error (docs/promises.md, section 5).
    """
    terms = terms_of(history, protocols)
    while True:
        try:
            return clocks(history, terms)
        except NotInForce as error:
            history = tuple(_without_effect(fact) if fact.seq == error.seq else fact for fact in history)


def _without_effect(fact: Fact) -> Fact:
    return replace(fact, what=AgreementDeclined(fact.seq))


Key = tuple[Promise, int, int | None]  # at most one clock runs for a promise about something, so one fact ends one


def _judged(found: Sequence[Clock], plans: Plans, until: datetime) -> dict[Key, Judged]:
    return {
        (clock.promise, clock.about, clock.ended_by): as_counted(Judged, (clock, _cell(clock, plans), late))
        for clock in found
        if clock.promise not in INSIDE and (late := _is_late(clock, until)) is not None
    }


def _is_late(clock: Clock, until: datetime) -> bool | None:
    """Say whether a promise was broken; None of one that ended unbroken without being kept, or may still be kept."""
    if clock.outcome is _MET:
        return False
    if clock.outcome is _BREACHED:
        return True
    return True if clock.ended_at is None and not clock.paused and until > clock.due_at else None


def _plans(history: Sequence[Fact]) -> Plans:
    named = [fact for fact in history if type(fact.what) in (Opened, PlanChanged)]
    if len(named) > 1:
        named = in_order(tuple(named))
    return [(fact.at, fact.seq, fact.what.plan) for fact in reversed(named)]  # type: ignore[union-attr]


def _cell(clock: Clock, plans: Plans) -> Cell:
    """Return plan and severity of the case when a clock came to stand."""
    because = clock.because
    plan = plans[0][2]
    if len(plans) > 1:
        plan = next(plan for at, seq, plan in plans if (at, seq) <= (because.since, because.fact))
    return (plan, because.severity, clock.promise)
