"""Changes of one region's calendar: a document with another one, to be tried like any other document (O6.6, O12.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sundial.protocol.document import DocumentError, Problem, Protocol, from_json, to_json

Spans = tuple[tuple[str, str], ...]
SPAN = re.compile(r"\s*(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})\s*")
HOURS = "times such as 09:00 to 13:00, several by comma; nothing for a day that is closed"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A date on which an office is closed, by its name; "" takes it out of the calendar."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class OtherHours:
    """A date with hours of its own, () for closed; None gives it the hours of its weekday again."""

    day: date
    spans: Spans | None


@dataclass(frozen=True, slots=True)
class Weeks:
    """The hours of every week: on all days outside the weekend, but for weekdays that have their own."""

    hours: Spans
    weekend: tuple[str, ...]


Edit = Holiday | OtherHours | Weeks


def spans_of(text: str) -> Spans:
    """Read hours as people write them: "09:00 to 13:00, 14:00-18:00"; raises DocumentError for anything else."""
    parts = [part for part in text.split(",") if part.strip()]
    found = [SPAN.fullmatch(part) for part in parts]
    if not all(found):
        raise DocumentError("calendar", [Problem("hours", f'"{text}"', HOURS)])
    return tuple((match[1].zfill(5), match[2].zfill(5)) for match in found if match)


def edited(protocol: Protocol, region: str, edit: Edit) -> Protocol:
    """Return the document with one change of a region's calendar; raises DocumentError where that cannot be."""
    document = to_json(protocol)
    own = document["regions"][region]
    document["regions"][region] = {**own, **_changed(own, edit)}
    return from_json(document, "calendar")


def _changed(own: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    if isinstance(edit, Holiday):
        return {"holidays": _with(own["holidays"], edit.day, edit.name or None)}
    if isinstance(edit, OtherHours):
        return {"days": _with(own["days"], edit.day, None if edit.spans is None else _listed(edit.spans))}
    return {"hours": _listed(edit.hours), "weekend": list(edit.weekend)}


def _with(days: Mapping[str, Any], day: date, value: Any) -> dict[str, Any]:
    rest = {key: found for key, found in days.items() if key != str(day)}
    return dict(sorted({**rest, str(day): value}.items())) if value is not None else rest


def _listed(spans: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(span) for span in spans]
