"""Protocol 06, how time is counted: elapsed time, business time and business days (O6.5 to O6.7b).

Instants are aware; answers are in UTC. Pauses are spans that do not count, whatever runs. Every function raises
HoursError on a naive instant and NeverOpen, which names the calendar, where there is not enough open time.
"""

from datetime import datetime

from sundial.protocol.amounts import Amount, BusinessDays, BusinessTime, Elapsed
from sundial.protocol.business_days import days_after, days_before
from sundial.protocol.calendar import Calendar
from sundial.protocol.explanation import Explanation, explained, explained_between
from sundial.protocol.instants import SECOND, HoursError, NeverOpen, in_order, instant, micros
from sundial.protocol.openings import Span
from sundial.protocol.pauses import ElapsedLine, Line, Paused, Pauses, spans_of
from sundial.protocol.segments import Segment

__all__ = [
    "Explanation",
    "HoursError",
    "NeverOpen",
    "Segment",
    "add",
    "before",
    "between",
    "explain",
    "explain_between",
]


def add(start: datetime, amount: Amount, calendar: Calendar, pauses: Pauses = ()) -> datetime:
    """Return the earliest instant at which `amount`, counted from `start`, has run (O6.5, O6.7, O6.7b).

    Nothing at all has run at `start` itself, open or not.
    """
    if pauses:
        return instant(_due(micros(start), amount, calendar, spans_of(pauses)))
    at = micros(start)  # without pauses, which is by far the most common, there is no detour
    if isinstance(amount, BusinessDays):
        return instant(days_after(at, amount.days, calendar.first, NONE))
    run = amount.seconds * SECOND
    return instant(at + run if isinstance(amount, Elapsed) else calendar.forward(at, run))


def before(end: datetime, amount: Amount, calendar: Calendar, pauses: Pauses = ()) -> datetime:
    """Return the latest start from which `amount` has run by `end`: the latest s with add(s, amount) <= end.

    `add` leads back to `end` itself where `end` is a due time at all: open, or the close of a span.
    """
    if not pauses and not isinstance(amount, BusinessDays):  # as above
        at, run = micros(end), amount.seconds * SECOND
        return instant(at - run if isinstance(amount, Elapsed) else calendar.backward(at, run))
    spans = spans_of(pauses)
    if isinstance(amount, BusinessDays):
        return instant(days_before(micros(end), amount.days, calendar.first, spans))
    return instant(_line(amount, calendar, spans).backward(micros(end), amount.seconds * SECOND))


def between(start: datetime, end: datetime, calendar: Calendar, pauses: Pauses = ()) -> int:
    """Return the whole open seconds from `start` to `end`; raises HoursError if `end` is the earlier.

    A part of a second that is left over at the end is not counted.
    """
    low, high = micros(start), micros(end)
    in_order(low, high)
    line: Line = Paused(calendar, spans_of(pauses)) if pauses else calendar
    return line.open_between(low, high) // SECOND


def explain(start: datetime, amount: Amount, calendar: Calendar, pauses: Pauses = ()) -> Explanation:
    """Return the due time of `add` with every segment on the way to it; what they count is the amount."""
    at = micros(start)
    if not pauses and type(amount) is BusinessTime:
        return explained(at, calendar.forward(at, amount.seconds * SECOND), amount, calendar, [])
    spans = spans_of(pauses)
    return explained(at, _due(at, amount, calendar, spans), amount, calendar, spans)


def explain_between(start: datetime, end: datetime, calendar: Calendar, pauses: Pauses = ()) -> Explanation:
    """Return every segment from `start` to `end`; what they count is what `between` counts."""
    spans, low, high = spans_of(pauses), micros(start), micros(end)
    in_order(low, high)
    return explained_between(low, high, calendar, spans)


ELAPSED = ElapsedLine()
NONE: list[Span] = []


def _due(start: int, amount: Amount, calendar: Calendar, pauses: list[Span]) -> int:
    if isinstance(amount, BusinessDays):
        return days_after(start, amount.days, calendar.first, pauses)
    return _line(amount, calendar, pauses).forward(start, amount.seconds * SECOND)


def _line(amount: Amount, calendar: Calendar, pauses: list[Span]) -> Line:
    line: Line = calendar if isinstance(amount, BusinessTime) else ELAPSED
    return Paused(line, pauses) if pauses else line
