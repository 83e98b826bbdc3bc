"""Histories by the hundred thousand: one text a case, put together by PostgreSQL, read in a third of the time of rows.

Ids are random, so the facts of a case lie anywhere: a range of ids is read at once, and in the order of the disk.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sundial.models.fetch import fetch
from sundial.models.history import author, happened
from sundial.protocol.facts import Fact, as_kept

FACT, FIELD = "\x1e", "\x1f"  # what parts the facts of a text, and the fields of a fact: JSON holds neither
ENVELOPE = ("seq", "at", "nullif(recorded_at, at)", "by_id", "side", "kind")  # recorded as it happened: no instant
WORDS_HOLD = """
    (words = CASE WHEN text = '' THEN '' ELSE encode(sha256(coalesce(salt, '') || convert_to(text, 'UTF8')), 'hex') END)
"""
CHAIN = (f"CASE WHEN {WORDS_HOLD.strip()} THEN 'y' ELSE 'n' END", "public::text", "words", "hash")
AS_READ = """
    SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true),
        set_config('max_parallel_workers_per_gather', '0', true), set_config('effective_io_concurrency', '0', true)
"""  # the last: one process of the server for each of ours
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


class Opening(NamedTuple):
    """Cases of a range of ids, after the first, up to the second, opened `since` an instant and before `until` one."""

    after: UUID
    up_to: UUID
    since: datetime
    until: datetime


def _statement(fields: tuple[str, ...], among: str) -> str:
    joined = ", chr(31), ".join([*fields, "what::text"])
    return f"""
        SELECT case_id::text, string_agg(concat({joined}), chr(30) ORDER BY seq)
        FROM fact WHERE {among} GROUP BY case_id ORDER BY fact.case_id
    """  # noqa: S608 - ours


NUMBERS = """
    SELECT id::text, number FROM support_case WHERE id > %s AND id <= %s AND opened_at >= %s AND opened_at < %s
"""
OF_SOME = _statement(ENVELOPE, "case_id = ANY (%s::uuid[])")
CHAINS = _statement((*ENVELOPE, *CHAIN), "case_id > %s AND case_id <= %s")


def opened_between(opening: Opening) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Yield the histories of cases by when they were opened, each with the case's number, as the worker."""
    numbers = dict(fetch(NUMBERS, *opening))
    for case_id, text in _rows(OF_SOME, list(numbers)) if numbers else ():
        yield numbers[case_id], _history(text)


def chains_between(after: UUID, up_to: UUID) -> dict[str, str]:
    """Return the facts of a range of ids by case, with what their links are proved by, as the worker.

    They are text for `models.chains`; what reads them finds what was tampered with.
    """
    return dict(_rows(CHAINS, after, up_to))


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    fetch(AS_READ)
    return fetch(statement, *values)


def _history(text: str) -> tuple[Fact, ...]:
    return tuple([_fact(line) for line in text.split(FACT)])


def _fact(line: str) -> Fact:
    seq, at, recorded_at, person, side, kind, what = line.split(FIELD, len(ENVELOPE))
    then = datetime.fromisoformat(at)
    recorded = datetime.fromisoformat(recorded_at) if recorded_at else then
    return as_kept(int(seq), then, recorded, author(person, side), happened(kind, what))
