"""Questions about business time as lines of JSON, one answer a line: what `sundial hours` reads and writes."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sundial.protocol.amounts import Amount, AmountError, Elapsed, parse
from sundial.protocol.calendar import Calendar, CalendarError, CalendarRule, rule_from_json
from sundial.protocol.hours import HoursError, add, before, between, explain, explain_between
from sundial.protocol.json_line import read_line
from sundial.protocol.segments import Segment

Line = Mapping[str, Any]
Pause = tuple[datetime, datetime]

KEYS = {"add": ("start", "amount"), "before": ("end", "amount"), "between": ("start", "end")}
COMMON = ("id", "op", "calendars", "pauses", "explain")
ALWAYS_OPEN = Calendar.of(CalendarRule("always open", "UTC"))  # for elapsed time, which asks no calendar


class LineError(ValueError):
    """A line that cannot be answered; the message names the key, what was found and what is allowed."""


def answer(line: bytes) -> str:
    """Answer one line: `due`, `seconds` or `error`, with the line's own `id`; never raises on what a line says."""
    asked: Line = {}
    try:
        asked = _read(line)
        found = _answer(asked)
    except (LineError, HoursError, CalendarError) as error:
        found = {"error": str(error)}
    return json.dumps({"id": asked.get("id"), **found})


def _read(line: bytes) -> Line:
    try:
        asked = read_line(line)
    except ValueError as error:
        raise LineError(f"not a line of JSON: {error}") from None
    if not isinstance(asked, dict):
        raise LineError(f"not an object: {_shown(asked)}")
    return asked


def _answer(asked: Line) -> dict[str, Any]:
    op = asked.get("op")
    if not isinstance(op, str) or op not in KEYS:
        raise LineError(f"op: {_shown(op)} is not an operation; allowed are {', '.join(KEYS)}")
    asked = _known_keys(op, asked)
    pauses, why = _pauses(asked), _explain(asked)
    if op == "between":
        return _between(asked, pauses, why=why)
    return _add_or_before(op, asked, pauses, why=why)


def _known_keys(op: str, asked: Line) -> Line:
    """Return what is asked with `start` read as `end` where one counts back; null is the same as nothing."""
    asked = {key: value for key, value in asked.items() if value is not None}
    if op == "before" and "start" in asked and "end" not in asked:
        asked["end"] = asked.pop("start")
    for key in asked:
        if key not in COMMON and key not in KEYS[op]:
            raise LineError(f"{key}: not a key of {op}; allowed are {', '.join((*COMMON, *KEYS[op]))}")
    return asked


def _add_or_before(op: str, asked: Line, pauses: list[Pause], *, why: bool) -> dict[str, Any]:
    amount = _amount(asked)
    calendar = _calendars(asked) if "calendars" in asked or not isinstance(amount, Elapsed) else ALWAYS_OPEN
    if op == "add":
        start = _instant(asked, "start")
        found = add(start, amount, calendar, pauses)
    else:
        start = found = before(_instant(asked, "end"), amount, calendar, pauses)
    if not why:
        return {"due": written(found)}
    return {"due": written(found), "segments": _segments(explain(start, amount, calendar, pauses).segments, calendar)}


def _between(asked: Line, pauses: list[Pause], *, why: bool) -> dict[str, Any]:
    calendar, start, end = _calendars(asked), _instant(asked, "start"), _instant(asked, "end")
    if end < start:
        raise LineError(f"end: {_shown(asked['end'])} is before the start; allowed is the start or later")
    found: dict[str, Any] = {"seconds": between(start, end, calendar, pauses)}
    if why:
        found["segments"] = _segments(explain_between(start, end, calendar, pauses).segments, calendar)
    return found


def _segments(segments: tuple[Segment, ...], calendar: Calendar) -> list[dict[str, Any]]:
    return [_segment(segment, calendar.zone) for segment in segments]


def _segment(segment: Segment, zone: ZoneInfo) -> dict[str, Any]:
    since, until = segment.local(zone)
    return {
        "from": written(segment.start),
        "to": written(segment.end),
        "local_from": since.isoformat(),
        "local_to": until.isoformat(),
        "kind": segment.kind,
        "seconds": segment.seconds,
    } | ({"note": segment.note} if segment.note else {})


def written(at: datetime) -> str:
    """Return an instant of UTC as text that ends in Z, with a fraction of a second only where it has one."""
    return at.isoformat().replace("+00:00", "Z")


def _amount(asked: Line) -> Amount:
    try:
        return parse(_needed(asked, "amount"))
    except AmountError as error:
        raise LineError(f"amount: {error}") from None


def _instant(asked: Line, key: str) -> datetime:
    return _aware(_needed(asked, key), key)


def _aware(text: object, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        at = None
    if at is None:
        raise LineError(f"{where}: {_shown(text)} is not an instant; allowed is the form 2026-03-06T17:00:00+02:00")
    if at.tzinfo is None:
        raise LineError(f"{where}: {_shown(text)} has no time zone; allowed is an offset at its end, as in +02:00 or Z")
    return at


def _pauses(asked: Line) -> list[Pause]:
    pauses = asked.get("pauses", [])
    if not isinstance(pauses, list):
        raise LineError(f"pauses: {_shown(pauses)} is not a list of [from, to]")
    return [_pause(pause, f"pauses[{at}]") for at, pause in enumerate(pauses)]


def _pause(pause: object, where: str) -> Pause:
    if not isinstance(pause, list) or len(pause) != 2:
        raise LineError(f"{where}: {_shown(pause)} is not a pair [from, to]")
    since, until = _aware(pause[0], f"{where}[0]"), _aware(pause[1], f"{where}[1]")
    if since > until:
        raise LineError(f"{where}: ends before it starts")
    return since, until


def _explain(asked: Line) -> bool:
    why = asked.get("explain", False)
    if not isinstance(why, bool):
        raise LineError(f"explain: {_shown(why)} is neither true nor false")
    return why


def _calendars(asked: Line) -> Calendar:
    calendars = _needed(asked, "calendars")
    if not isinstance(calendars, list) or not calendars:
        raise LineError(f"calendars: {_shown(calendars)} is not a list of one calendar or more")
    return _calendar(json.dumps(calendars))


@lru_cache(maxsize=512)
def _calendar(calendars: str) -> Calendar:
    return Calendar.of(*(_rule(rule, f"calendars[{at}]") for at, rule in enumerate(json.loads(calendars))))


def _rule(rule: object, where: str) -> CalendarRule:
    try:
        return rule_from_json(rule)
    except CalendarError as error:
        raise LineError(f"{where}.{error}") from None


def _needed(asked: Line, key: str) -> Any:
    if key not in asked:
        raise LineError(f"{key}: missing")
    return asked[key]


def _shown(found: object) -> str:
    shown = repr(found)
    return shown if len(shown) <= 60 else shown[:57] + "..."
