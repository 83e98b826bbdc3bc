"""The open time of one rule year by year in UTC, each year worked out once."""

from bisect import bisect_left, bisect_right
from functools import lru_cache

from sundial.protocol.calendar_rule import CalendarRule, Days
from sundial.protocol.instants import DAY, year_start
from sundial.protocol.openings import Span, merged
from sundial.protocol.zones import Offsets


class RuleYears:
    """What a rule is open, in microseconds since 1970, put together from as many years as are asked for."""

    __slots__ = ("_days", "_rule", "_years")

    def __init__(self, rule: CalendarRule) -> None:
        self._rule, self._days = rule, Days(rule)
        self._years: dict[int, list[Span]] = {}

    def spans(self, first: int, last: int) -> list[Span]:
        """Return the open spans from one year to before another in order, cut where a year ends."""
        return [span for year in range(first, last) for span in self._year(year)]

    def _year(self, year: int) -> list[Span]:
        if year not in self._years:
            self._years[year] = self._worked_out(year)
        return self._years[year]

    def _worked_out(self, year: int) -> list[Span]:
        """Cut the local spans at every change of the zone's offset, and put each piece into UTC."""
        on = self._days.on
        numbers = self._days.with_hours(year_start(year) // DAY - 2, year_start(year + 1) // DAY + 2)
        local = merged([(day * DAY + opens, day * DAY + closes) for day in numbers for opens, closes in on(day)])
        opening, closing = [opens for opens, _ in local], [closes for _, closes in local]
        result: list[Span] = []
        for since, until, offset in Offsets(self._rule.tz, year, year + 1).steady():
            low, high = since + offset, until + offset
            for at in range(bisect_right(closing, low), bisect_left(opening, high)):
                result.append((max(opening[at], low) - offset, min(closing[at], high) - offset))
        return result


@lru_cache(maxsize=1024)
def years_of(rule: CalendarRule) -> RuleYears:
    """Return the years of a rule; equal rules share them."""
    return RuleYears(rule)
