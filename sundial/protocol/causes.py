"""Protocol 07 and 08: why customers had to ask for more, each rung and what came of it, read off histories (O12.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from sundial.protocol.case import as_they_happened
from sundial.protocol.clock import ByRung, Clock, Outcome
from sundial.protocol.facts import (
    By,
    ComfortSaid,
    Escalated,
    EscalationSettled,
    Fact,
    FindingsWritten,
)
from sundial.protocol.ladder_past import Taken, taken
from sundial.protocol.promises import Promise


class Answer(StrEnum):
    """What became of the answer that a rung owes."""

    IN_TIME = "in time"
    LATE = "late"
    NEVER = "never"  # it was settled, or ended with its case, before
    OWED = "owed"


class Ending(StrEnum):
    """What ended a rung."""

    OPEN = "open"
    COMFORTABLE = "comfortable"
    SILENCE = "silence decided"
    WITH_THE_CASE = "with the case"


@dataclass(frozen=True, slots=True)
class Cause:
    """One rung that was taken, and what came of it; instants in UTC, `plan` and `severity` as the answer was promised.

    `person` is the point person, by id. `owes`: findings are asked for on it; `found` are the facts that hold them.
    `not_yet` are those with which its customer said that they are not comfortable, `comfortable_at` when they were.
    """

    fact: Fact
    rung: int
    plan: str
    severity: int
    due_at: datetime
    answered_at: datetime | None
    answer: Answer
    person: str
    ending: Ending
    ended_at: datetime | None
    comfortable_at: datetime | None
    owes: bool
    found: tuple[Fact, ...] = ()
    not_yet: tuple[Fact, ...] = ()

    @property
    def until_comfortable(self) -> timedelta | None:
        """How long it took until the customer was comfortable."""
        return self.comfortable_at - self.fact.at if self.comfortable_at else None

    @property
    def by(self) -> By:
        """Who took it."""
        return self.fact.by


@dataclass(slots=True)
class Figures:
    """Real counts of some rungs: how they were answered, how long comfort took, and whether findings are written."""

    count: int = 0
    answers: dict[Answer, int] = field(default_factory=dict)
    took: list[timedelta] = field(default_factory=list)
    owing: int = 0
    found: int = 0

    def add(self, cause: Cause) -> None:
        """Count one."""
        self.count += 1
        self.answers[cause.answer] = self.answers.get(cause.answer, 0) + 1
        self.took += [cause.until_comfortable] if cause.until_comfortable is not None else []
        self.owing += cause.owes
        self.found += cause.owes and bool(cause.found)

    def of(self, answer: Answer) -> int:
        """How many were answered so."""
        return self.answers.get(answer, 0)

    @property
    def typical(self) -> timedelta | None:
        """The median time until a customer was comfortable; None where nobody has said so."""
        seconds = [one.total_seconds() for one in self.took]
        return timedelta(seconds=median(seconds)) if seconds else None


def figures(causes: Iterable[Cause]) -> Figures:
    """Count them."""
    found = Figures()
    for cause in causes:
        found.add(cause)
    return found


def causes(history: Sequence[Fact], clocks: Iterable[Clock]) -> tuple[Cause, ...]:
    """Return every rung that a case ever stood on, with its clock among these; raises what `taken` raises."""
    by_rung = {clock.about: clock for clock in clocks if clock.promise is Promise.ESCALATION}
    ordered = as_they_happened(history)
    return tuple(_cause(one, by_rung[one.seq], ordered) for one in taken(history))


def _cause(one: Taken, clock: Clock, ordered: Sequence[Fact]) -> Cause:
    what = one.fact.what
    assert isinstance(what, Escalated)
    count = next(some for some in clock.because.counts if isinstance(some, ByRung))
    ending, at = _ending(one, ordered)
    return Cause(
        fact=one.fact,
        rung=what.rung,
        plan=count.plan,
        severity=count.severity,
        due_at=clock.due_at,
        answered_at=one.one.answered_at,
        answer=_answer(clock),
        person=one.one.person,
        ending=ending,
        ended_at=one.ended.at if one.ended else None,
        comfortable_at=at if ending is Ending.COMFORTABLE else None,
        owes=what.findings,
        found=tuple(
            fact for fact in ordered if isinstance(fact.what, FindingsWritten) and fact.what.escalation == one.seq
        ),
        not_yet=tuple(fact for fact in ordered if _is_not_yet(fact, one.seq)),
    )


def _is_not_yet(fact: Fact, seq: int) -> bool:
    return isinstance(fact.what, ComfortSaid) and fact.what.escalation == seq and not fact.what.comfortable


def _answer(clock: Clock) -> Answer:
    if clock.kept_by is not None:
        return Answer.LATE if clock.outcome is Outcome.BREACHED else Answer.IN_TIME
    if clock.ended_at is not None:
        return Answer.NEVER
    return Answer.LATE if clock.outcome is Outcome.BREACHED else Answer.OWED


def _ending(one: Taken, ordered: Sequence[Fact]) -> tuple[Ending, datetime | None]:
    """Return what ended a rung, and when that was said: by findings that were written later it ends, not is decided."""
    if one.ended is None:
        return Ending.OPEN, None
    until = ordered.index(one.ended)
    kinds = (ComfortSaid, EscalationSettled)
    if not isinstance(one.ended.what, (*kinds, FindingsWritten)):
        return Ending.WITH_THE_CASE, one.ended.at
    last = next(fact for fact in reversed(ordered[: until + 1]) if isinstance(fact.what, kinds))
    return (Ending.SILENCE if isinstance(last.what, EscalationSettled) else Ending.COMFORTABLE), last.at
