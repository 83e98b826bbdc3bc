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
    SELECT case_id::text, id, promise, cycle, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said,
        paused, plain
    FROM clock WHERE case_id = ANY (%s::uuid[]) AND ended_at IS NULL ORDER BY case_id, about
"""
SAID_BEFORE = """
    SELECT new.id, bool_or(soon_said), bool_or(breach_said)
    FROM {rows} AS new (id, case_id, promise, due) JOIN clock USING (case_id, promise)
    WHERE due_at = timestamptz 'epoch' + due * interval '1 microsecond' AND (soon_said OR breach_said)
    GROUP BY new.id
"""
MOST = """
    SELECT case_id::text, max(cycle) FROM clock WHERE case_id = ANY (%s::uuid[]) AND promise = %s GROUP BY case_id
"""
BY_INDEX = """
    SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
        set_config('effective_io_concurrency', '0', true)
"""  # some rows by their key out of very many: the planner would rather read the table, once for each thousand; and
# one process of the server for each of ours, as where very many are read
RUNS = str(Outcome.RUNNING)
OPEN_STATES = [str(state) for state in OPEN]
EPOCH = "timestamptz 'epoch' + {} * interval '1 microsecond'"


class ClockRow(NamedTuple):
    """A clock that runs."""

    case_id: str
    id: int
    promise: str
    cycle: int
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    check_at: datetime | None
    outcome: str
    soon_said: bool
    breach_said: bool
    paused: bool
    plain: bool

    def is_late(self, at: datetime) -> bool:
        """Whether nothing can move it any more (docs/promises.md, section 1)."""
        return is_settled(self.due_at, at, said=self.breach_said, paused=self.paused)


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
        for one in clocks:
            if one.outcome == RUNS and one.is_late(at):
                return False
        return self.changed_at < at


def open_cases(case_ids: Iterable[str]) -> dict[str, CaseRow]:
    """Lock those of the cases that are open and not pinned, and in nobody else's hands; return them by id."""
    fetch(BY_INDEX)
    rows = fetch(CASES, as_array(case_ids), OPEN_STATES)
    return {row[0]: CaseRow(*row) for row in rows}


def running(case_ids: Iterable[str]) -> dict[str, list[ClockRow]]:
    """Return the clocks that run on some cases, by the case, in the order of what they are about."""
    rows = fetch(RUNNING, as_array(case_ids))
    return {case_id: [ClockRow(*row) for row in some] for case_id, some in groupby(rows, itemgetter(0))}


def said_before(columns: Iterable[tuple[str, Sequence[Any]]]) -> dict[int, tuple[bool, bool]]:
    """Return, of clocks that will be due anew, of which it was warned, and which was said, of that very time before.

    `columns` are the clock, its case, its promise and when it will be due.
    """
    statement, values = _with_rows(SAID_BEFORE, columns)
    return {row[0]: row[1:] for row in fetch(statement, **values)}


def most(case_ids: Iterable[str], promise: str) -> dict[str, int]:
    """Return how many clocks of a promise there ever were on some cases."""
    return dict(fetch(MOST, as_array(case_ids), promise))


def execute(statement: str, columns: Iterable[tuple[str, Sequence[Any]]], **values: Any) -> None:
    """Run a statement that says {rows}, with one array a column, written out: a tenth of the time that adapting takes.

    `columns` are the types with the values, of which none needs a quote: numbers, ids, hashes, instants as `micros`.
    """
    found = list(columns)
    if found and found[0][1]:
        told, arrays = _with_rows(statement, found)
        connection.ensure_connection()
        with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
            cursor.execute(told, {**arrays, **values})


def _with_rows(statement: str, columns: Iterable[tuple[str, Sequence[Any]]]) -> tuple[str, dict[str, str]]:
    """Return a statement with its rows in place, and the arrays that they are."""
    found = list(columns)
    arrays = {f"column_{place}": as_array(column) for place, (_, column) in enumerate(found)}
    rows = ", ".join(f"%(column_{place})s::{kind}[]" for place, (kind, _) in enumerate(found))
    return statement.replace("{rows}", f"unnest({rows})"), arrays


def as_array(column: Iterable[Any]) -> str:
    """Return values that need no quotes as PostgreSQL writes an array."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in column]) + "}"
