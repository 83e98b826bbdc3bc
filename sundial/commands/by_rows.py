"""Open cases in the hand of whoever tells them all the same thing: read and written as rows, locked, without histories.

What is written is what `record` would write of the same fact on each (tests hold every case to its fold); it takes as
many statements for a thousand cases as for one. A case that its row alone does not explain is left to `record`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from psycopg import Cursor

from sundial.models.fetch import fetch
from sundial.protocol.case import OPEN
from sundial.protocol.clock import Outcome
from sundial.protocol.recount import is_settled

CASES = """
    SELECT id::text, plan, severity, home_region, coalesce(counts_on, regions), revision, changed_at, head_seq,
        head_hash
    FROM support_case
    WHERE id = ANY (%s::uuid[]) AND state = ANY (%s) AND NOT pinned ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""
RUNNING = """
    SELECT case_id::text, id, promise, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said,
        about, paused, plain
    FROM clock WHERE case_id = ANY (%s::uuid[]) AND ended_at IS NULL ORDER BY case_id, about
"""
BEFORE = """
    SELECT clock.id, every.most, every.warned, every.said FROM clock CROSS JOIN LATERAL (
        SELECT max(cycle) AS most, array_agg(due_at) FILTER (WHERE soon_said) AS warned,
            array_agg(due_at) FILTER (WHERE breach_said) AS said
        FROM clock other WHERE other.case_id = clock.case_id AND other.promise = clock.promise
    ) every
    WHERE clock.id = ANY (%s::bigint[])
"""
BY_INDEX = """
    SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
"""  # some rows by their key out of very many: the planner would rather read the table, once for each thousand
OPEN_STATES = [str(state) for state in OPEN]
EPOCH = "timestamptz 'epoch' + {} * interval '1 microsecond'"


class ClockRow(NamedTuple):
    """A clock that runs."""

    case_id: str
    id: int
    promise: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    check_at: datetime | None
    outcome: str
    soon_said: bool
    breach_said: bool
    about: int
    paused: bool
    plain: bool

    def is_late(self, at: datetime) -> bool:
        """Whether nothing can move it any more (docs/promises.md, section 1)."""
        return is_settled(self.due_at, at, said=self.breach_said, paused=self.paused)


class Before(NamedTuple):
    """What came before a clock: how many of its promise there ever were, and when those were due that were said."""

    most: int
    warned: Sequence[datetime] | None
    said: Sequence[datetime] | None


class CaseRow(NamedTuple):
    """A case that is open, not pinned, and locked."""

    id: str
    plan: str
    severity: int
    home_region: str
    regions: Sequence[str]
    revision: str
    changed_at: datetime
    head_seq: int
    head_hash: str

    def follows(self, clocks: Iterable[ClockRow], at: datetime) -> bool:
        """Whether a fact at an instant comes after all others and finds every clock that is late known to be late."""
        known = all(clock.outcome != Outcome.RUNNING or not clock.is_late(at) for clock in clocks)
        return known and self.changed_at < at


def open_cases(case_ids: Iterable[str]) -> dict[str, CaseRow]:
    """Lock those of the cases that are open and not pinned, and in nobody else's hands; return them by id."""
    fetch(BY_INDEX)
    rows = fetch(CASES, as_array(case_ids), OPEN_STATES)
    return {row[0]: CaseRow(*row) for row in rows}


def running(case_ids: Iterable[str]) -> dict[str, list[ClockRow]]:
    """Return the clocks that run on some cases, by the case, in the order of what they are about."""
    rows = fetch(RUNNING, as_array(case_ids))
    return {case_id: [ClockRow(*row) for row in some] for case_id, some in groupby(rows, itemgetter(0))}


def before(clocks: Iterable[int]) -> dict[int, Before]:
    """Return what came before some clocks, by their id."""
    return {row[0]: Before(*row[1:]) for row in fetch(BEFORE, as_array(clocks))}


def execute(statement: str, columns: Iterable[tuple[str, Sequence[Any]]], **values: Any) -> None:
    """Run a statement that says {rows}, with one array a column, written out: a tenth of the time that adapting takes.

    `columns` are the types with the values, of which none needs a quote: numbers, ids, hashes, instants as `micros`.
    """
    found = list(columns)
    arrays = {f"column_{place}": as_array(column) for place, (_, column) in enumerate(found)}
    rows = ", ".join(f"%(column_{place})s::{kind}[]" for place, (kind, _) in enumerate(found))
    if found and found[0][1]:
        connection.ensure_connection()
        with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
            cursor.execute(statement.replace("{rows}", f"unnest({rows})"), {**arrays, **values})


def as_array(column: Iterable[Any]) -> str:
    """Return values that need no quotes as PostgreSQL writes an array."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in column]) + "}"
