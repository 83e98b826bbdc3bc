"""The slow, obvious oracle of business time: it walks minute by minute and looks at the clock on the wall.

It shares no code with the engine and reads a calendar in the form of `sundial hours`. A calendar is open in a minute
when the wall clock of one of its zones shows a time inside one of its spans; that is all it knows about time zones.
Instants are whole seconds since 1970. `python -m tests.oracle 100000` compares it with the engine on random cases.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 86_400
FAR = 800 * DAY


def wall(at: int, tz: str) -> datetime:
    """Return what the clock on the wall shows."""
    return datetime.fromtimestamp(at, _zone(tz))


@cache
def _zone(tz: str) -> ZoneInfo:
    return ZoneInfo(tz)


@dataclass
class Place:
    """One rule of a calendar, as JSON."""

    rule: dict
    minutes: dict[int, list[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.spans_on, self.is_business_day = cache(self.spans_on), cache(self.is_business_day)  # asked often

    def spans_on(self, day: date) -> list[tuple[str, str]]:
        if day.isoformat() in self.rule.get("days", {}):
            return self.rule["days"][day.isoformat()]
        if day.isoformat() in self.rule.get("holidays", []):
            return []
        return self.rule.get("weekly", {}).get(WEEKDAYS[day.weekday()], [])

    def day_worked(self, shown: datetime) -> date | None:
        """Return the day whose span the clock is in: its own, or the one before for a span past midnight."""
        time = f"{shown.hour:02}:{shown.minute:02}"
        for opens, closes in self.spans_on(shown.date()):
            if opens <= time and (time < closes or closes < opens):
                return shown.date()
        for opens, closes in self.spans_on(shown.date() - timedelta(days=1)):
            if closes < opens and time < closes:
                return shown.date() - timedelta(days=1)
        return None

    def open_minutes(self, day: int) -> list[bool]:
        """Return for each minute of a day of UTC whether it is open (kept, because it is asked often)."""
        if day not in self.minutes:
            starts = range(day * DAY, (day + 1) * DAY, 60)
            self.minutes[day] = [self.day_worked(wall(at, self.rule["tz"])) is not None for at in starts]
        return self.minutes[day]

    def is_business_day(self, day: date) -> bool:
        """Say whether any minute of the spans that start on this day comes to pass."""
        noon = round(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
        around = range(noon - 2 * DAY, noon + 3 * DAY, 60)
        return any(self.is_open(at) and self.day_worked(wall(at, self.rule["tz"])) == day for at in around)

    def is_open(self, at: int) -> bool:
        return self.open_minutes(at // DAY)[at % DAY // 60]


@dataclass
class Oracle:
    """A union of places and the pauses in it; pauses begin and end on whole minutes."""

    places: list[Place]
    pauses: list[tuple[int, int]] = field(default_factory=list)
    day_and_night: bool = False

    def counts(self, at: int) -> bool:
        if self.pauses and any(since <= at < until for since, until in self.pauses):
            return False
        return self.day_and_night or any(place.is_open(at) for place in self.places)

    def whole_day(self, day: int) -> int | None:
        """Return the open seconds of a day of UTC, or None if a pause touches it."""
        if any(since < (day + 1) * DAY and until > day * DAY for since, until in self.pauses):
            return None
        if self.day_and_night:
            return DAY
        return 60 * sum(map(any, zip(*(place.open_minutes(day) for place in self.places), strict=True)))

    def add(self, start: int, seconds: int) -> int:
        """Walk forward until the seconds are used up."""
        at = start
        while seconds:
            if at > start + FAR:
                raise RuntimeError("walked too far")
            if at % DAY == 0 and (day := self.whole_day(at // DAY)) is not None and day < seconds:
                at, seconds = at + DAY, seconds - day
                continue
            next_minute = at - at % 60 + 60
            used = min(next_minute - at, seconds) if self.counts(at) else 0
            seconds -= used
            at = at + used if not seconds else next_minute
        return at

    def before(self, end: int, seconds: int) -> int:
        """Walk backward until the seconds are used up."""
        at = end
        while seconds:
            if at < end - FAR:
                raise RuntimeError("walked too far")
            if at % DAY == 0 and (day := self.whole_day(at // DAY - 1)) is not None and day < seconds:
                at, seconds = at - DAY, seconds - day
                continue
            last_minute = (at - 1) - (at - 1) % 60
            used = min(at - last_minute, seconds) if self.counts(at - 1) else 0
            seconds -= used
            at = at - used if not seconds else last_minute
        return at

    def between(self, start: int, end: int) -> int:
        """Walk from one to the other and count."""
        at, seconds = start, 0
        while at < end:
            if at % DAY == 0 and at + DAY <= end and (day := self.whole_day(at // DAY)) is not None:
                at, seconds = at + DAY, seconds + day
                continue
            next_minute = min(at - at % 60 + 60, end)
            seconds += next_minute - at if self.counts(at) else 0
            at = next_minute
        return seconds

    def add_days(self, start: int, days: int) -> int:
        """Count business days on the first place: the same wall time on the Nth day that follows."""
        if not days:
            return start
        first = Oracle(self.places[:1], self.pauses)
        at = first.roll(start)
        due = Oracle(self.places[:1]).same_time_later(at, days)
        return first.add(at, Oracle(self.places[:1]).between(at, due)) if self.pauses else due

    def roll(self, at: int) -> int:
        """Walk forward to a minute that counts."""
        while not self.counts(at):
            at += 60 - at % 60
        return at

    def same_time_later(self, at: int, days: int) -> int:
        """Find the wall time of `at` on the Nth business day after the one it belongs to."""
        place = self.places[0]
        shown = wall(at, place.rule["tz"]).replace(tzinfo=None)
        day = place.day_worked(shown)
        assert day is not None
        time = shown - datetime(day.year, day.month, day.day)
        for _ in range(days):
            day += timedelta(days=1)
            while not place.is_business_day(day):
                day += timedelta(days=1)
        due = self.clock_reaches(datetime(day.year, day.month, day.day) + time)
        while not self.counts(due - 1):  # closed, or an opening: back to the last close
            due -= due % 60 or 60
        return due

    def clock_reaches(self, reading: datetime) -> int:
        """Walk to the first second at which the clock shows a reading, or has jumped past it."""
        tz = self.places[0].rule["tz"]
        at = round((reading - timedelta(hours=16)).replace(tzinfo=UTC).timestamp()) // 60 * 60  # no zone is so far east
        while wall(at + 59, tz).replace(tzinfo=None) < reading:
            at += 60
        while wall(at, tz).replace(tzinfo=None) < reading:
            at += 1
        return at


if __name__ == "__main__":
    from tests.oracle_cases import main

    main()
