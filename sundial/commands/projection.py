"""Bring the rows of clocks, fixes, requests, handovers, escalations and the case row into line with the fold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sundial.commands.rows import Key, Rows, Table, by_case, keyed
from sundial.commands.statements import Row, Write, update
from sundial.models.case import PROJECTED
from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock
from sundial.protocol.comfort import asks_at
from sundial.protocol.document import Protocol
from sundial.protocol.facts import (
    DateGiven,
    DateWithdrawn,
    Fact,
    FixIdentified,
    FixReleased,
    FixRemoved,
    FixWithdrawn,
    HandoverAccepted,
    HandoverOffered,
    HandoverWithdrawn,
    MergedFrom,
    ReleaseRescheduled,
    ResourceAnswered,
    ResourceAsked,
    ResourceOwned,
    ResourceWithdrawn,
)
from sundial.protocol.ladder import LADDER_KINDS
from sundial.protocol.promises import INSIDE
from sundial.protocol.recount import is_plain
from sundial.protocol.terms import Terms
from sundial.protocol.triage import plan_rank

CLOCKS = Table(
    "clock",
    {"case_id": "uuid", "promise": "text", "cycle": "int"},
    {
        "started_at": "timestamptz", "due_at": "timestamptz", "warn_at": "timestamptz", "check_at": "timestamptz",
        "ended_at": "timestamptz", "outcome": "text", "soon_said": "bool", "breach_said": "bool", "about": "int",
        "paused": "bool", "plain": "bool",
    },
)  # fmt: skip
FIXES = Table("awaited_fix", {"case_id": "uuid", "fix": "text"}, {"date": "timestamptz"})
REQUESTS = Table(
    "resource_request",
    {"case_id": "uuid", "seq": "int"},
    {"group": "text", "due_at": "timestamptz", "owner_id": "uuid"},
)
HANDOVERS = Table(
    "handover",
    {"case_id": "uuid"},
    {"seq": "int", "giver_id": "uuid", "region": "text", "to_id": "uuid", "due_at": "timestamptz"},
)
ESCALATIONS = Table(
    "escalation",
    {"case_id": "uuid", "seq": "int"},
    {
        "rung": "int", "at": "timestamptz", "person_id": "uuid", "answered_at": "timestamptz", "asks_at": "timestamptz",
        "asked": "int", "asked_of_id": "uuid", "findings": "bool",
    },
)  # fmt: skip
ENDED = [*CLOCKS.key, *CLOCKS.rest].index("ended_at")
OF_FIXES = (
    FixIdentified, FixWithdrawn, FixReleased, FixRemoved, DateGiven, DateWithdrawn, ReleaseRescheduled, MergedFrom,
)  # fmt: skip
OF_REQUESTS = (ResourceAsked, ResourceOwned, ResourceAnswered, ResourceWithdrawn)
OF_HANDOVERS = (HandoverOffered, HandoverAccepted, HandoverWithdrawn)
SELDOM = ((FIXES, OF_FIXES), (REQUESTS, OF_REQUESTS), (HANDOVERS, OF_HANDOVERS), (ESCALATIONS, LADDER_KINDS))
TYPES = {
    "state": "text", "severity": "int", "plan": "text", "plan_rank": "int", "rung": "int", "revision": "text",
    "owner_id": "uuid", "waiting": "text", "merged_into": "text", "triaged": "bool", "pinned": "bool",
    "resolved_at": "timestamptz", "changed_at": "timestamptz", "told_at": "timestamptz", "next_due_at": "timestamptz",
    "head_seq": "int", "head_hash": "text", "product": "text",
}  # fmt: skip
SUM_UP = update("support_case", {"id": "uuid"}, {name: TYPES[name] for name in PROJECTED})
CaseId = UUID | str  # as text where very many are read


class Folded(NamedTuple):
    """What the fold says of one case, and under which terms."""

    clocks: Sequence[Clock]
    state: CaseState
    terms: Terms


@dataclass(frozen=True, slots=True)
class There:
    """The rows of the projections as they are there, of some cases."""

    clocks: Rows
    fixes: Rows
    requests: Rows
    handovers: Rows
    escalations: Rows

    @classmethod
    def of(cls, histories: Mapping[UUID, Sequence[Fact]]) -> "There":
        """Read them; what is waited for only of cases on which anything ever was."""
        return cls(CLOCKS.there(histories), *(_there(table, kinds, histories) for table, kinds in SELDOM))

    def by_case(self, case_ids: Iterable[UUID]) -> dict[UUID, "There"]:
        """Part them by their case."""
        parted = [by_case(getattr(self, field.name)) for field in fields(self)]
        return {case_id: There(*(rows.get(case_id, {}) for rows in parted)) for case_id in case_ids}


def changes(there: There, cases: Mapping[UUID, Folded]) -> list[Write]:
    """Return what brings all of it into line. What ends goes first: in each slot one clock runs, at every moment."""
    return [
        *CLOCKS.changes(there.clocks, _all(clock_rows, cases), lambda row: row[ENDED] is not None),
        *FIXES.changes(there.fixes, _all(fix_rows, cases)),
        *REQUESTS.changes(there.requests, _all(request_rows, cases)),
        *HANDOVERS.changes(there.handovers, _all(handover_rows, cases)),
        *ESCALATIONS.changes(there.escalations, _all(escalation_rows, cases)),
    ]


def _all(rows: Callable[[CaseId, Folded], dict[Key, Row]], cases: Mapping[UUID, Folded]) -> dict[Key, Row]:
    return {key: row for case_id, folded in cases.items() for key, row in rows(case_id, folded).items()}


def clock_rows(case_id: CaseId, of: Folded) -> dict[Key, Row]:
    """Return the clock rows that the fold asks for, by their key."""
    return keyed((_clock(case_id, clock, of.state) for clock in of.clocks), len(CLOCKS.key))


def fix_rows(case_id: CaseId, of: Folded) -> dict[Key, Row]:
    """Return the rows of the fixes that are waited for, by their key."""
    if not of.state.fixes:
        return {}
    return keyed(((case_id, fix, date) for fix, date in of.state.fixes), len(FIXES.key))


def request_rows(case_id: CaseId, of: Folded) -> dict[Key, Row]:
    """Return the rows of the open requests, by their key."""
    if not of.state.requests:
        return {}
    rows = ((case_id, one.seq, one.group, one.due_at, _id(one.owner)) for one in of.state.requests)
    return keyed(rows, len(REQUESTS.key))


def escalation_rows(case_id: CaseId, of: Folded) -> dict[Key, Row]:
    """Return the rows of the open escalations, by their key."""
    if not of.state.escalations:
        return {}
    rows = (
        (
            case_id, one.seq, one.rung, one.at, _id(one.person), one.answered_at,
            asks_at(one, of.state.escalations, of.terms), one.asked, _id(one.asked_of), one.findings,
        )
        for one in of.state.escalations
    )  # fmt: skip
    return keyed(rows, len(ESCALATIONS.key))


def handover_rows(case_id: CaseId, of: Folded) -> dict[Key, Row]:
    """Return the row of the handover that is offered, by its key."""
    one = of.state.handover
    if one is None:
        return {}
    return keyed([(case_id, one.seq, _id(one.giver), one.region, _id(one.to), one.due_at)], len(HANDOVERS.key))


@lru_cache(maxsize=4096)
def _id(person: str | None) -> UUID | None:
    return UUID(person) if person else None


def summary(state: CaseState, clocks: Iterable[Clock], protocol: Protocol) -> dict[str, Any]:
    """Return what the case row says of its history under its revision, but for the head and the times of change.

    Of the product a history speaks only where triage has corrected it; else the row has it as the case was opened.
    """
    return {
        **({"product": state.product} if state.product else {}),
        "state": str(state.state),
        "severity": state.severity,
        "plan": state.plan,
        "plan_rank": plan_rank(protocol, state.plan),
        "rung": state.escalations[-1].rung if state.escalations else 0,
        "revision": state.protocol,
        "owner_id": _id(state.owner),
        "waiting": state.waiting,
        "merged_into": state.merged_into,
        "triaged": state.triaged,
        "pinned": state.pinned,
        "resolved_at": state.resolved_at,
        "next_due_at": next_due(clocks),
    }


def next_due(clocks: Iterable[Clock]) -> datetime | None:
    """Return the earliest due time that runs for the customer, None where nothing does; what is paused does not."""
    running = (clock for clock in clocks if clock.ended_at is None and not clock.paused)
    return min((clock.due_at for clock in running if clock.promise not in INSIDE), default=None)


def sum_up(rows: Mapping[UUID, Mapping[str, Any]]) -> Write:
    """Return what writes the case rows."""
    return Write(SUM_UP, [(case_id, *(row[name] for name in PROJECTED)) for case_id, row in rows.items()])


def _there(table: Table, kinds: tuple[type[Any], ...], histories: Mapping[UUID, Sequence[Fact]]) -> Rows:
    touched = [case for case, facts in histories.items() if any(isinstance(fact.what, kinds) for fact in facts)]
    return table.there(touched) if touched else {}


def _clock(case_id: CaseId, clock: Clock, state: CaseState) -> Row:
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
        clock.about,
        clock.paused,
        is_plain(clock, state),
    )
