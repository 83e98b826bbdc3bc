"""Histories by the hundred thousand: one row a case, put together by PostgreSQL, read in half the time of single rows.

Ids are random, so the facts of a case lie anywhere: a range of ids is read at once, and in the order of the disk.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from sundial.models.fetch import fetch
from sundial.models.history import is_public, read_fact
from sundial.protocol.facts import By, Fact, Side, What
from sundial.protocol.facts_json import Written, decode_what, linked, written, written_by

FIELD = "\x1f"  # what parts the fields of a fact: what happened stands last, and no other field can hold it
ENVELOPE = ("seq", "by_id", "side", "kind")
WORDS_HOLD = """
    (words = CASE WHEN text = '' THEN '' ELSE encode(sha256(coalesce(salt, '') || convert_to(text, 'UTF8')), 'hex') END)
"""
CHAIN = (f"CASE WHEN {WORDS_HOLD.strip()} THEN 'y' ELSE 'n' END", "public::text", "words", "hash")
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


class Line(NamedTuple):
    """One fact as it is kept, with what its link is proved by; `words_hold`: they fit their digest."""

    seq: int
    at: datetime
    recorded_at: datetime
    by: str
    side: str
    kind: str
    what: str
    words_hold: bool
    public: bool
    words: str
    hash: str

    def proved(self, previous: str) -> tuple[Fact, str, bool]:
        """Return the fact, its link to the one before it, and whether the customer may see it.

        Raises LookupError, TypeError or ValueError for what is no fact.
        """
        what, text, public = _happened(self.kind, self.what)
        by, by_text = _author(self.by, self.side)
        fact = Fact(self.seq, self.at, self.recorded_at, by, what)
        return fact, sha256(linked(previous, fact, self.words, text, by_text).encode()).hexdigest(), public


class Opening(NamedTuple):
    """Cases of a range of ids, after the first, up to the second, opened `since` an instant and before `until` one."""

    after: UUID
    up_to: UUID
    since: datetime
    until: datetime


@lru_cache(maxsize=4096)
def _happened(kind: str, what: str) -> tuple[What, Written, bool]:
    found = decode_what(kind, json.loads(what))
    return found, written(found), is_public(found)


@lru_cache(maxsize=4096)
def _author(person: str, side: str) -> tuple[By, str]:
    by = By(person, Side(side))
    return by, written_by(by)


def _statement(fields: Sequence[str], among: str) -> str:
    joined = ", chr(31), ".join([*fields, "what::text"])
    return f"""
        SELECT case_id, array_agg(at ORDER BY seq), array_agg(recorded_at ORDER BY seq),
            array_agg(concat({joined}) ORDER BY seq)
        FROM fact WHERE {among} GROUP BY case_id ORDER BY case_id
    """  # noqa: S608 - ours


BETWEEN = "case_id > %s AND case_id <= %s"
OPENED = "FROM support_case WHERE id > %s AND id <= %s AND opened_at >= %s AND opened_at < %s"
NUMBERS = f"SELECT id, number {OPENED}"
HISTORIES = _statement(ENVELOPE, BETWEEN)
OPENED_THEN = _statement(ENVELOPE, f"{BETWEEN} AND case_id IN (SELECT id {OPENED})")  # both: a range of the table
CHAINS = _statement((*ENVELOPE, *CHAIN), BETWEEN)


def histories_between(after: UUID, up_to: UUID) -> Iterator[tuple[UUID, tuple[Fact, ...]]]:
    """Yield the histories of a range of ids, as the worker: after the first, up to the second."""
    for case_id, ats, recorded, lines in _rows(HISTORIES, after, up_to):
        yield case_id, tuple(_facts(ats, recorded, lines))


def opened_between(opening: Opening) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Yield the histories of cases by when they were opened, each with the case's number, as the worker."""
    rows = _rows(OPENED_THEN, opening.after, opening.up_to, *opening)
    numbers = dict(fetch(NUMBERS, *opening))  # second: what was opened meanwhile has a number too
    for case_id, ats, recorded, lines in rows:
        yield numbers[case_id], tuple(_facts(ats, recorded, lines))


def chains_between(after: UUID, up_to: UUID) -> dict[UUID, list[Line]]:
    """Return the facts of a range of ids with what their links are proved by, as the worker."""
    rows = _rows(CHAINS, after, up_to)
    return {case_id: list(_lines(ats, recorded, lines)) for case_id, ats, recorded, lines in rows}


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:  # one process of the server for each of ours
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    return fetch(statement, *values)


def _facts(ats: Sequence[datetime], recorded: Sequence[datetime], lines: Sequence[str]) -> Iterator[Fact]:
    for at, recorded_at, line in zip(ats, recorded, lines, strict=True):
        seq, by, side, kind, what = line.split(FIELD, 4)
        yield read_fact((int(seq), at, recorded_at, by, side, kind, what))


def _lines(ats: Sequence[datetime], recorded: Sequence[datetime], lines: Sequence[str]) -> Iterator[Line]:
    for at, recorded_at, line in zip(ats, recorded, lines, strict=True):
        seq, by, side, kind, hold, public, words, hash_, what = line.split(FIELD, 8)
        yield Line(int(seq), at, recorded_at, by, side, kind, what, hold == "y", public == "true", words, hash_)
