"""A time zone as what calendars need: the spans of UTC in which its offset stays the same."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sundial.protocol.instants import DAY, SECOND, year_start

STEP = 2 * DAY


class Offsets:
    """The offsets of one zone from `low` to `high`; instants and offsets in microseconds.

    A local reading that happens twice stands for its first time; one that never happens stands for the instant
    at which the clocks jump over it.
    """

    __slots__ = ("_local_until", "_offset", "_since")

    def __init__(self, key: str, first_year: int, last_year: int) -> None:
        changes = [change for year in range(first_year, last_year) for change in changes_of_year(key, year)]
        low, high = year_start(first_year), year_start(last_year)
        self._since = [low, *(at for at, _ in changes)]
        self._offset = [_offset(ZoneInfo(key), low), *(offset for _, offset in changes)]
        untils = [*self._since[1:], high]
        self._local_until = [until + offset for until, offset in zip(untils, self._offset, strict=True)]

    def local(self, at: int) -> int:
        """Return what the clocks of the zone show at an instant, counted as if it were UTC."""
        return at + self._offset[bisect_right(self._since, at) - 1]

    def earliest(self, local: int) -> int:
        """Return the first instant at which the clocks of the zone show `local` or have jumped past it."""
        at = min(bisect_right(self._local_until, local), len(self._since) - 1)
        return max(local - self._offset[at], self._since[at])

    def alike(self, at: int, local: int) -> tuple[int, int] | None:
        """Return how much earlier and later than `at` an instant may be for nothing but itself to move.

        That is in what the clocks show then, and in when they come to show `local`, moved as much as the instant:
        earlier by no more than the one, later by less than the other. None where `local` is a time that they skip.
        """
        now = bisect_right(self._since, at) - 1
        then = min(bisect_right(self._local_until, local), len(self._since) - 1)
        reading = local - self._offset[then]
        if reading < self._since[then]:
            return None
        earlier = min(at - self._since[now], reading - self._since[then])
        if then:
            earlier = min(earlier, local - self._local_until[then - 1])
        until = self._local_until[now] - self._offset[now]
        return earlier, min(until - at, self._local_until[then] - local)

    def steady(self) -> Iterator[tuple[int, int, int]]:
        """Yield (from, until, offset) for every span of UTC with one offset, in order."""
        for since, offset, local_until in zip(self._since, self._offset, self._local_until, strict=True):
            yield since, local_until - offset, offset

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Yield the local readings [from, until) that the clocks jump over, in order."""
        for at in range(1, len(self._since)):
            opens, closes = self._local_until[at - 1], self._since[at] + self._offset[at]
            if opens < closes:
                yield opens, closes


@cache
def changes_of_year(key: str, year: int) -> tuple[tuple[int, int], ...]:
    """Find the instants of a year at which a zone changes its offset, by looking every second day and then closer.

    No zone has changed twice within three days since 1900 (a test holds this against the whole database).
    """
    zone, changes = ZoneInfo(key), []
    before = _offset(zone, year_start(year))
    end = year_start(year + 1)
    for at in range(year_start(year), end, STEP):
        after = _offset(zone, min(at + STEP, end))
        if after != before:
            changes.append((_moment(zone, at, before), after))
            before = after
    return tuple(changes)


def _moment(zone: ZoneInfo, at: int, before: int) -> int:
    low, high = 0, STEP // SECOND
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, at + middle * SECOND) == before else (low, middle)
    return at + high * SECOND


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at // SECOND, zone).utcoffset() or timedelta()
    return (offset.days * 86_400 + offset.seconds) * SECOND
