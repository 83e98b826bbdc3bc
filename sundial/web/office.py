"""When the office is open, as a sentence: a region's week and its next holiday (O6.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from sundial.protocol.document import Region
from sundial.protocol.document.regions import Keeper

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
SOON = timedelta(days=45)
END = "24:00"
Spans = Sequence[tuple[str, str]]


def week(region: Keeper) -> str:
    """Say the hours of a region or office: `Monday to Friday, 09:00 to 17:00 in Timișoara`; "" for none of its own."""
    weekly: Mapping[str, Spans] = region.rule.weekly
    said = _said(weekly)
    return f"{said} in {region.office}" if said else ""


def with_offices(regions: Iterable[Region]) -> Iterator[tuple[Region, Keeper]]:
    """Return each region with itself and then with each of its further offices that has hours of its own."""
    return ((region, one) for region in regions for one in region.keepers)


def next_holiday(region: Keeper, today: date) -> str:
    """Say the next public holiday within six weeks that closes a working day: `Good Friday, 3 April`; else ""."""
    for day, name in holidays(region, today, SOON):
        return f"{name}, {day:%A} {day.day} {day:%B},"
    return ""


def holidays(region: Keeper, today: date, ahead: timedelta) -> Iterator[tuple[date, str]]:
    """Yield the public holidays and closures of so many days that close a working day, in order."""
    closed = region.rule.holidays
    for day in sorted(closed):
        if today <= day <= today + ahead and not region.days.get(day) and region.rule.weekly.get(f"{day:%a}".lower()):
            yield day, closed[day]


def week_in(region: Keeper, zone: tzinfo, today: date) -> str:
    """Say a region's hours on another clock, as they are in the week from today: `Sunday to Thursday, 21:00 to 05:00`.

    Where either clock changes on one of these days, that day says so for itself.
    """
    there = ZoneInfo(region.zone)
    found: dict[str, list[tuple[str, str]]] = {}
    for day in (today + timedelta(days=ahead) for ahead in range(7)):
        for opens, closes in region.rule.weekly.get(f"{day:%a}".lower(), ()):
            start = _at(day, opens, there).astimezone(zone)
            end = _at(day + timedelta(days=closes <= opens and closes != END), closes, there).astimezone(zone)
            found.setdefault(f"{start:%a}".lower(), []).append((f"{start:%H:%M}", f"{end:%H:%M}"))
    return _said({day: sorted(spans) for day, spans in found.items()})


def _at(day: date, text: str, zone: tzinfo) -> datetime:
    """Return the instant of a reading of a clock; 24:00 is the midnight that ends the day."""
    whole = text == END
    clock = time() if whole else time.fromisoformat(text)
    return datetime.combine(day + timedelta(days=whole), clock, zone).astimezone(UTC)


def _said(weekly: Mapping[str, Spans]) -> str:
    """Say the hours of a week, days with the same hours together: `Sunday to Thursday, 09:00 to 17:00`."""
    runs = [(spans, [day for day, _ in run]) for spans, run in groupby(_week(weekly), key=itemgetter(1))]
    return "; ".join(f"{_range(days)}, {_hours(spans)}" for spans, days in runs if spans)


def _week(weekly: Mapping[str, Spans]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return the seven days with their hours, beginning after a closed day, or where the hours change."""
    days = [(day, tuple((opens, closes) for opens, closes in weekly.get(day, ()))) for day in DAYS]
    opening = [at for at in range(7) if days[at][1] and not days[at - 1][1]]
    changing = [at for at in range(7) if days[at][1] != days[at - 1][1]]
    start = (opening or changing or [0])[0]
    return days[start:] + days[:start]


def _range(days: Sequence[str]) -> str:
    if len(days) == 1:
        return DAYS[days[0]]
    return f"{DAYS[days[0]]} {'to' if len(days) > 2 else 'and'} {DAYS[days[-1]]}"


def _hours(spans: Spans) -> str:
    return " and ".join(f"{opens} to {closes}" for opens, closes in spans)
