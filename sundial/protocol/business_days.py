"""Business days counted from a start, and back from an end, with pauses (O6.7)."""

from collections.abc import Callable, Iterator

from sundial.protocol.calendar import Calendar
from sundial.protocol.instants import DAY, FIRST, NeverOpen
from sundial.protocol.openings import Span
from sundial.protocol.pauses import Paused


def days_after(start: int, days: int, calendar: Calendar, pauses: list[Span]) -> int:
    """Return the end of N business days; the start rolls forward to time that is open and not paused.

    Open time that a pause takes away on the way is given back afterwards, second for second. In microseconds.
    """
    if not days:
        return start
    start = _rolled(start, calendar, pauses)
    due = calendar.settled(calendar.reading(start, days))
    if not pauses:
        return due
    return Paused(calendar, pauses).forward(start, calendar.open_between(start, due))


def days_before(end: int, days: int, calendar: Calendar, pauses: list[Span]) -> int:
    """Return the latest start whose N business days end by `end`, in microseconds; raises NeverOpen.

    A start that rolls on is as good as the instant to which it rolls. Between two pauses the end never falls
    when the start rises, so each stretch without a pause is searched by halving, the last one first.
    """
    if not days:
        return end

    def ends_in_time(start: int) -> bool:
        try:
            return days_after(start, days, calendar, pauses) <= end
        except NeverOpen:
            return False

    for low, high in _unpaused(end, pauses):
        since = _stepping_back(high, low, DAY * (days + 1), ends_in_time)
        if since is not None:
            return _last(since, high, ends_in_time)
    raise calendar.never()


def _rolled(start: int, calendar: Calendar, pauses: list[Span]) -> int:
    start = calendar.roll(start)
    for since, until in pauses:
        if since <= start < until:
            start = calendar.roll(until)
    return start


def _unpaused(end: int, pauses: list[Span]) -> Iterator[Span]:
    """Yield the stretches between pauses as first and last instant, from `end` back to the horizon."""
    for since, until in reversed(pauses):
        if until <= end:
            yield until, end
        end = min(end, since - 1)
    if end >= FIRST:
        yield FIRST, end


def _stepping_back(high: int, low: int, step: int, holds: Callable[[int], bool]) -> int | None:
    """Return an instant of low..high at which a claim holds, looking ever further back, or None if there is none."""
    while (since := max(high - step, low)) > low and not holds(since):
        step *= 2
    return since if holds(since) else None


def _last(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the last instant of low..high at which a claim holds that holds at `low` and, once false, stays so."""
    high += 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
