"""Which calendars two documents keep differently: hours, zones, and dates that come, go or are renamed (O6.6)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sundial.protocol.diff_change import Change, Kind, change, spans, text, words
from sundial.protocol.diff_paths import Difference
from sundial.protocol.document import Protocol

NAMED = 3  # dates in one sentence, before they are counted instead
AS_USUAL = "as on other days"


def calendar_changes(differences: Sequence[Difference], a: Protocol, b: Protocol) -> Iterator[Change]:
    """Yield the changes of the regions' calendars; dates with one name, such as a whole holiday, are told together."""
    dates = [one for one in differences if _is_date(one)]
    for one in differences:
        if not _is_date(one):
            yield _field(one, a, b)
    for (region, was, now), same in groupby(sorted(dates, key=_name), key=_name):
        yield _dates([one.path[3] for one in same], region, (was, now), _region(region, a, b))


def _is_date(difference: Difference) -> bool:
    return difference.path[2:3] == ("holidays",)


def _name(difference: Difference) -> tuple[str, str, str]:
    return difference.path[1], difference.was or "", difference.now or ""


def _dates(dates: Sequence[str], region: str, names: tuple[str, str], title: str) -> Change:
    was, now = names
    listed = ", ".join(dates)
    said = listed if len(dates) <= NAMED else f"{len(dates)} dates from {dates[0]} to {dates[-1]}"
    if not was:
        says = f"{said} added to {title}: {now}"
    elif not now:
        says = f"{said} taken from {title}: {was}"
    else:
        says = f"{said} of {title} renamed: {was} becomes {now}"
    where = ".".join(("regions", region, "holidays", *(dates if len(dates) == 1 else ())))
    return Change(Kind.CALENDAR, where, was and f"{listed}: {was}", now and f"{listed}: {now}", says)


def _field(difference: Difference, a: Protocol, b: Protocol) -> Change:
    was, now = difference.was, difference.now
    match difference.path:
        case (_, region):
            label, values = f"Region {_region(region, a, b)}", (text(was), text(now))
        case (_, region, "weekly" | "days" as part, day):
            said = "hours of" if part == "days" else "hours on"
            label, values = f"{_region(region, a, b)}, {said} {day}", (_hours(was), _hours(now))
        case (_, region, "hours"):
            label, values = f"{_region(region, a, b)}, hours", (spans(was), spans(now))
        case (_, region, field):
            label, values = f"{_region(region, a, b)}, {words(field)}", (text(was), text(now))
    return change(Kind.CALENDAR, difference.where, label, values)


def _hours(found: Any) -> str:
    return AS_USUAL if found is None else spans(found)


def _region(key: str, a: Protocol, b: Protocol) -> str:
    return (b.regions.get(key) or a.regions[key]).name
