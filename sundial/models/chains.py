"""A history as it is kept, followed link by link: each fact against the one before it (O12.1)."""

import json
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sundial.models.bulk import FACT, FIELD
from sundial.models.history import is_felt, is_public, moves_to
from sundial.protocol.facts import By, Fact, Side, What, as_kept
from sundial.protocol.facts_json import Written, decode_what, instant_text, linked, written, written_by

SECONDS = len("2026-03-02 09:00:00+00")  # an instant as PostgreSQL writes it, where it has no microseconds
_JSON = json.JSONDecoder()
UNREADABLE = (LookupError, TypeError, ValueError)  # what a row that was tampered with can raise in the reading of it
CHANGED = "it was changed, or does not follow from the fact before it"


class Broken(ValueError):
    """A chain does not hold: `seq` is the fact, and the message says what is wrong with it."""

    def __init__(self, seq: int, problem: str) -> None:
        super().__init__(problem)
        self.seq = seq


class Chain(NamedTuple):
    """A history whose links hold, its last link, and when anything changed last: at all, and for the customer."""

    facts: tuple[Fact, ...]
    head: str
    changed_at: datetime | None
    told_at: datetime | None


def proved(case_id: str, text: str) -> Chain:
    """Follow the chain of a case through its facts, as `bulk` reads them; raises Broken at the first that is wrong."""
    facts: list[Fact] = []
    head, changed_at, told_at = case_id, None, None
    for seq, line in enumerate(text.split(FACT), start=1):
        try:
            fact, head, felt = _follow(head, seq, line)
        except UNREADABLE as error:
            raise error if isinstance(error, Broken) else Broken(seq, f"it cannot be read: {error}") from None
        facts.append(fact)
        changed_at = moves_to(fact, changed_at)
        if felt:
            told_at = moves_to(fact, told_at)
    return Chain(tuple(facts), head, changed_at, told_at)


def _follow(head: str, seq: int, line: str) -> tuple[Fact, str, bool]:
    """Return a fact, its link, and whether the customer's page changes with it."""
    number, at, recorded_at, person, side, kind, hold, public, words, link, what = line.split(FIELD, 10)
    if number != str(seq):
        raise Broken(seq, f"it is missing: fact {number} comes instead")
    happened, as_written, is_shown, felt = _happened(kind, what)
    by, by_written = _author(person, side)
    then, at_written = _instant(at)
    recorded, recorded_written = _instant(recorded_at) if recorded_at else (then, at_written)
    over = linked(head, words, (seq, at_written, recorded_written, by_written, kind), as_written)
    if hold != "y":
        raise Broken(seq, "its words are not those that were written")
    if sha256(over.encode()).hexdigest() != link:
        raise Broken(seq, CHANGED)
    if public != is_shown:
        raise Broken(seq, "it is shown to the wrong side")
    return as_kept(seq, then, recorded, by, happened), link, felt


def _instant(text: str) -> tuple[datetime, str]:
    """Return an instant, and how the chain has it; PostgreSQL writes it in UTC."""
    at = datetime.fromisoformat(text)
    return at, f"{text[:10]}T{text[11:19]}Z" if len(text) == SECONDS else instant_text(at)


@lru_cache(maxsize=4096)
def _happened(kind: str, what: str) -> tuple[What, Written, str, bool]:
    found = decode_what(kind, _JSON.raw_decode(what)[0])
    return found, written(found), "true" if is_public(found) else "false", is_felt(found)


@lru_cache(maxsize=4096)
def _author(person: str, side: str) -> tuple[By, str]:
    by = By(person, Side(side))
    return by, written_by(by)
