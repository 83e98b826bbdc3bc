"""Business time for the naive model: offices that look at the clock on the wall, minute by minute (docs/hours.md).

An instant is a number of whole minutes since 1970. Of the house it knows only what people wrote about opening hours.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

DAY = 24 * 60
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Pauses = tuple[tuple[int, int], ...]


def minute_of(at: datetime) -> int:
    """Return an instant as minutes since 1970; the histories of the tests know nothing finer."""
    minutes, rest = divmod(at - datetime(1970, 1, 1, tzinfo=UTC), timedelta(minutes=1))
    assert not rest, f"{at} is not a whole minute"
    return minutes


@cache
def instant(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


class Place:
    """One office: in which minutes the clock on its wall shows a time at which it is open."""

    def __init__(self, rule) -> None:
        self.zone = ZoneInfo(rule.tz)
        self.week = [_spans(rule.weekly.get(day, ())) for day in WEEK]
        self.days = {day: [] for day in rule.holidays} | {day: _spans(spans) for day, spans in rule.days.items()}
        self.open_on = cache(self.open_on)  # asked often

    def spans(self, day: date) -> list[tuple[int, int]]:
        return self.days.get(day, self.week[day.weekday()])

    def wall(self, minute: int) -> datetime:
        return datetime.fromtimestamp(minute * 60, self.zone)

    def open_on(self, day: int) -> frozenset[int]:
        """Return the open minutes of a day of UTC; no zone changes its clock but at a quarter of an hour."""
        found = set()
        for quarter in range(day * DAY, (day + 1) * DAY, 15):
            shown = self.wall(quarter)
            for minute in range(15):
                time = shown.hour * 60 + shown.minute + minute
                if any(opens <= time < closes for opens, closes in self.spans(shown.date())):
                    found.add(quarter + minute)
        return frozenset(found)

    def is_open(self, minute: int) -> bool:
        return minute in self.open_on(minute // DAY)

    def same_time_later(self, minute: int, days: int) -> int:
        """Go to the same reading of the clock so many business days later; back to the last close if need be (O6.7)."""
        shown = self.wall(minute)
        day = shown.date()
        while days:
            day += timedelta(days=1)
            days -= bool(self.spans(day))
        due = minute_of(datetime.combine(day, shown.time(), self.zone).astimezone(UTC))
        while not self.is_open(due - 1):
            due -= 1
        return due


class Hours:
    """Whose hours count for a case: those of one office or of several; business days are the first one's alone."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self.first = self if len(places) == 1 else Hours(places[:1])
        self.open_on = cache(self.open_on)
        self.add, self.back = cache(self.add), cache(self.back)

    def add(self, start: int, number: int, unit: str, pauses: Pauses = ()) -> int:
        """Count on until the amount has run: EM elapsed minutes, BM business minutes, BD business days."""
        if unit == "EM":
            return self.elapsed(start, number, pauses)
        return self.run(start, number, pauses) if unit == "BM" else self.days(start, number, pauses)

    def elapsed(self, start: int, minutes: int, pauses: Pauses) -> int:
        if not pauses:
            return start + minutes
        while minutes:
            minutes -= not paused(start, pauses)
            start += 1
        return start

    def run(self, start: int, minutes: int, pauses: Pauses) -> int:
        for minute in self.open_from(start):
            minutes -= not paused(minute, pauses)
            if not minutes:
                return minute + 1
        raise AssertionError("an office is open now and then")

    def days(self, start: int, days: int, pauses: Pauses) -> int:
        """Count business days; open time that a pause takes away on the way is given back afterwards."""
        start = next(minute for minute in self.first.open_from(start) if not paused(minute, pauses))
        due = self.first.places[0].same_time_later(start, days)
        if not pauses:
            return due
        return self.first.run(start, sum(self.first.places[0].is_open(one) for one in range(start, due)), pauses)

    def back(self, end: int, minutes: int) -> int:
        """Walk back until so many open minutes have gone by."""
        while minutes:
            end -= 1
            minutes -= end in self.open_on(end // DAY)
        return end

    def open_from(self, start: int) -> Iterator[int]:
        for day in count(start // DAY):
            yield from sorted(minute for minute in self.open_on(day) if minute >= start)

    def open_on(self, day: int) -> frozenset[int]:
        return frozenset().union(*(place.open_on(day) for place in self.places))


def paused(minute: int, pauses: Pauses) -> bool:
    return any(since <= minute < until for since, until in pauses)


def _spans(spans) -> list[tuple[int, int]]:
    found = [(_time(opens), _time(closes)) for opens, closes in spans]
    assert all(opens < closes for opens, closes in found), "the naive model knows no night shifts"
    return found


def _time(words: str) -> int:
    hour, minute = words.split(":")
    return int(hour) * 60 + int(minute)
