"""When the office is open, as a sentence: a region's week and its next holiday (O6.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sundial.protocol.document import Region

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
Spans = Sequence[tuple[str, str]]


def week(region: Region) -> str:
    """Say a region's hours: `Monday to Friday, 09:00 to 17:00 in Timișoara`."""
    weekly: Mapping[str, Spans] = region.rule.weekly
    runs = [(spans, [day for day, _ in run]) for spans, run in groupby(_open(weekly), key=itemgetter(1))]
    return "; ".join(f"{_range(days)}, {_hours(spans)}" for spans, days in runs) + f" in {region.office}"


def next_holiday(region: Region, today: date) -> str:
    """Say the next public holiday within six weeks that closes a working day: `Good Friday, 3 April`; else ""."""
    for day in sorted(region.holidays):
        if today <= day <= today + SOON and not region.days.get(day) and region.rule.weekly.get(f"{day:%a}".lower()):
            return f"{region.holidays[day]}, {day:%A} {day.day} {day:%B},"
    return ""


def _open(weekly: Mapping[str, Spans]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for day in DAYS:
        if spans := weekly.get(day):
            yield day, tuple((opens, closes) for opens, closes in spans)


def _range(days: Sequence[str]) -> str:
    if len(days) == 1:
        return DAYS[days[0]]
    return f"{DAYS[days[0]]} {'to' if len(days) > 2 else 'and'} {DAYS[days[-1]]}"


def _hours(spans: Spans) -> str:
    return " and ".join(f"{opens} to {closes}" for opens, closes in spans)
