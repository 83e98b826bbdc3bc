"""How each key of a fact is read out of JSON and written into it: by the type that the fact gives it."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from sundial.protocol.amounts import Amount, AmountError, BusinessDays, BusinessTime, Elapsed, parse
from sundial.protocol.facts import (
    KINDS,
    LATER,
    Asks,
    Awaited,
    By,
    Carried,
    Course,
    Duty,
    FactError,
    Mood,
    Side,
    in_utc,
)
from sundial.protocol.promises import Promise

S = TypeVar("S", bound=StrEnum)
T = TypeVar("T")
Reader = Callable[[str, Any], Any]
AMOUNTS = (Elapsed, BusinessTime, BusinessDays)


def read_keys(kind: type[T], obj: Mapping[str, Any], where: str) -> T:
    """Read a value of a class out of a JSON object; raises FactError naming the unknown, missing or wrong key."""
    spec = _SPECS[kind]
    try:
        return kind(**{key: spec[key][0](key, value) for key, value in obj.items()})
    except (LookupError, TypeError, FactError):
        _check_keys(spec, obj, where)  # first of all the keys
        raise


def _check_keys(spec: "_Spec", obj: Mapping[str, Any], where: str) -> None:
    for key in obj:
        if key not in spec:
            raise FactError(key, f"is not known {where}; it has {', '.join(spec) or 'no further keys'}")
    for key, (_, required) in spec.items():
        if required and key not in obj:
            raise FactError(key, f"is missing {where}")


def plain(value: Any) -> dict[str, Any]:
    """Return a value of a class as a JSON object; a later key is left out while it has its default."""
    return {
        field.name: plain_value(found)
        for field, is_later in _FIELDS[type(value)]
        for found in [getattr(value, field.name)]
        if not (is_later and found == field.default)
    }


def read_kind(kind: Any) -> str:
    """Return the kind of a fact; raises FactError for what is none."""
    if not isinstance(kind, str) or kind not in KINDS:
        raise FactError("fact", f"{kind!r} is no kind of fact; it is one of {', '.join(KINDS)}")
    return kind


def read_by(value: Any) -> By:
    """Read who did something; raises FactError naming the key."""
    if not isinstance(value, Mapping):
        raise FactError("by", f'{value!r} is not {{"id": ..., "side": ...}}')
    for key in value:
        if key not in ("id", "side"):
            raise FactError(f"by.{key}", "is not known; it has id, side")
    if "side" not in value:
        raise FactError("by.side", "is missing")
    return By(_text("by.id", value.get("id", "")), _one_of(Side, "by.side", value["side"]))


def read_count(key: str, value: Any) -> int:
    """Read a whole number from 1; raises FactError naming `key`."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise FactError(key, f"{value!r} is not a whole number from 1")
    return value


def instant_text(at: datetime) -> str:
    """Return an aware instant in UTC: 2026-03-02T09:00:00Z, with microseconds only where there are any."""
    return in_utc("at", at).isoformat()[: -len("+00:00")] + "Z"


def read_instant(key: str, value: Any) -> datetime:
    """Read an ISO instant that says its offset, into UTC; raises FactError naming `key`."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise FactError(key, f"{value!r} is no instant; write 2026-03-02T09:00:00Z or with an offset") from None
    if at.tzinfo is None:
        raise FactError(key, f"{value!r} has no offset; write 2026-03-02T09:00:00Z or 2026-03-02T10:00:00+01:00")
    return in_utc(key, at)


def left_out(kind: type[Any]) -> Mapping[str, Any]:
    """Return the keys of a class with the value for which each is not written down: its default, if it came later."""
    return {field.name: field.default if is_later else MISSING for field, is_later in _FIELDS[kind]}


def plain_value(value: Any) -> Any:
    """Return a value of a key as JSON has it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, tuple):
        return [plain_value(one) for one in value]
    if isinstance(value, AMOUNTS):
        return str(value)
    return plain(value) if is_dataclass(value) else value


def _one_of(choices: type[S], key: str, value: Any) -> S:
    try:
        return choices(value)
    except ValueError:
        raise FactError(key, f"{value!r} is not one of {', '.join(choices)}") from None


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise FactError(key, f"{value!r} is not a text")
    return value


def _claim(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise FactError(key, f"{value!r} is neither true nor false")
    return value


def _amount(key: str, value: Any) -> Amount:
    try:
        return parse(_text(key, value))
    except AmountError as error:
        raise FactError(key, str(error)) from None


def _optional(read: Reader) -> Reader:
    return lambda key, value: None if value is None else read(key, value)


def _several(read: Reader, what: str) -> Reader:
    def several(key: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise FactError(key, f"{value!r} is not a list of {what}")
        return tuple(read(key, item) for item in value)

    return several


def _part(kind: type[Any]) -> Reader:
    def part(key: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise FactError(key, f"{value!r} is not an object with {', '.join(_SPECS[kind])}")
        try:
            return read_keys(kind, value, f"in {key}")
        except FactError as error:
            raise FactError(f"{key}.{error.key}", error.problem) from None

    return part


_READERS: Mapping[Any, Reader] = {
    int: read_count,
    str: _text,
    bool: _claim,
    datetime: read_instant,
    Promise: partial(_one_of, Promise),
    Mood: partial(_one_of, Mood),
    Course: partial(_one_of, Course),
    Asks: partial(_one_of, Asks),
    Duty: partial(_one_of, Duty),
    str | None: _optional(_text),
    int | None: _optional(read_count),
    datetime | None: _optional(read_instant),
    Amount | None: _optional(_amount),
    tuple[str, ...]: _several(_text, "texts"),
    tuple[int, ...]: _several(read_count, "whole numbers"),
    tuple[Carried, ...]: _several(_part(Carried), "what is owed"),
    tuple[Awaited, ...]: _several(_part(Awaited), "fixes"),
}


_Spec = Mapping[str, tuple[Reader, bool]]  # how each key is read, and whether it must be there
_Fields = tuple[tuple[Field[Any], bool], ...]  # the keys, and which of them came later
_KNOWN = (*KINDS.values(), Carried, Awaited)
_SPECS: Mapping[type[Any], _Spec] = {
    kind: {field.name: (_READERS[field.type], field.default is MISSING) for field in fields(kind)} for kind in _KNOWN
}
_FIELDS: Mapping[type[Any], _Fields] = {
    kind: tuple((field, LATER in field.metadata) for field in fields(kind)) for kind in _KNOWN
}
