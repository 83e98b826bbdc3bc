"""Changes of one region's calendar: a document with another one, to be tried like any other document (O6.6, O12.1)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sundial.protocol.calendar_rule import WEEKDAYS
from sundial.protocol.document import DocumentError, Problem, Protocol, from_json, to_json
from sundial.protocol.proposals import Kind, Proposal

Spans = tuple[tuple[str, str], ...]
SPAN = re.compile(r"\s*(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})\s*")
HOURS = "times such as 09:00 to 13:00, several by comma; nothing for a day that is closed"
EMPTY: Mapping[str, Any] = {
    "hours": [],
    "weekend": [],
    "weekly": {},
    "holidays": {},
    "days": {},
}  # of an office, unsaid
LONGEST = 31  # days of one closure


@dataclass(frozen=True, slots=True)
class Holiday:
    """A date on which an office is closed, by its name; "" takes it out of the calendar."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Closure:
    """Dates from one to another on which the office is closed of its own accord, by their name; "" opens it again."""

    since: date
    until: date
    name: str


@dataclass(frozen=True, slots=True)
class OtherHours:
    """A date with hours of its own, () for closed; None gives it the hours of its weekday again."""

    day: date
    spans: Spans | None


@dataclass(frozen=True, slots=True)
class Weeks:
    """The hours of every week, by weekday; one that has none is closed."""

    hours: Mapping[str, Spans]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was proposed for a date and is not wanted; `again`: it may be proposed again, whatever its name."""

    day: date
    name: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Another:
    """A further office of a region: where it is, its clock, and whose public holidays it has ("" for nobody's)."""

    name: str
    zone: str
    country: str = ""


Edit = Holiday | Closure | OtherHours | Weeks | Refusal


def spans_of(text: str, field: str = "hours") -> Spans:
    """Read hours as people write them: "09:00 to 13:00, 14:00-18:00"; raises DocumentError for anything else."""
    parts = [part for part in text.split(",") if part.strip()]
    found = [SPAN.fullmatch(part) for part in parts]
    if not all(found):
        raise DocumentError("calendar", [Problem(field, f'"{text}"', HOURS)])
    return tuple((match[1].zfill(5), match[2].zfill(5)) for match in found if match)


def accepting(one: Proposal) -> Iterator[Edit]:
    """Yield the changes that accepting a proposal is."""
    if one.kind in (Kind.HALF, Kind.WORK):
        yield OtherHours(one.day, one.spans)
        return
    if one.was:
        yield Holiday(one.was, "")
    yield Holiday(one.day, "" if one.kind is Kind.GONE else one.name)


def refusing(one: Proposal) -> Iterator[Edit]:
    """Yield the changes that refusing a proposal is."""
    yield Refusal(one.day, one.name)


def edited(protocol: Protocol, region: str, *edits: Edit, office: str = "") -> Protocol:
    """Return the document with changes of the calendar of a region, or of a further office of it.

    Raises DocumentError where that cannot be.
    """
    document = to_json(protocol)
    found, key = (document["regions"][region]["offices"], office) if office else (document["regions"], region)
    own = {**EMPTY, **found[key]}
    for edit in edits:
        own = {**own, **_changed(own, edit)}
    found[key] = own
    return from_json(document, "calendar")


def with_office(protocol: Protocol, region: str, new: Another) -> tuple[Protocol, str]:
    """Return the document with a further office of a region, and its key; raises DocumentError where that cannot be."""
    document = to_json(protocol)
    offices = document["regions"][region].setdefault("offices", {})
    key = "-".join(
        re.findall("[a-z0-9]+", unicodedata.normalize("NFKD", new.name).encode("ascii", "ignore").decode().lower())
    )
    if not key[:1].isalpha() or key in offices:
        raise DocumentError(
            "calendar", [Problem("name", f'"{new.name}"', "the name of a place that is not listed yet")]
        )
    offices[key] = {"name": new.name, "zone": new.zone, "holiday_country": new.country or None}
    return from_json(document, "calendar"), key


def _changed(own: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    match edit:
        case Holiday():
            return {"holidays": _with(own["holidays"], edit.day, edit.name or None)}
        case OtherHours():
            return {"days": _with(own["days"], edit.day, None if edit.spans is None else _listed(edit.spans))}
        case Refusal():
            refused = own.get("refused", {})
            names = [] if edit.again else sorted({*refused.get(str(edit.day), []), edit.name})
            return {"refused": _with(refused, edit.day, names or None)}
        case Closure():
            return {"closures": _closed(own.get("closures", {}), edit)}
    return _week(own, {day: _listed(edit.hours.get(day, ())) for day in WEEKDAYS})


def _closed(closures: Mapping[str, Any], edit: Closure) -> dict[str, Any]:
    days = (edit.until - edit.since).days + 1
    if not 1 <= days <= LONGEST:
        allowed = f"a day from {edit.since} on, at most {LONGEST} days in one closure"
        raise DocumentError("calendar", [Problem("until", f'"{edit.until}"', allowed)])
    for ahead in range(days):
        closures = _with(closures, edit.since + timedelta(days=ahead), edit.name or None)
    return dict(closures)


def _week(own: Mapping[str, Any], week: Mapping[str, list[list[str]]]) -> dict[str, Any]:
    """Write a week as a document does: the hours of most days, the days without any, and those with others."""
    with_hours = [hours for hours in week.values() if hours]
    hours = own["hours"] if own["hours"] in with_hours else max(with_hours, key=with_hours.count, default=[])
    return {
        "hours": hours,
        "weekend": [day for day in WEEKDAYS if not week[day]],
        "weekly": {day: found for day, found in week.items() if found and found != hours},
    }


def _with(days: Mapping[str, Any], day: date, value: Any) -> dict[str, Any]:
    rest = {key: found for key, found in days.items() if key != str(day)}
    return dict(sorted({**rest, str(day): value}.items())) if value is not None else rest


def _listed(spans: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(span) for span in spans]
