"""How each key of a pattern and of a change is read out of JSON: by the type that it has."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from typing import Any, TypeVar

from sundial.protocol.facts import FactError
from sundial.protocol.facts_read import read_count, read_instant
from sundial.protocol.rota.change import KINDS
from sundial.protocol.rota.error import RotaError
from sundial.protocol.rota.pattern import Duty, Pattern

T = TypeVar("T")
Reader = Callable[[str, Any], Any]
TIME, DATE = re.compile(r"\d\d:\d\d", re.ASCII), re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_keys(kind: type[T], obj: Any, where: str) -> T:
    """Read a value of a class out of a JSON object; raises RotaError naming the unknown, missing or wrong key."""
    spec = _SPECS[kind]
    if not isinstance(obj, Mapping):
        raise RotaError(where, f"{obj!r} is not an object with {', '.join(spec)}")
    for key in obj:
        if key not in spec:
            raise RotaError(str(key), f"is not known in {where}; it has {', '.join(spec)}")
    for key, (_, required) in spec.items():
        if required and key not in obj:
            raise RotaError(key, f"is missing in {where}")
    return kind(**{key: read_key(spec[key][0], key, value) for key, value in obj.items()})


def read_key(read: Reader, key: str, value: Any) -> Any:
    """Read one key; raises RotaError naming it."""
    try:
        return read(key, value)
    except FactError as error:
        raise RotaError(error.key, error.problem) from None


def read_text(key: str, value: Any) -> str:
    """Read a text; raises RotaError naming `key`."""
    if not isinstance(value, str):
        raise RotaError(key, f"{value!r} is not a text")
    return value


def _duty(key: str, value: Any) -> Duty:
    if value not in tuple(Duty):
        raise RotaError(key, f"{value!r} is not one of {', '.join(Duty)}")
    return Duty(value)


def _time(key: str, value: Any) -> time:
    try:
        return time.fromisoformat(TIME.fullmatch(value)[0])  # type: ignore[index]
    except (TypeError, ValueError):
        raise RotaError(key, f"{value!r} is no local time from 00:00 to 23:59") from None


def _date(key: str, value: Any) -> date:
    try:
        return date.fromisoformat(DATE.fullmatch(value)[0])  # type: ignore[index]
    except (TypeError, ValueError):
        raise RotaError(key, f"{value!r} is no date such as 2026-03-02") from None


def _weekday(key: str, value: Any) -> int:
    if type(value) is not int or value not in range(7):
        raise RotaError(key, f"{value!r} is no weekday; allowed are 0 (Monday) to 6")
    return value


def _optional(read: Reader) -> Reader:
    return lambda key, value: None if value is None else read(key, value)


def _several(read: Reader) -> Reader:
    def several(key: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise RotaError(key, f"{value!r} is not a list")
        return tuple(read(key, item) for item in value)

    return several


_READERS: Mapping[Any, Reader] = {
    str: read_text,
    int: read_count,
    Duty: _duty,
    time: _time,
    date: _date,
    date | None: _optional(_date),
    datetime: read_instant,
    datetime | None: _optional(read_instant),
    tuple[int, ...]: _several(_weekday),
    tuple[tuple[str, ...], ...]: _several(_several(read_text)),
}
_SPECS: Mapping[type[Any], Mapping[str, tuple[Reader, bool]]] = {
    kind: {field.name: (_READERS[field.type], field.default is MISSING) for field in fields(kind)}
    for kind in (Pattern, *KINDS.values())
}
