"""Which calendars two documents keep differently: hours, zones, and dates that come, go or are renamed (O6.6)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sundial.protocol.diff_change import Change, Kind, change, spans, text, words
from sundial.protocol.diff_paths import Difference
from sundial.protocol.document import Protocol

NAMED = 3  # dates in one sentence, before they are counted instead
DATES = {  # how dates that come, go and are called otherwise are said: of what, of which region, by which name
    "holidays": ("{} added to {}: {}", "{} taken from {}: {}", "{} of {} renamed: {} becomes {}"),
    "closures": ("{} closed in {}: {}", "{} no longer closed in {}: {}", "{} closed in {}: {} becomes {}"),
    "refused": ("{} refused for {}: {}", "{} may be proposed for {} again: {}", "{} refused for {}: {} becomes {}"),
}
AS_USUAL = "as on other days"


def calendar_changes(differences: Sequence[Difference], a: Protocol, b: Protocol) -> Iterator[Change]:
    """Yield the changes of the regions' calendars; dates with one name, such as a whole holiday, are told together."""
    dates = [one for one in differences if _is_date(one)]
    for one in differences:
        if not _is_date(one):
            yield _field(one, a, b)
    for (region, part, was, now), same in groupby(sorted(dates, key=_name), key=_name):
        yield _dates([one.path[3] for one in same], (region, part), (was, now), _region(region, a, b))


def _is_date(difference: Difference) -> bool:
    return len(difference.path) == 4 and difference.path[2] in DATES


def _name(difference: Difference) -> tuple[str, str, str, str]:
    return difference.path[1], difference.path[2], _called(difference.was), _called(difference.now)


def _called(found: Any) -> str:
    """Return how a date is called: the name, or the names that were refused."""
    return ", ".join(found) if isinstance(found, list) else found or ""


def _dates(dates: Sequence[str], of: tuple[str, str], names: tuple[str, str], title: str) -> Change:
    (region, part), (was, now) = of, names
    comes, goes, renamed = DATES[part]
    listed = ", ".join(dates)
    said = listed if len(dates) <= NAMED else f"{len(dates)} dates from {dates[0]} to {dates[-1]}"
    if not was:
        says = comes.format(said, title, now)
    elif not now:
        says = goes.format(said, title, was)
    else:
        says = renamed.format(said, title, was, now)
    where = ".".join(("regions", region, part, *(dates if len(dates) == 1 else ())))
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
