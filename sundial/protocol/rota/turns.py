"""Protocol 02, the rota: what a pattern says before anybody changes it, on the clock of its zone (O2.3)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sundial.protocol.instants import DAY as DAY_LONG
from sundial.protocol.instants import EPOCH_ORDINAL, SECOND, instant
from sundial.protocol.rota.pattern import Pattern
from sundial.protocol.rota.shift import Shift
from sundial.protocol.zones import Offsets

DAY = timedelta(days=1)
BEFORE, AFTER = 3 * DAY, DAY  # a day long, a day that is repeated, and a day of offset; a day of offset


def turns(pattern: Pattern, since: datetime, until: datetime) -> Iterator[Shift]:
    """Yield the shifts of a pattern that overlap two instants, whole, in order; one without length takes no place."""
    for day in _days(pattern, since.date() - BEFORE, until.date() + AFTER):
        starts, ends = span_on(pattern, day)
        if starts < ends and starts < until and since < ends:
            for person in pattern.crew_of(day):
                name = f"{pattern.key}/{day.isoformat()}/{person}"
                yield Shift(name, person, pattern.region, pattern.duty, starts, ends)


def span_on(pattern: Pattern, day: date) -> tuple[datetime, datetime]:
    """Return when the shift that starts on a local date starts and ends, in UTC; both are the same where it is skipped.

    Both go through the same function, which never goes back: what is one after the other on the wall is so in UTC.
    """
    last_day = day if pattern.starts < pattern.ends else day + DAY
    return wall_instant(pattern.zone, day, pattern.starts), wall_instant(pattern.zone, last_day, pattern.ends)


def wall_instant(zone: str, day: date, at: time) -> datetime:
    """Return when the clocks of a zone show a local date and time, in UTC.

    A reading that comes twice is its first; one that the clocks jump over is the instant of the jump.

    >>> wall_instant("Europe/Bucharest", date(2026, 3, 29), time(3, 30)).isoformat()  # from 03:00 to 04:00 at once
    '2026-03-29T01:00:00+00:00'
    >>> wall_instant("Europe/Bucharest", date(2026, 10, 25), time(3, 30)).isoformat()  # 03:00 to 04:00 twice
    '2026-10-25T00:30:00+00:00'
    """
    local = (day.toordinal() - EPOCH_ORDINAL) * DAY_LONG + (at.hour * 60 + at.minute) * 60 * SECOND
    return instant(_offsets(zone, day.year).earliest(local))


@lru_cache(maxsize=512)
def _offsets(zone: str, year: int) -> Offsets:
    return Offsets(zone, year - 1, year + 2)


def _days(pattern: Pattern, low: date, high: date) -> Iterator[date]:
    day = max(low, pattern.first)
    last = high if pattern.last is None else min(high, pattern.last)
    while day <= last:
        if pattern.starts_on(day):
            yield day
        day += DAY
