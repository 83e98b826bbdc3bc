"""Facts as JSON and back, strictly; and the chain of hashes that shows when a history was tampered with (O12.1)."""

import hashlib
import json
from bisect import bisect
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from sundial.protocol.facts import KINDS, Fact, FactError, What, kind_of
from sundial.protocol.facts_read import instant_text, plain, read_by, read_count, read_instant, read_keys, read_kind

__all__ = ["FactError", "canonical", "content_digest", "decode", "decode_what", "digest", "encode", "encode_what"]
__all__ += ["instant_text", "link", "read_instant"]

ENVELOPE = ("seq", "at", "recorded_at", "by", "fact")
IN_ORDER = sorted(ENVELOPE)


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
    before_at, at, by, kind, recorded_at, seq = _written(fact.what)
    return (
        f'{{"content":{quoted(content_digest)},"fact":{{{before_at}"at":"{instant_text(fact.at)}"{at}'
        f',"by":{{"id":{quoted(fact.by.id)},"side":"{fact.by.side}"}}{by},"fact":"{fact.kind}"{kind}'
        f',"recorded_at":"{instant_text(fact.recorded_at)}"{recorded_at},"seq":{fact.seq}{seq}}}'
        f',"previous":{quoted(previous)}}}'
    )


@lru_cache(maxsize=4096)
def _written(what: What) -> tuple[str, ...]:
    """Return what happened as it stands in the canonical form of its fact: before `at`, and after each other key."""
    places = [""] * (len(ENVELOPE) + 1)
    for key, value in sorted(encode_what(what).items()):
        place = bisect(IN_ORDER, key)
        pair = f"{quoted(key)}:{canonical(value).decode()}"
        places[place] += f",{pair}" if place else f"{pair},"
    return tuple(places)


def content_digest(text: str, salt: bytes) -> str:
    """Return the salted sha256 of a fact's words; "" where there are none. The salt is erased with the words."""
    return hashlib.sha256(salt + text.encode()).hexdigest() if text else ""


def canonical(obj: Any) -> bytes:
    """Return the one way to write a JSON value: sorted keys, no spaces, ASCII."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
