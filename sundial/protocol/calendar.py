"""Business calendars: the open time of one region or of several, at any distance in the same time (O6.6)."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sundial.protocol.amounts import Amount
from sundial.protocol.calendar_json import rule_from_json, rule_to_json
from sundial.protocol.calendar_rule import CalendarError, CalendarRule, Week
from sundial.protocol.day_count import BusinessDayCount
from sundial.protocol.instants import (
    FIRST,
    FIRST_YEAR,
    LAST,
    LAST_YEAR,
    HoursError,
    NeverOpen,
    in_order,
    instant,
    micros,
    within_horizon,
    year_of,
    year_start,
)
from sundial.protocol.openings import Alike, Openings
from sundial.protocol.reckoning import Reckoning
from sundial.protocol.segments import Strip
from sundial.protocol.years import years_of

MOST_AMOUNTS = 500  # that are kept: customers and staff agree on amounts of their own

__all__ = ["Calendar", "CalendarError", "CalendarRule", "HoursError", "NeverOpen", "Week"]
__all__ += ["rule_from_json", "rule_to_json"]


class Calendar:
    """Open time, as the union of one or more rules; what overlaps counts once.

    An instant is open exactly when the local reading of some rule's clock lies in one of its spans: hours that a
    zone skips are not there, and hours that happen twice count twice. Reaches from 1900 to 2200 and is built
    around what is asked, more of it only when that is asked for.
    """

    __slots__ = ("_days", "_first", "_known", "_reckonings", "_strip", "rules")

    def __init__(self, rules: tuple[CalendarRule, ...]) -> None:
        if not rules:
            raise CalendarError("calendars", "none; at least one is needed")
        self.rules = rules
        self._first: Calendar | None = None
        self._known: Openings | None = None
        self._days: BusinessDayCount | None = None
        self._strip: Strip | None = None
        self._reckonings: dict[Amount, Reckoning] = {}

    @classmethod
    def of(cls, *rules: CalendarRule) -> "Calendar":
        """Return the union of rules; the same rules give the same calendar, built once."""
        return _calendar(rules)

    @property
    def name(self) -> str:
        """The names of its rules, as errors and pages say them."""
        return " + ".join(rule.name for rule in self.rules)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the first rule, in which business days are counted."""
        return ZoneInfo(self.rules[0].tz)

    @property
    def first(self) -> "Calendar":
        """The calendar of the first rule alone, on which business days are counted."""
        if self._first is None:
            self._first = self if len(self.rules) == 1 else Calendar.of(self.rules[0])
        return self._first

    def holiday_on(self, day: date) -> str | None:
        """Return the name of the holiday on a local date ("" for one without a name), None if there is none."""
        return next((rule.holidays[day] for rule in self.rules if day in rule.holidays), None)

    def windows(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the open spans between two instants, cut to them, in UTC."""
        low, high = micros(since), micros(until)
        in_order(low, high)
        for opens, closes in self.openings(low, high).within(low, high):
            yield instant(opens), instant(closes)

    def reckoning(self, amount: Amount) -> Reckoning:
        """Return what tells by the million when an amount has run, made once; of too many amounts they begin again."""
        if len(self._reckonings) >= MOST_AMOUNTS:
            self._reckonings = {}
        return self._reckonings.setdefault(amount, Reckoning(amount, self))

    def forward(self, at: int, amount: int) -> int:
        """Return the first instant at which `amount` has run from `at`, in microseconds; raises NeverOpen."""
        if not amount:
            return at
        known = self._known
        if known is None or not known.low <= at < known.high:
            known = self.around(at)
        while (due := known.after(at, amount)) is None:
            known = self._further(known)
        return due

    def backward(self, at: int, amount: int) -> int:
        """Return the last instant from which `amount` has run by `at`, in microseconds; raises NeverOpen."""
        if not amount:
            return at
        known = self.around(at)
        while (start := known.until(at, amount)) is None:
            known = self._earlier(known)
        return start

    def open_between(self, low: int, high: int) -> int:
        """Return the open time between two instants in order, in microseconds."""
        known = self._known
        if known is None or low < known.low or high > known.high:
            low, high = within_horizon(low), within_horizon(high)
            known = self.openings(low, high)
        return known.run(high) - known.run(low)

    def strip(self, low: int, high: int) -> Strip:
        """Return everything that lies along a range that holds `low` to `high`, open or not, for an explanation."""
        known, strip = self.openings(low, high), self._strip
        if strip is None or strip.known is not known:
            strip = self._strip = Strip(self.rules, known)
        return strip

    def openings(self, low: int, high: int) -> Openings:
        """Return the open intervals of a range of years that holds `low` to `high`, two instants of the horizon."""
        known = self._known
        if known is None or low < known.low or high > known.high:
            known = self._known = self._grown(low, high)
        return known

    def around(self, at: int) -> Openings:
        """Return the open intervals around an instant; raises NeverOpen outside the horizon."""
        known = self._known
        if known is not None and known.low <= at < known.high:
            return known
        if not FIRST <= at < LAST:
            raise self.never()
        return self.openings(at, at + 1)

    def roll(self, at: int) -> int:
        """Return the instant itself if it is open, else the next opening; raises NeverOpen."""
        known = self.around(at)
        while (opening := known.roll(at)) is None:
            known = self._further(known)
        return opening

    def reading(self, at: int, days: int) -> int:
        """Return when the clocks show the local time of `at`, which is open, on the Nth following business day."""
        known = self.around(at)
        while (reading := self._count(known).reading(at, days)) is None:
            known = self._further(known)
        return reading

    def after_days(self, at: int, days: int) -> int:
        """Return the end of N business days from an instant, in microseconds (O6.7); raises NeverOpen.

        It is `settled(reading(roll(at), days))`, in one go where all of it lies in what is known.
        """
        known, count = self._known, self._days
        if known is not None and count is not None and (count.low, count.high) == (known.low, known.high):
            start = known.roll(at) if known.low <= at < known.high else None
            if start is not None and (reading := count.reading(start, days)) is not None:
                return known.settled(reading)
        return self.settled(self.reading(self.roll(at), days))

    def days_alike(self, at: int, days: int) -> Alike | None:
        """Return the starts around `at` from which N business days, more than none, end alike; None: not known."""
        known = self.around(at)
        around = known.interval(at)
        if around is None:
            return None
        (low, high), is_open = around
        if not is_open:
            return Alike(low, high, moves=False)
        count = self._count(known)
        steady, reading = count.alike(at, days), count.reading(at, days)
        ends = known.settled_alike(reading) if reading is not None else None
        if steady is None or reading is None or ends is None:
            return None
        low, high = max(low, steady[0]), min(high, steady[1])
        return Alike(max(low, at - (reading - ends.low)), min(high, at + (ends.high - reading)), moves=ends.moves)

    def settled(self, at: int) -> int:
        """Return the instant itself if it is open or a close, else the last close before it."""
        return self.around(at).settled(at)

    def never(self) -> NeverOpen:
        """Return the error that says that there is no more open time to be found."""
        return NeverOpen(f"calendar {self.name}: not open for long enough between {FIRST_YEAR} and {LAST_YEAR}")

    def _grown(self, low: int, high: int) -> Openings:
        first, last = max(year_of(low) - 1, FIRST_YEAR), min(year_of(high) + 2, LAST_YEAR)
        if known := self._known:
            first, last = min(first, year_of(known.low)), max(last, year_of(known.high))
        return _build(self.rules, first, last)

    def _count(self, known: Openings) -> BusinessDayCount:
        count = self._days
        if count is None or (count.low, count.high) != (known.low, known.high):
            count = self._days = BusinessDayCount(self.rules[0], year_of(known.low), year_of(known.high))
        return count

    def _further(self, known: Openings) -> Openings:
        if known.high >= LAST:
            raise self.never()
        return self.openings(known.low, min(2 * known.high - known.low, LAST))

    def _earlier(self, known: Openings) -> Openings:
        if known.low <= FIRST:
            raise self.never()
        return self.openings(max(2 * known.low - known.high, FIRST), known.high)


@lru_cache(maxsize=512)
def _calendar(rules: tuple[CalendarRule, ...]) -> Calendar:
    return Calendar(rules)


def _build(rules: tuple[CalendarRule, ...], first: int, last: int) -> Openings:
    spans = [span for rule in rules for span in years_of(rule).spans(first, last)]
    return Openings(spans, year_start(first), year_start(last))
