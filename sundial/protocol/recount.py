"""What a move to another revision does to the clocks that run (docs/promises.md, section 8; O12.1).

Most clocks are plain: one target of the table, counted from where they started, as their case stands now. Such a clock
is counted anew from its row alone; any other is told by its history.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sundial.protocol import hours
from sundial.protocol.case import CaseState
from sundial.protocol.clock import ByTable, Cause, Clock, Outcome, as_counted
from sundial.protocol.document import Protocol
from sundial.protocol.effect import supposed
from sundial.protocol.facts import Fact, ProtocolMoved, Side
from sundial.protocol.promises import BESIDE, Promise
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.terms import Terms


class Counted(NamedTuple):
    """When a clock would fall due under another revision, and from when it would be due soon (UTC)."""

    due_at: datetime
    warn_at: datetime


class Shift(NamedTuple):
    """A running clock that a move makes fall due at another time (UTC); `late` where it would be late at once."""

    promise: Promise
    severity: int
    was: datetime
    now: datetime
    late: bool


def is_plain(clock: Clock, state: CaseState) -> bool:
    """Say whether a clock runs and is counted once, by the table, as its case stands now."""
    because = clock.because
    if clock.ended_at is not None or clock.promise in BESIDE or clock.paused or len(because.counts) > 1:
        return False
    (count,) = because.counts
    as_it_stands = type(count) is ByTable and count[:3] == (clock.started_at, state.plan, state.severity)
    return as_it_stands and because.agreement is None and because.floor is None and not because.pauses


def is_settled(due_at: datetime, at: datetime, *, said: bool, paused: bool) -> bool:
    """Say whether a running clock is late at an instant, so that nothing moves it any more; UTC."""
    return not paused and (at > due_at or said)


def recounted(promise: Promise, started_at: datetime, severity: int, terms: Terms) -> Counted:
    """Count a plain clock anew: by the document and the plan of these terms, from where it started."""
    _, calendar, warning, _, reckoning = measure = terms.measure(terms.plan, severity, "", promise)
    due_at = reckoning.due(started_at) if reckoning else hours.add(started_at, measure.amount, calendar)
    return as_counted(Counted, (due_at, max(started_at, hours.before(due_at, warning, calendar))))


def shifts(history: Sequence[Fact], protocols: Mapping[str, Protocol], digest: str, at: datetime) -> Iterator[Shift]:
    """Yield what a move to the revision of this digest would do at an instant, whatever the clocks are counted by.

    Raises HistoryError where the revision lacks what the case needs.
    """
    whole = supposed(history, ProtocolMoved(digest), Side.SYSTEM, at)
    clocks, _ = fold(whole, terms_of(whole, protocols))
    moved = [clock for clock in clocks if clock.because.cause is Cause.MOVED and clock.because.fact == len(whole)]
    for clock in moved:
        assert clock.because.was_due is not None
        late = clock.outcome is Outcome.BREACHED
        yield Shift(clock.promise, clock.because.severity, clock.because.was_due, clock.due_at, late)
