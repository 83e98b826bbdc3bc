"""Patterns and changes as JSON and back, strictly: what is read is what was written."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime, time
from typing import Any

from sundial.protocol.facts_read import instant_text, read_count, read_instant
from sundial.protocol.rota.change import KINDS, Change, What, kind_of
from sundial.protocol.rota.error import RotaError
from sundial.protocol.rota.keys import read_key, read_keys, read_text
from sundial.protocol.rota.pattern import Pattern

ENVELOPE = ("seq", "at", "by", "what")


def pattern_to_json(pattern: Pattern) -> dict[str, Any]:
    """Return a pattern as a JSON object with all its keys; times as 22:00, dates as 2026-03-02."""
    return _plain(pattern)


def pattern_from_json(obj: Any) -> Pattern:
    """Read a pattern; raises RotaError naming the key that is unknown, missing or wrong."""
    return read_keys(Pattern, obj, "a pattern")


def what_to_json(what: What) -> dict[str, Any]:
    """Return what a change does as a JSON object: its `kind` and all its keys; instants in UTC with Z."""
    return {"kind": kind_of(what), **_plain(what)}


def what_from_json(obj: Any) -> What:
    """Read what a change does; raises RotaError naming the key that is unknown, missing or wrong."""
    if not isinstance(obj, Mapping):
        raise RotaError("what", f"{obj!r} is not an object with kind and its keys")
    kind = obj.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RotaError("kind", f"{kind!r} is no kind of change; it is one of {', '.join(KINDS)}")
    return read_keys(KINDS[kind], {key: value for key, value in obj.items() if key != "kind"}, kind)


def change_to_json(change: Change) -> dict[str, Any]:
    """Return a change as a JSON object with `seq`, `at`, `by` and `what`."""
    return {"seq": change.seq, "at": instant_text(change.at), "by": change.by, "what": what_to_json(change.what)}


def change_from_json(obj: Any) -> Change:
    """Read a change; raises RotaError naming the key that is unknown, missing or wrong."""
    if not isinstance(obj, Mapping):
        raise RotaError("change", f"{obj!r} is not an object with {', '.join(ENVELOPE)}")
    for key in obj:
        if key not in ENVELOPE:
            raise RotaError(str(key), f"is not known in a change; it has {', '.join(ENVELOPE)}")
    for key in ENVELOPE:
        if key not in obj:
            raise RotaError(key, "is missing in a change")
    seq, at = read_key(read_count, "seq", obj["seq"]), read_key(read_instant, "at", obj["at"])
    return Change(seq, at, read_text("by", obj["by"]), what_from_json(obj["what"]))


def _plain(value: Any) -> dict[str, Any]:
    return {field.name: _plain_value(getattr(value, field.name)) for field in fields(value)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, tuple):
        return [_plain_value(one) for one in value]
    return str(value) if isinstance(value, str) else value
