"""Read an evidence pack strictly: what is no pack at all, and what a changed one says that cannot be."""

from collections.abc import Mapping
from typing import Any

from sundial.protocol.evidence.kept import Kept, Said
from sundial.protocol.evidence.pack import FORMAT
from sundial.protocol.facts_json import FactError, decode
from sundial.protocol.json_line import read_line

PARTS = (
    "format", "summary", "made_with", "case", "state", "head", "clocks", "waivers", "alerts", "people", "facts",
    "protocols", "digest",
)  # fmt: skip
WORDS = ({"digest"}, {"digest", "text", "salt"})


class NotAPack(ValueError):
    """The file is no evidence pack, or was cut short."""


class Fault(Exception):
    """The first thing of a pack that does not hold: where, and what is wrong with it."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")


def read(raw: bytes) -> Mapping[str, Any]:
    """Return what the bytes of a pack say; raises NotAPack."""
    try:
        says = read_line(raw)
    except ValueError as error:
        raise NotAPack(f"it is no JSON: {error}") from None
    if not isinstance(says, Mapping) or says.get("format") != FORMAT:
        raise NotAPack(f'it does not begin with "format": "{FORMAT}"')
    return says


def kept_of(says: Mapping[str, Any]) -> Kept:
    """Return what a pack is made of; raises Fault, or what the reading of other values than expected raises."""
    for part in PARTS:
        if part not in says:
            raise Fault("the pack", f"its part {part!r} is missing")
    for part in says:
        if part not in PARTS:
            raise Fault("the pack", f"its part {part!r} is not known")
    return Kept(
        case=dict(says["case"]),
        facts=tuple(_said(place, one) for place, one in enumerate(says["facts"], start=1)),
        documents=dict(says["protocols"]),
        people=dict(says["people"]),
        alerts=tuple(says["alerts"]),
        edition=dict(says["made_with"]),
    )


def _said(place: int, one: Mapping[str, Any]) -> Said:
    words = one["words"] or {}
    if words and set(words) not in WORDS:
        raise Fault(f"fact {place}", "its words are a digest, with text and salt or without")
    try:
        fact = decode(one["fact"])
    except FactError as error:
        raise Fault(f"fact {place}", str(error)) from None
    return Said(fact, one["hash"], words.get("digest", ""), words.get("text", ""), words.get("salt", ""))
