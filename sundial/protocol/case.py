"""The life of a case as its history tells it: opened, answered, resolved, opened again, closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from sundial.protocol.facts import (
    Breached,
    Closed,
    DueSoon,
    Fact,
    Messaged,
    Opened,
    OwnerSet,
    Reopened,
    Resolved,
    Side,
    in_order,
)

BEGINS = "a history begins with a case that is opened"


class HistoryError(ValueError):
    """Two facts cannot follow each other, or a fact names what its protocol does not know; says which."""


class State(StrEnum):
    """Where a case stands: NEW until a person has answered, then in DIAGNOSIS."""

    NEW = "new"
    DIAGNOSIS = "diagnosis"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Turn(StrEnum):
    """What a fact means for the case at the moment at which it happens."""

    OPENS = "opens"
    ANSWERS = "answers"
    RESOLVES = "resolves"
    REOPENS = "reopens"
    CLOSES = "closes"
    CHANGES_NOTHING = "changes nothing"


@dataclass(frozen=True, slots=True)
class CaseState:
    """What the history says of the case itself; `resolved_at` is None while it is open."""

    state: State
    severity: int
    owner: str | None
    opened_at: datetime
    resolved_at: datetime | None


def state_of(history: Sequence[Fact]) -> CaseState:
    """Read where the case stands out of its history; raises HistoryError on facts that cannot follow each other."""
    fact, opened = opening(history)
    case = CaseState(State.NEW, opened.severity, None, fact.at, None)
    answered = False
    for fact, turn in turns(history):
        answered = answered or turn is Turn.ANSWERS
        case = _after(case, fact, turn, answered=answered)
    return case


def opening(history: Sequence[Fact]) -> tuple[Fact, Opened]:
    """Return the fact with which the case begins, and what it says; raises HistoryError if there is none."""
    for fact in history:
        if isinstance(fact.what, Opened):
            return fact, fact.what
    raise HistoryError(f"{history[0]} comes first; {BEGINS}" if history else f"there are no facts; {BEGINS}")


def turns(history: Sequence[Fact]) -> Iterator[tuple[Fact, Turn]]:
    """Yield the facts as they happened, by (`at`, `seq`), each with what it means for the case.

    A customer's own message on a resolved case opens it again; an auto-reply does not. A closed case stays
    closed. Raises HistoryError naming both facts where one cannot follow the other.
    """
    _check_whole(history)
    phase, since = _BEFORE, None
    for fact in in_order(tuple(history)):
        turn = _turn(fact, phase, since)
        phase_now = _PHASE_AFTER.get(turn, phase)
        if phase_now != phase:
            phase, since = phase_now, fact
        yield fact, turn


def counts(fact: Fact) -> bool:
    """Say whether the fact is a public word by a person on the staff side, which keeps a promise (O6.8b)."""
    what = fact.what
    return isinstance(what, Messaged) and what.public and not what.automatic and fact.by.side is Side.STAFF


_BEFORE, _OPEN, _RESOLVED, _CLOSED = "before", "open", "resolved", "closed"
_PHASE_AFTER = {Turn.OPENS: _OPEN, Turn.REOPENS: _OPEN, Turn.RESOLVES: _RESOLVED, Turn.CLOSES: _CLOSED}
_SAID = (DueSoon, Breached)
_MAY_FOLLOW: dict[str, tuple[type, ...]] = {
    _BEFORE: (Opened,),
    _OPEN: (Messaged, OwnerSet, Resolved, Closed, *_SAID),
    _RESOLVED: (Messaged, OwnerSet, Reopened, Closed, *_SAID),
    _CLOSED: _SAID,
}
_TURNS = {Opened: Turn.OPENS, Resolved: Turn.RESOLVES, Reopened: Turn.REOPENS, Closed: Turn.CLOSES}


def _turn(fact: Fact, phase: str, since: Fact | None) -> Turn:
    if not isinstance(fact.what, _MAY_FOLLOW[phase]):
        if since is None:
            raise HistoryError(f"{fact} comes first; {BEGINS}")
        raise HistoryError(f"{fact} cannot follow {since}: the case is {phase} by then")
    if phase == _RESOLVED and _asks_again(fact):
        return Turn.REOPENS
    if counts(fact):
        return Turn.ANSWERS
    return _TURNS.get(type(fact.what), Turn.CHANGES_NOTHING)


def _asks_again(fact: Fact) -> bool:
    what = fact.what
    return isinstance(what, Messaged) and what.public and not what.automatic and fact.by.side is Side.CUSTOMER


def _after(case: CaseState, fact: Fact, turn: Turn, *, answered: bool) -> CaseState:
    if isinstance(fact.what, OwnerSet):
        return replace(case, owner=fact.what.owner)
    if turn is Turn.RESOLVES:
        return replace(case, state=State.RESOLVED, resolved_at=fact.at)
    if turn is Turn.CLOSES:
        return replace(case, state=State.CLOSED, resolved_at=case.resolved_at or fact.at)
    if turn is Turn.REOPENS or (turn is Turn.ANSWERS and case.resolved_at is None):
        return replace(case, state=State.DIAGNOSIS if answered else State.NEW, resolved_at=None)
    return case


def _check_whole(history: Sequence[Fact]) -> None:
    """Raise HistoryError unless the facts are numbered 1, 2, 3 and so on, with none missing and none twice."""
    if not history:
        raise HistoryError(f"there are no facts; {BEGINS}")
    before: Fact | None = None
    for number, fact in enumerate(sorted(history, key=attrgetter("seq")), start=1):
        if fact.seq != number:
            after = f"follows {before}" if before else "comes first"
            problem = f"fact {number} is missing" if fact.seq > number else "one number, two facts"
            raise HistoryError(f"{fact} {after}: {problem}")
        before = fact
