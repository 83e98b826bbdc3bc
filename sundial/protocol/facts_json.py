"""Facts as JSON and back, strictly; and the chain of hashes that shows when a history was tampered with (O12.1)."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from sundial.protocol.facts import KINDS, By, Fact, FactError, Side, What, in_utc, kind_of
from sundial.protocol.promises import Promise

__all__ = ["FactError", "canonical", "content_digest", "decode", "decode_what", "digest", "encode", "encode_what"]
__all__ += ["instant_text", "read_instant"]

S = TypeVar("S", bound=StrEnum)
ENVELOPE = ("seq", "at", "recorded_at", "by", "fact")


def encode(fact: Fact) -> dict[str, Any]:
    """Return the fact as a flat JSON object; `decode` gives the equal fact back."""
    return {
        "seq": fact.seq,
        "at": instant_text(fact.at),
        "recorded_at": instant_text(fact.recorded_at),
        "by": {"id": fact.by.id, "side": str(fact.by.side)},
        "fact": kind_of(fact.what),
        **encode_what(fact.what),
    }


def decode(obj: Mapping[str, Any]) -> Fact:
    """Read a fact out of a JSON object; raises FactError naming the key that is unknown, missing or wrong."""
    for key in ENVELOPE:
        if key not in obj:
            raise FactError(key, "is missing")
    what = {key: value for key, value in obj.items() if key not in ENVELOPE}
    return Fact(
        seq=_count("seq", obj["seq"]),
        at=read_instant("at", obj["at"]),
        recorded_at=read_instant("recorded_at", obj["recorded_at"]),
        by=_by(obj["by"]),
        what=decode_what(obj["fact"], what),
    )


def encode_what(what: What) -> dict[str, Any]:
    """Return what happened, without its kind, as a JSON object."""
    return {name: _plain(getattr(what, name)) for name in _SPECS[kind_of(what)]}


def decode_what(kind: str, obj: Mapping[str, Any]) -> What:
    """Read what happened out of its kind and its JSON object; raises FactError naming the key."""
    spec = _spec(kind)
    for key in obj:
        if key not in spec:
            raise FactError(key, f"is not known on {kind!r}; it has {', '.join(spec) or 'no further keys'}")
    for key, (_, required) in spec.items():
        if required and key not in obj:
            raise FactError(key, f"is missing on {kind!r}")
    return KINDS[kind](**{key: spec[key][0](key, value) for key, value in obj.items()})


def digest(previous: str, fact: Fact, content_digest: str) -> str:
    """Return the fact's link in the chain: sha256 over the link before it, the fact and the digest of its words.

    The words themselves are not in the chain, so that erasing them leaves it whole.
    """
    link = {"previous": previous, "fact": encode(fact), "content": content_digest}
    return hashlib.sha256(canonical(link)).hexdigest()


def content_digest(text: str, salt: bytes) -> str:
    """Return the salted sha256 of a fact's words; "" where there are none. The salt is erased with the words."""
    return hashlib.sha256(salt + text.encode()).hexdigest() if text else ""


def canonical(obj: Any) -> bytes:
    """Return the one way to write a JSON value: sorted keys, no spaces, ASCII."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def instant_text(at: datetime) -> str:
    """Return an aware instant in UTC: 2026-03-02T09:00:00Z, with microseconds only where there are any."""
    return in_utc("at", at).isoformat().replace("+00:00", "Z")


def read_instant(key: str, value: Any) -> datetime:
    """Read an ISO instant that says its offset, into UTC; raises FactError naming `key`."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise FactError(key, f"{value!r} is no instant; write 2026-03-02T09:00:00Z or with an offset") from None
    if at.tzinfo is None:
        raise FactError(key, f"{value!r} has no offset; write 2026-03-02T09:00:00Z or 2026-03-02T10:00:00+01:00")
    return in_utc(key, at)


def _spec(kind: Any) -> "_Spec":
    if not isinstance(kind, str) or kind not in KINDS:
        raise FactError("fact", f"{kind!r} is no kind of fact; it is one of {', '.join(KINDS)}")
    return _SPECS[kind]


def _by(value: Any) -> By:
    if not isinstance(value, Mapping):
        raise FactError("by", f'{value!r} is not {{"id": ..., "side": ...}}')
    for key in value:
        if key not in ("id", "side"):
            raise FactError(f"by.{key}", "is not known; it has id, side")
    if "side" not in value:
        raise FactError("by.side", "is missing")
    return By(_text("by.id", value.get("id", "")), _one_of(Side, "by.side", value["side"]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    return list(value) if isinstance(value, tuple) else value


def _one_of(choices: type[S], key: str, value: Any) -> S:
    try:
        return choices(value)
    except ValueError:
        raise FactError(key, f"{value!r} is not one of {', '.join(choices)}") from None


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise FactError(key, f"{value!r} is not a text")
    return value


def _text_or_none(key: str, value: Any) -> str | None:
    return None if value is None else _text(key, value)


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise FactError(key, f"{value!r} is not a list of texts")
    return tuple(_text(key, item) for item in value)


def _count(key: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise FactError(key, f"{value!r} is not a whole number from 1")
    return value


def _claim(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise FactError(key, f"{value!r} is neither true nor false")
    return value


_Reader = Callable[[str, Any], Any]
_Spec = Mapping[str, tuple[_Reader, bool]]  # how each key is read, and whether it must be there
_READERS: Mapping[Any, _Reader] = {
    int: _count,
    str: _text,
    bool: _claim,
    str | None: _text_or_none,
    tuple[str, ...]: _texts,
    datetime: read_instant,
    Promise: partial(_one_of, Promise),
}
_SPECS: Mapping[str, _Spec] = {
    kind: {field.name: (_READERS[field.type], field.default is MISSING) for field in fields(what)}
    for kind, what in KINDS.items()
}
