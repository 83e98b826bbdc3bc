"""Which local days are business days of a rule, and when a local time comes round on the Nth following one (O6.7)."""

from bisect import bisect_left

from sundial.protocol.calendar_rule import CalendarRule, Days
from sundial.protocol.instants import DAY, year_start
from sundial.protocol.openings import Span
from sundial.protocol.zones import Offsets


class BusinessDayCount:
    """The business days of one rule from one year to another: local days on which a span starts.

    A day that a zone skips is none. An instant in a span that began the evening before belongs to that day.
    """

    __slots__ = ("_days", "_numbers", "_offsets", "high", "low")

    def __init__(self, rule: CalendarRule, first_year: int, last_year: int) -> None:
        self.low, self.high = year_start(first_year), year_start(last_year)
        self._days = Days(rule)
        self._offsets = Offsets(rule.tz, first_year, last_year)
        numbers = self._days.with_hours(self.low // DAY - 2, self.high // DAY)
        skipped = {day for gap in self._offsets.gaps() for day in _days_at(gap) if self._lies_in(day, gap)}
        self._numbers = [day for day in numbers if day not in skipped]

    def reading(self, at: int, days: int) -> int | None:
        """Return the local time of an open instant on the Nth following business day, None if that lies beyond.

        A time that happens twice is its first; a time that a zone skips is the instant at which it jumps.
        """
        local = self._offsets.local(at)
        day, time = self._day_and_time(local) if self._days.overnight else divmod(local, DAY)
        target = bisect_left(self._numbers, day) + days
        if target >= len(self._numbers):
            return None
        reading = self._offsets.earliest(self._numbers[target] * DAY + time)
        return reading if reading < self.high else None

    def alike(self, at: int, days: int) -> Span | None:
        """Return the instants, from one until before another, whose reading is as long after them as that of `at` is.

        They lie on one local day. None: not known, as on a calendar that is open past midnight.
        """
        local = self._offsets.local(at)
        target = bisect_left(self._numbers, local // DAY) + days
        if self._days.overnight or target >= len(self._numbers):
            return None
        time = local % DAY
        then = self._numbers[target] * DAY + time
        found = self._offsets.alike(at, then)
        if found is None:
            return None
        earlier, later = found
        return at - min(earlier, time), at + min(later, DAY - time, self.high - self._offsets.earliest(then))

    def _day_and_time(self, local: int) -> tuple[int, int]:
        day, time = divmod(local, DAY)
        if any(opens <= time < closes for opens, closes in self._days.on(day)):
            return day, time
        return day - 1, time + DAY

    def _lies_in(self, day: int, gap: tuple[int, int]) -> bool:
        low, high = gap
        return all(low <= day * DAY + opens and day * DAY + closes <= high for opens, closes in self._days.on(day))


def _days_at(gap: tuple[int, int]) -> range:
    low, high = gap
    return range(low // DAY - 1, high // DAY + 1)
