"""What needs somebody now: escalations, promises late or due soon, handovers to them, hours without anybody (O2.1).

It stands first on the board, so that on a phone it is what a Duty Manager sees (O2.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from sundial.models import Case, Handover
from sundial.models.asked_once import once
from sundial.protocol.document import Protocol
from sundial.web.access import SignedIn, inside, wall_of
from sundial.web.desk.carrying import CARRIER, SOON
from sundial.web.desk.escalated import Open
from sundial.web.desk.handover_receive import is_offered_to, offered_to
from sundial.web.desk.rota_gaps import Gap, gaps
from sundial.web.desk.rows import COLUMNS, Desk, Row, rows
from sundial.web.rota_now import Plan

AHEAD = timedelta(days=1)
EVER = datetime.min.replace(tzinfo=UTC)  # a span has two ends, or a kept plan takes it for a third of all cases
DUE_AT = COLUMNS.index("next_due_at")
MOST, LISTED = 5, 10  # of a list; the pages behind it have all


@dataclass(frozen=True, slots=True)
class Needs:
    """The first of each and how many there are; `late` of the `due` are broken already. `place` names the region."""

    place: str
    due: int
    late: int
    cases: tuple[Row, ...]
    offered: int
    handovers: tuple[Handover, ...]
    gaps: tuple[Gap, ...]
    escalated: tuple[Open, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.due or self.offered or self.gaps or self.escalated)

    @property
    def climbed(self) -> tuple[Open, ...]:
        """The first of the escalations that the reader may answer."""
        return self.escalated[:MOST]

    @property
    def soon(self) -> int:
        """How many are not broken yet."""
        return self.due - self.late


@dataclass(frozen=True, slots=True)
class Waits:
    """The handovers that wait, each with whom it is for; `more` are not listed, `late` of all are past their time."""

    listed: tuple[tuple[Handover, str], ...]
    more: int
    late: int


def needs_of(request: SignedIn, protocol: Protocol, plan: Plan, escalated: tuple[Open, ...]) -> Needs:
    """Return what the reader's region needs now, of somebody of none what all do; and what is `escalated` to them."""
    person, now = request.user, request.now
    near = Case.objects.open().filter(inside(wall_of(person)), next_due_at__gt=EVER, next_due_at__lt=now + SOON)
    if person.region:
        near = near.annotate(carrier=CARRIER).filter(carrier=person.region)
    due = list(near.order_by("next_due_at", "number").values_list(*COLUMNS)[:MOST])
    offered, count = _offered(request)
    return Needs(
        protocol.regions[person.region].name if person.region in protocol.regions else "",
        *_counted(near, "next_due_at", [values[DUE_AT] for values in due], MOST, now),
        rows(due, Desk(person.pk, now, request.zone, protocol)),
        count,
        offered,
        tuple(_gaps(request, plan, now)[:MOST]),
        escalated,
    )


def _offered(request: SignedIn) -> tuple[tuple[Handover, ...], int]:
    """Return the first that are offered to the reader and how many: out of all that wait, where these are few."""
    waiting = _waiting(request)
    if len(waiting) < LISTED:
        theirs = [one for one in waiting if is_offered_to(one, request.user)]
        return tuple(theirs[:MOST]), len(theirs)
    offered = offered_to(request).select_related("case__organization", "giver").order_by("due_at", "pk")
    first = tuple(offered[:MOST])
    return first, len(first) if len(first) < MOST else offered.count()


def _waiting(request: SignedIn) -> list[Handover]:
    """Return the first handovers that nobody has accepted yet."""
    found = _handovers(request).select_related("case__organization", "giver", "to").order_by("due_at", "pk")
    return once("handovers that wait", lambda: list(found[:LISTED]))


def _handovers(request: SignedIn) -> QuerySet[Handover]:
    return Handover.objects.filter(inside(wall_of(request.user), "case__"))


def _counted(found: QuerySet[Any], due: str, first: Sequence[datetime], most: int, now: datetime) -> tuple[int, int]:
    """Count what was found, and what of it is late; `first` are its due times, all of them if fewer than `most`."""
    if len(first) < most:
        return len(first), sum(at < now for at in first)
    counts = found.aggregate(all=Count("pk"), late=Count("pk", filter=Q(**{f"{due}__lt": now})))
    return counts["all"], counts["late"]


def _gaps(request: SignedIn, plan: Plan, now: datetime) -> list[Gap]:
    """Return the hours of the coming day in which nobody is where somebody should be."""
    if plan.is_empty:
        return []
    mine = {request.user.region, ""} if request.user.region else {*plan.regions, ""}
    found = gaps(plan, now, request.zone)
    return [one for one in found if one.region in mine and one.stretch.since < now + AHEAD]


def waits_of(request: SignedIn, protocol: Protocol) -> Waits:
    """Return the handovers that nobody has accepted yet, the first to alarm before the others."""
    listed = _waiting(request)
    every, late = _counted(_handovers(request), "due_at", [one.due_at for one in listed], LISTED, request.now)
    names = {key: one.name for key, one in protocol.regions.items()}
    return Waits(
        tuple((one, one.to.name if one.to else names.get(one.region, one.region)) for one in listed),
        every - len(listed),
        late,
    )
