"""The answers of the API, out of the same reading as every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sundial.models import Case
from sundial.protocol.because import sentence
from sundial.protocol.clock_json import INSIDE_KEYS, clock_json
from sundial.protocol.sla import standing
from sundial.web.api import shapes
from sundial.web.points import point_persons
from sundial.web.promises import Line, Reading


def case_of(case: Case, reading: Reading, clocks: str, *, inside: bool) -> shapes.Case:
    """Return a case; `inside`: with what only the staff see. `clocks` is where its clocks are."""
    says: dict[str, Any] = {
        **{name: getattr(case, name) for name in SEEN},
        "contact": case.contact.name,
        "owner": case.owner.name if case.owner else None,
        "next": _next(reading.running),
        "escalations": list(_escalations(reading)),
        "clocks": clocks,
    }
    if not inside:
        return shapes.Case(**says)
    fixes = [shapes.AwaitedFix(fix=fix, date=date) for fix, date in reading.state.fixes]
    head = shapes.Head(fact=case.head_seq, hash=case.head_hash)
    kept = {name: getattr(case, name) for name in INSIDE}
    return shapes.StaffCase(**says, **kept, customer=case.organization.name, fixes=fixes, head=head)


def clocks_of(case: Case, reading: Reading, zone: ZoneInfo, *, now: datetime, inside: bool) -> shapes.Clocks:
    """Return every clock of a case, in words on the clock of a zone; `inside`: with what only the staff see."""
    around: dict[str, Any] = {"case": case.number, "as_of": now, "zone": zone.key}
    said = _said(reading, zone, now)
    if inside:
        return shapes.StaffClocks(**around, clocks=[shapes.StaffClock(**one) for one in said])
    theirs = ({key: value for key, value in one.items() if key not in INSIDE_KEYS} for one in said)
    return shapes.Clocks(**around, clocks=[shapes.Clock(**one) for one in theirs])


SEEN = (
    "number", "subject", "product", "version", "severity", "plan", "state", "waiting", "merged_into", "opened_at",
    "resolved_at",
)  # fmt: skip
INSIDE = ("home_region", "regions", "flag", "triaged", "revision", "pinned")


def _said(reading: Reading, zone: ZoneInfo, now: datetime) -> Iterator[dict[str, Any]]:
    for line in reading.lines:
        clock, terms = line.clock, reading.terms
        said = clock_json(clock, terms, zone)
        said["steps"] = [{"at": None, **step} for step in said["steps"]]
        yield {**said, "standing": standing(clock, now), "sentence": sentence(clock, terms, zone)}


def _escalations(reading: Reading) -> Iterator[shapes.Escalation]:
    names = point_persons([reading])
    for one in reading.state.escalations:
        yield shapes.Escalation(
            rung=one.rung, asks=one.asks or None, since=one.at, owner=names.get(one.person),
            answered_at=one.answered_at, comfortable=one.comfortable,
        )  # fmt: skip


def _next(line: Line | None) -> shapes.Next | None:
    if line is None:
        return None
    clock = line.clock
    promise: Any = str(clock.promise)
    return shapes.Next(promise=promise, cycle=clock.cycle, due_at=clock.due_at, standing=standing(clock, line.now))
