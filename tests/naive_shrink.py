"""The smallest part of a history with which something is still so: facts are left out one by one."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace

from sundial.protocol.facts import Fact

NAMES = (
    "evidence",
    "request",
    "agreement",
    "proposal",
    "offer",
    "escalation",
)  # the keys by which a fact names another, by `seq`


def smallest(history: Sequence[Fact], is_so: Callable[[tuple[Fact, ...]], bool]) -> tuple[Fact, ...]:
    """Leave out what can be left out while `is_so` holds."""
    found, place = tuple(history), len(history) - 1
    while place > 0:
        fewer = without(found, place)
        if is_so(fewer):
            found = fewer
            place = len(found)
        place -= 1
    return found


def without(history: tuple[Fact, ...], place: int) -> tuple[Fact, ...]:
    """Leave one fact out, and number the others anew."""
    kept = [*history[:place], *history[place + 1 :]]
    seqs = {fact.seq: seq for seq, fact in enumerate(kept, start=1)}
    return tuple(replace(fact, seq=seqs[fact.seq], what=_renamed(fact.what, seqs)) for fact in kept)


def _renamed(what, seqs: dict[int, int]):
    keys = {field.name for field in fields(what)}
    changed = {name: seqs.get(getattr(what, name), 999) for name in NAMES if name in keys and getattr(what, name)}
    if "notice" in keys:
        changed["notice"] = tuple(seqs[seq] for seq in what.notice if seq in seqs)
    return replace(what, **changed)
