"""Instants as a story writes them: on the clock of its zone or with an offset, and perhaps with their weekday."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sundial.protocol.facts import KINDS, Awaited, Carried

ALLOWED = "an instant such as Sat 2026-11-21 22:00; its weekday may be left out, and an offset may follow, as in +02:00"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENVELOPE = ("at", "recorded_at")
PARTS = {"owed": Carried.instants, "fixes": Awaited.instants}  # what a merging carries


def instant(found: Any, zone: ZoneInfo) -> datetime:
    """Return an instant in UTC.

    Raises ValueError, which says what is allowed, for a weekday that is another, and for a local time that comes twice
    or never.
    """
    at = _parsed(found)
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    first, second = at.replace(tzinfo=zone, fold=0), at.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        times = "twice" if first.astimezone(UTC) < second.astimezone(UTC) else "never"
        raise ValueError(f"one with an offset, such as {shown(first, zone)}: that time comes {times} in {zone.key}")
    return first.astimezone(UTC)


def shown(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as a story writes it, on the clock of its zone, with weekday and offset."""
    local = at.astimezone(zone)
    whole = local.second == local.microsecond == 0
    return f"{DAYS[local.weekday()]} {local.isoformat(' ', 'minutes' if whole else 'auto')}"


def fact_in_utc(fact: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return a fact as it was written, each of its instants in UTC; raises ValueError, which names the key."""
    kind = KINDS.get(str(fact.get("fact")))
    names = (*ENVELOPE, *getattr(kind, "instants", ()))
    return {key: _part(key, value, names, zone) for key, value in fact.items()}


def _part(key: str, value: Any, names: tuple[str, ...], zone: ZoneInfo) -> Any:
    if key in names:
        return _text(key, value, zone)
    if key in PARTS and isinstance(value, list):
        return [_inner(part, PARTS[key], zone) for part in value]
    return value


def _inner(part: Any, names: tuple[str, ...], zone: ZoneInfo) -> Any:
    """Leave what is no table, such as the key of a fix, to the reading of its fact."""
    return {key: _part(key, value, names, zone) for key, value in part.items()} if isinstance(part, Mapping) else part


def _text(key: str, value: Any, zone: ZoneInfo) -> str:
    try:
        return instant(value, zone).isoformat()
    except ValueError as error:
        raise ValueError(f'{key}: found "{value}"; allowed: {error}') from None


def _parsed(found: Any) -> datetime:
    if isinstance(found, datetime):
        return found
    day, _, rest = str(found).partition(" ")
    named = day in DAYS
    try:
        at = datetime.fromisoformat(rest if named else found)
    except (TypeError, ValueError):
        raise ValueError(ALLOWED) from None
    if named and day != DAYS[at.weekday()]:
        raise ValueError(f"{DAYS[at.weekday()]}, which is the day of that date")
    return at
