"""Business days counted from a start, and back from an end, with pauses (O6.7)."""

from collections.abc import Callable, Iterator

from sundial.protocol.calendar import Calendar
from sundial.protocol.instants import DAY, FIRST, SECOND, NeverOpen
from sundial.protocol.openings import Span
from sundial.protocol.pauses import Paused


def days_after(start: int, days: int, calendar: Calendar, pauses: list[Span]) -> int:
    """Return the end of N business days; the start rolls forward to time that is open and not paused.

    Open time that a pause takes away on the way is given back afterwards, second for second. In microseconds.
    """
    if not days:
        return start
    if not pauses:
        return calendar.after_days(start, days)
    start = _rolled(start, calendar, pauses)
    due = calendar.settled(calendar.reading(start, days))
    return Paused(calendar, pauses).forward(start, calendar.open_between(start, due))


def days_before(end: int, days: int, calendar: Calendar, pauses: list[Span]) -> int:
    """Return the latest start, by whole seconds from `end`, whose N business days end by `end`; raises NeverOpen.

    A start that rolls on is as good as the instant to which it rolls. Between two pauses the end never falls
    when the start rises, so each stretch without a pause is searched by halving, the last one first.
    """
    if not days:
        return end
    calendar.around(end)  # refuses an end beyond the horizon, where no start can be told from another

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
    """Yield the stretches between pauses, from `end` back to the horizon, by whole seconds from `end`."""
    high = end
    for since, until in reversed([(FIRST, FIRST), *pauses]):
        low = until + (end - until) % SECOND
        if low <= high:
            yield low, high
        high = min(high, since - 1 - (since - 1 - end) % SECOND)


def _stepping_back(high: int, low: int, step: int, holds: Callable[[int], bool]) -> int | None:
    """Return an instant of low..high at which a claim holds, looking ever further back, or None if there is none."""
    while (since := max(high - step, low)) > low and not holds(since):
        step *= 2
    return since if holds(since) else None


def _last(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the last second of low..high at which a claim holds that holds at `low` and, once false, stays so."""
    high += SECOND
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
