"""Bring the clock rows and the case row into line with the fold: what differs is written, nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sundial.commands.chain import write_rows
from sundial.models.case import PROJECTED
from sundial.models.fetch import fetch
from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock

KEY = ("case_id", "promise", "cycle")
REST = ("started_at", "due_at", "warn_at", "check_at", "ended_at", "outcome", "soon_said", "breach_said")
UNNEST = """unnest(
    %s::uuid[], %s::text[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
    %s::timestamptz[], %s::text[], %s::bool[], %s::bool[]
) AS new (case_id, promise, cycle, started_at, due_at, warn_at, check_at, ended_at, outcome, soon_said, breach_said)"""
THERE = f"SELECT {', '.join(KEY + REST)} FROM clock WHERE case_id = ANY (%s)"  # noqa: S608 - names of ours
INSERT = f"INSERT INTO clock ({', '.join(KEY + REST)}) SELECT * FROM {UNNEST}"  # noqa: S608 - names of ours
UPDATE = f"""
    UPDATE clock SET {", ".join(f"{name} = new.{name}" for name in REST)} FROM {UNNEST}
    WHERE clock.case_id = new.case_id AND clock.promise = new.promise AND clock.cycle = new.cycle
"""  # noqa: S608
DELETE = """
    DELETE FROM clock USING unnest(%s::uuid[], %s::text[], %s::int[]) AS gone (case_id, promise, cycle)
    WHERE clock.case_id = gone.case_id AND clock.promise = gone.promise AND clock.cycle = gone.cycle
"""
SUM_UP = f"""
    UPDATE support_case SET {", ".join(f"{name} = new.{name}" for name in PROJECTED)}
    FROM unnest(
        %s::uuid[], %s::text[], %s::int[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
        %s::timestamptz[], %s::int[], %s::text[]
    ) AS new (id, {", ".join(PROJECTED)})
    WHERE support_case.id = new.id
"""  # noqa: S608
ENDED = len(KEY) + REST.index("ended_at")

Key = tuple[UUID, str, int]
Row = tuple[Any, ...]


def rows_of(case_id: UUID, clocks: Iterable[Clock]) -> dict[Key, Row]:
    """Return the rows that the fold asks for, by their key."""
    return {(case_id, str(clock.promise), clock.cycle): _row(case_id, clock) for clock in clocks}


def rows_there(case_ids: Sequence[UUID]) -> dict[Key, Row]:
    """Return the rows that are there, by their key."""
    return {row[: len(KEY)]: row for row in fetch(THERE, list(case_ids))}


def bring_into_line(there: Mapping[Key, Row], wanted: Mapping[Key, Row]) -> None:
    """Write what differs. What ends goes first: on each case one clock of a promise runs, at every moment."""
    write_rows(DELETE, [key for key in there if key not in wanted])
    changed = [row for key, row in wanted.items() if key in there and there[key] != row]
    write_rows(UPDATE, [row for row in changed if row[ENDED]])
    write_rows(UPDATE, [row for row in changed if not row[ENDED]])
    write_rows(INSERT, [row for key, row in wanted.items() if key not in there])


def summary(state: CaseState, clocks: Iterable[Clock]) -> dict[str, Any]:
    """Return what the case row says of its history, but for the head and the times of change."""
    return {
        "state": str(state.state),
        "severity": state.severity,
        "owner_id": UUID(state.owner) if state.owner else None,
        "resolved_at": state.resolved_at,
        "next_due_at": next_due(clocks),
    }


def next_due(clocks: Iterable[Clock]) -> datetime | None:
    """Return the earliest due time that still runs, None where nothing does."""
    return min((clock.due_at for clock in clocks if clock.ended_at is None), default=None)


def sum_up(rows: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Write the case rows in one statement."""
    write_rows(SUM_UP, [(case_id, *(row[name] for name in PROJECTED)) for case_id, row in rows.items()])


def _row(case_id: UUID, clock: Clock) -> Row:
    return (
        case_id,
        str(clock.promise),
        clock.cycle,
        clock.started_at,
        clock.due_at,
        clock.warn_at,
        clock.check_at,
        clock.ended_at,
        str(clock.outcome),
        clock.soon_said,
        clock.breach_said,
    )
