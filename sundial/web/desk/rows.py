"""The rows of a queue: cases in, ready words and a strip out, in a fixed number of queries (O3.3)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString

from sundial.models.fetch import fetch
from sundial.protocol.case import State
from sundial.protocol.document import Protocol
from sundial.protocol.promises import INSIDE
from sundial.protocol.triage import Band, band
from sundial.web import rail
from sundial.web.desk.chip import chip
from sundial.web.desk.marks import Run, mark
from sundial.web.desk.strip import strip
from sundial.web.paths import of_case

COLUMNS = (
    *(
        "id",
        "number",
        "subject",
        "severity",
        "state",
        "plan",
        "home_region",
        "regions",
        "counts_on",
        "next_due_at",
        "head_seq",
    ),
    *("organization__name", "organization__city", "owner_id", "owner__name", "owner__tier", "waiting", "rung"),
)
CLOCKS = f"""
    SELECT case_id, {", ".join(Run._fields)} FROM clock
    WHERE case_id = ANY (%s) AND promise NOT IN ({", ".join(repr(str(promise)) for promise in sorted(INSIDE))})
        AND (ended_at IS NULL OR ended_at >= %s)
    ORDER BY due_at
"""  # noqa: S608 - keys of ours
Sky = tuple[tuple[datetime, datetime], ...]
STATES = {
    State.NEW: "New",
    State.DIAGNOSIS: "In diagnosis",
    State.FIX: "Waits for a fix",
    State.RELEASED: "Fix released",
    State.RESOLVED: "Resolved",
    State.CLOSED: "Closed",
    State.MERGED: "Merged",
}
BANDS = {
    Band.LATE: "Late",
    Band.SOON: "Within two hours",
    Band.TODAY: "Today",
    Band.LATER: "Tomorrow and later",
    Band.NOTHING: "Nothing owed",
}


class Found(NamedTuple):
    """The values of COLUMNS."""

    id: UUID
    number: str
    subject: str
    severity: int
    state: str
    plan: str
    home_region: str
    regions: list[str]
    counts_on: list[str] | None
    next_due_at: datetime | None
    head_seq: int
    customer: str
    city: str
    owner_id: UUID | None
    owner: str | None
    tier: int | None
    waiting: str
    rung: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at a list, when, where, and under which protocol; and who is on shift or on call then, by id."""

    person: UUID
    now: datetime
    zone: tzinfo
    protocol: Protocol
    there: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the queue shows it; `stamp` changes whenever its words may. A case that waits shows no `tier`.

    `off`: its owner is not there, and something is owed within two hours. `hit`: the words by which a search found it.
    """

    number: str
    url: str
    severity: int
    plan: str
    subject: str
    customer: str
    pin: str
    state: str
    tier: str
    owner: str
    off: bool
    take_url: str
    chip: SafeString
    strip: SafeString
    stamp: str
    band: Band
    rung: int
    hit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one band, with its heading; `hot` where promises are broken."""

    title: str
    says: str
    hot: bool
    rows: tuple[Row, ...]


def rows(cases: Iterable[tuple[Any, ...]], desk: Desk) -> tuple[Row, ...]:
    """Make rows of cases, given as the values of COLUMNS, in the order given; asks once for all their clocks."""
    found = [Found(*values) for values in cases]
    clocks = _clocks([case.id for case in found], rail.mini_window(desk.now))
    skies: dict[tuple[str, ...], Sky] = {}
    return tuple(_row(case, clocks.get(case.id, ()), skies, desk) for case in found)


def groups(rows: Sequence[Row], *, banded: bool) -> tuple[Group, ...]:
    """Part rows by how near their next promise is; a list in another order is one group without a heading."""
    if not banded:
        return (Group("", "", hot=False, rows=tuple(rows)),) if rows else ()
    parted = {one: tuple(row for row in rows if row.band is one) for one in Band}
    return tuple(
        Group(BANDS[one], _says(one, len(some)), one is Band.LATE, some) for one, some in parted.items() if some
    )


def _says(one: Band, count: int) -> str:
    if one is not Band.LATE:
        return ""
    return (
        "one promise is broken; answer it first" if count == 1 else f"{count} promises are broken; answer these first"
    )


def _clocks(cases: Sequence[UUID], window: rail.Window) -> dict[UUID, list[Run]]:
    """Return the clocks of some cases that their customers may know of, the earliest first, in one query."""
    found: dict[UUID, list[Run]] = {}
    for case, *run in fetch(CLOCKS, list(cases), window.start) if cases else ():
        found.setdefault(case, []).append(Run._make(run))
    return found


def _row(case: Found, runs: Sequence[Run], skies: dict[tuple[str, ...], Sky], desk: Desk) -> Row:
    near = band(case.next_due_at, now=desk.now, zone=desk.zone)
    running = next((run for run in runs if run.ended_at is None and not run.paused), None)
    drawn = rail.mini([mark(run, desk.now) for run in runs if run.shows], desk.now, _sky(case, skies, desk))
    free = case.owner_id is None and case.state not in (State.CLOSED, State.MERGED)
    return Row(
        number=case.number,
        url=of_case("desk:case", case.number),
        severity=case.severity,
        plan=_plan(case.plan, desk.protocol),
        subject=case.subject,
        customer=f"{case.customer}, {case.city}" if case.city else case.customer,
        pin=_pin(case.regions, desk.protocol),
        state=stands(case.state, case.waiting, desk.protocol),
        tier=_tier(case),
        owner="You" if case.owner_id == desk.person else case.owner or "Nobody yet",
        off=_off(case, near, desk),
        take_url=of_case("desk:ownerships", case.number) if free else "",
        chip=chip(running, case.state, desk.now, desk.zone),
        strip=strip(drawn),
        stamp=f"{case.head_seq} {near} {_off(case, near, desk):d}",
        band=near,
        rung=case.rung,
    )


def _off(case: Found, near: Band, desk: Desk) -> bool:
    """Whether somebody must see to it, for its owner is off shift: only where there is a rota, and not of one's own."""
    urgent = near in (Band.LATE, Band.SOON) and case.owner_id not in (None, desk.person)
    return urgent and bool(desk.there) and str(case.owner_id) not in desk.there


def stands(state: str, waiting: str, protocol: Protocol) -> str:
    """Say where a case stands: for what it waits, where it does (O6.9)."""
    status = protocol.statuses.get(waiting)
    return status.title if status else STATES[State(state)]


def _sky(case: Found, skies: dict[tuple[str, ...], Sky], desk: Desk) -> Sky:
    """Return the open hours that count for a case, read once for all cases that share them (O6.6)."""
    counted = desk.protocol.counting_regions(
        case.home_region, case.regions if case.counts_on is None else case.counts_on
    )
    if counted not in skies:
        window = rail.mini_window(desk.now)
        skies[counted] = tuple(desk.protocol.calendar(counted).windows(window.start, window.end))
    return skies[counted]


def _tier(case: Found) -> str:
    """Name the tier that works on it; "" where the words for what it waits need the room."""
    if case.waiting:
        return ""
    return f"Tier {case.tier}" if case.tier else "\N{NO-BREAK SPACE}"


def _plan(key: str, protocol: Protocol) -> str:
    plan = protocol.plans.get(key)
    return plan.name if plan else key.title()


def _pin(regions: Sequence[str], protocol: Protocol) -> str:
    if not regions:
        return ""
    names = [protocol.regions[key].name if key in protocol.regions else key for key in regions]
    return f"Restricted to {' and '.join(names)} personnel"
