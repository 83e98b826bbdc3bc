"""O6.5 to O6.7b: the engine against an oracle that walks the clock on the wall, and every zone at its transitions."""

import random
import zoneinfo
from datetime import UTC, datetime, timedelta

from sundial.protocol.calendar import Calendar
from sundial.protocol.hours import between
from tests.oracle import Oracle, Place
from tests.oracle_cases import compare
from tests.weeks import WEEKDAYS, office


def test_the_engine_agrees_with_walking_the_wall_clock_minute_by_minute():
    assert compare(1000, seed=20260302) == []


def test_every_zone_at_both_its_transitions():
    spans = (("00:30", "03:15"), ("04:00", "04:30"), ("22:45", "24:00"))
    for changes, tz in one_of_each(zoneinfo.available_timezones()).items():
        rule = office(tz, spans, WEEKDAYS, tz)
        for change, *_ in changes:
            walked = Oracle([Place({"tz": tz, "weekly": dict.fromkeys(WEEKDAYS, spans)})])
            end = change + timedelta(hours=random.Random(tz).randrange(2, 9))
            start = change - timedelta(hours=4)
            seconds = walked.between(round(start.timestamp()), round(end.timestamp()))
            assert between(start, end, Calendar.of(rule)) == seconds, f"{tz} {change}"


def one_of_each(zones):
    """Return one zone for each way in which clocks are changed in a year: most zones are other names of a few."""
    found = {}
    for tz in sorted(zones):
        zone, changes = zoneinfo.ZoneInfo(tz), changes_in_2026(tz)
        before = [(change - timedelta(hours=2)).astimezone(zone).utcoffset() for change in changes]
        after = [change.astimezone(zone).utcoffset() for change in changes]
        found.setdefault(tuple(zip(changes, before, after, strict=True)), tz)
    return found


def changes_in_2026(tz):
    """Return the hours of a year at which the clock of a zone has just been set differently."""
    zone, first = zoneinfo.ZoneInfo(tz), datetime(2026, 1, 1, tzinfo=UTC)

    def offset(hour):
        return (first + timedelta(hours=hour)).astimezone(zone).utcoffset()

    days = [day for day in range(0, 365 * 24, 24) if offset(day) != offset(day + 24)]
    hours = [next(hour for hour in range(day, day + 25) if offset(hour) != offset(day)) for day in days]
    return [first + timedelta(hours=hour) for hour in hours]
