"""Facts as JSON and back, strictly; and the chain of hashes that shows when a history was tampered with (O12.1)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sundial.protocol.facts import KINDS, Fact, FactError, What, kind_of
from sundial.protocol.facts_read import instant_text, plain, read_by, read_count, read_instant, read_keys, read_kind

__all__ = ["FactError", "canonical", "content_digest", "decode", "decode_what", "digest", "encode", "encode_what"]
__all__ += ["instant_text", "read_instant"]

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
    link = {"previous": previous, "fact": encode(fact), "content": content_digest}
    return hashlib.sha256(canonical(link)).hexdigest()


def content_digest(text: str, salt: bytes) -> str:
    """Return the salted sha256 of a fact's words; "" where there are none. The salt is erased with the words."""
    return hashlib.sha256(salt + text.encode()).hexdigest() if text else ""


def canonical(obj: Any) -> bytes:
    """Return the one way to write a JSON value: sorted keys, no spaces, ASCII."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
