"""Facts as JSON and back, strictly; and the chain of hashes that shows when a history was tampered with (O12.1)."""

import hashlib
import json
from bisect import bisect
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from sundial.protocol.facts import KINDS, By, Fact, FactError, What, kind_of
from sundial.protocol.facts_read import instant_text, plain, read_by, read_count, read_instant, read_keys, read_kind

__all__ = ["FactError", "canonical", "content_digest", "decode", "decode_what", "digest", "encode", "encode_what"]
__all__ += ["instant_text", "link", "linked", "read_instant", "written", "written_by"]

ENVELOPE = ("seq", "at", "recorded_at", "by", "fact")
IN_ORDER = sorted(ENVELOPE)
Written = tuple[str, ...]


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

    Every fact that is recorded or proved passes here, so what happened is written once for all that are alike.
    """
    return linked(previous, fact, content_digest, written(fact.what), written_by(fact.by))


def linked(previous: str, fact: Fact, content_digest: str, what: Written, by: str) -> str:
    """Return what a link is made over, for whoever has at hand what happened, and by whom, as it is written."""
    before_at, after_at, after_by, after_kind, after_recorded, after_seq = what
    at = instant_text(fact.at)
    recorded_at = at if fact.recorded_at == fact.at else instant_text(fact.recorded_at)
    return (
        f'{{"content":{quoted(content_digest)},"fact":{{{before_at}"at":"{at}"{after_at},"by":{by}{after_by}'
        f',"fact":"{kind_of(fact.what)}"{after_kind},"recorded_at":"{recorded_at}"{after_recorded}'
        f',"seq":{fact.seq}{after_seq}}},"previous":{quoted(previous)}}}'
    )


@lru_cache(maxsize=4096)
def written_by(by: By) -> str:
    """Return who did something as it stands in the canonical form of a fact."""
    return f'{{"id":{quoted(by.id)},"side":"{by.side}"}}'


@lru_cache(maxsize=4096)
def written(what: What) -> Written:
    """Return what happened as it stands in the canonical form of its fact: before `at`, and after each other key."""
    places = [""] * (len(ENVELOPE) + 1)
    for key, value in sorted(encode_what(what).items()):
        place = bisect(IN_ORDER, key)
        pair = f'"{key}":{quoted(value) if type(value) is str else canonical(value).decode()}'
        places[place] += f",{pair}" if place else f"{pair},"
    return tuple(places)


def content_digest(text: str, salt: bytes) -> str:
    """Return the salted sha256 of a fact's words; "" where there are none. The salt is erased with the words."""
    return hashlib.sha256(salt + text.encode()).hexdigest() if text else ""


def canonical(obj: Any) -> bytes:
    """Return the one way to write a JSON value: sorted keys, no spaces, ASCII."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
