"""Facts as JSON and back, strictly; and the chain of hashes that shows when a history was tampered with (O12.1)."""

import hashlib
import json
from bisect import bisect
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from sundial.protocol.facts import KINDS, By, Fact, FactError, What, kind_of
from sundial.protocol.facts_read import (
    instant_text,
    left_out,
    plain,
    plain_value,
    read_by,
    read_count,
    read_instant,
    read_keys,
    read_kind,
)  # fmt: skip

__all__ = ["FactError", "canonical", "content_digest", "decode", "decode_what", "digest", "encode", "encode_what"]
__all__ += ["instant_text", "link", "linked", "read_instant", "written", "written_by"]

ENVELOPE = ("seq", "at", "recorded_at", "by", "fact")
IN_ORDER = sorted(ENVELOPE)
Enveloped = tuple[int, str, str, str, str]  # seq, at, recorded_at, by and kind, as they are written
Written = tuple[str, ...]
FIRST_OF_ALL = '"seq":0'
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_PLAIN = (int, bool, type(None))


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
        seq=read_count("seq", obj["seq"]),
        at=read_instant("at", obj["at"]),
        recorded_at=read_instant("recorded_at", obj["recorded_at"]),
        by=read_by(obj["by"]),
        what=decode_what(obj["fact"], what),
    )


def encode_what(what: What) -> dict[str, Any]:
    """Return what happened, without its kind, as a JSON object; a later key is left out while it has its default."""
    return plain(what)


def decode_what(kind: str, obj: Mapping[str, Any]) -> What:
    """Read what happened out of its kind and its JSON object; raises FactError naming the key."""
    return read_keys(KINDS[read_kind(kind)], obj, f"on {kind!r}")


def digest(previous: str, fact: Fact, content_digest: str) -> str:
    """Return the fact's link in the chain: sha256 over the link before it, the fact and the digest of its words.

    The words themselves are not in the chain, so that erasing them leaves it whole.
    """
    return hashlib.sha256(link(previous, fact, content_digest).encode()).hexdigest()


def link(previous: str, fact: Fact, content_digest: str) -> str:
    """Return what a link is made over: the canonical JSON of `previous`, `fact` and `content`, written out.

    Every fact that is recorded or proved is written so, and what happened once for all that are alike.
    """
    at = instant_text(fact.at)
    recorded_at = at if fact.recorded_at == fact.at else instant_text(fact.recorded_at)
    envelope = (fact.seq, at, recorded_at, written_by(fact.by), kind_of(fact.what))
    return linked(previous, content_digest, envelope, written(fact.what))


def linked(previous: str, content_digest: str, envelope: Enveloped, what: Written) -> str:
    """Return what a link is made over, for whoever has at hand how each part of the fact is written."""
    seq, at, recorded_at, by, kind = envelope
    before_at, after_at, after_by, after_kind, after_recorded, after_seq = what
    return (
        f'{{"content":{quoted(content_digest)},"fact":{{{before_at}"at":"{at}"{after_at},"by":{by}{after_by}'
        f',"fact":"{kind}"{after_kind},"recorded_at":"{recorded_at}"{after_recorded}'
        f',"seq":{seq}{after_seq}}},"previous":{quoted(previous)}}}'
    )


def linked_alike(at: str, by: str, kind: str, what: Written) -> tuple[str, str, str]:
    """Return the same of a fact that very many are told at once, without words: around its `seq` and `previous`."""
    before, _, after = linked("", "", (0, at, at, by, kind), what).rpartition(FIRST_OF_ALL)
    return before + FIRST_OF_ALL[:-1], after.removesuffix('"}'), '"}'


@lru_cache(maxsize=4096)
def written_by(by: By) -> str:
    """Return who did something as it stands in the canonical form of a fact."""
    return f'{{"id":{quoted(by.id)},"side":"{by.side}"}}'


@lru_cache(maxsize=4096)
def written(what: What) -> Written:
    """Return what happened as it stands in the canonical form of its fact: before `at`, and after each other key."""
    places = [""] * (len(ENVELOPE) + 1)
    for key, default, begun, place in _placed(type(what)):  # type: ignore[arg-type]
        value = getattr(what, key)
        if value != default:
            pair = begun + _as_json(value)
            places[place] += f",{pair}" if place else f"{pair},"
    return tuple(places)


@cache
def _placed(kind: Any) -> tuple[tuple[str, Any, str, int], ...]:
    """Return the keys of a kind in order: what each is left out for, how it begins, and its place in the envelope."""
    return tuple((key, default, f'"{key}":', bisect(IN_ORDER, key)) for key, default in sorted(left_out(kind).items()))


def _as_json(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if type(value) is datetime:
        return f'"{instant_text(value)}"'
    return _CANONICAL.encode(value if type(value) in _PLAIN else plain_value(value))


def content_digest(text: str, salt: bytes) -> str:
    """Return the salted sha256 of a fact's words; "" where there are none. The salt is erased with the words."""
    return hashlib.sha256(salt + text.encode()).hexdigest() if text else ""


def canonical(obj: Any) -> bytes:
    """Return the one way to write a JSON value: sorted keys, no spaces, ASCII."""
    return _CANONICAL.encode(obj).encode()
