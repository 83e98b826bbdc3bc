"""The board: who is on shift in each region, what it carries, and when work changes hands (O2.2, O2.3).

What is counted are the cases that the reader may see; of the others there is no gap and no sum (O2.7).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sundial.models import Case, Kind, Person, protocol_in_force
from sundial.models.kept_plans import keep_plans
from sundial.models.presence import presences
from sundial.protocol.document import Protocol, Region
from sundial.protocol.presence import UNKNOWN, Presence, Seen, presence
from sundial.protocol.rota import Duty, Shift, covered, on_shift
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.board_needs import needs_of, waits_of
from sundial.web.desk.carrying import Carried, carried
from sundial.web.desk.escalated import listed_and_needing
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import BOARD, side_of
from sundial.web.desk.sun import PRESENT
from sundial.web.rota_now import Plan, plan_at
from sundial.web.sky import Drawn, Place, day_of, draw, handovers

PAGE = "desk/board/index.html"
AHEAD = timedelta(hours=36)  # the day that is shown, and the shifts that follow
FULL = 20  # open cases that fill a bar of load


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of a region: on shift until then, or from then on; their cases as the reader sees them; presence."""

    person: Person
    at: datetime
    on: bool
    load: int
    presence: Presence = Presence.UNSEEN

    @property
    def says(self) -> str:
        """How they are there, while they should be."""
        return PRESENT[self.presence] if self.on else ""

    @property
    def share(self) -> int:
        """How much of a bar the load fills, of FULL."""
        return min(self.load, FULL)


@dataclass(frozen=True, slots=True)
class Column:
    """One region: whether it is on shift, until or from when (None: nothing is planned), who manages, who is there."""

    region: Region
    zone: ZoneInfo
    on: bool
    changes_at: datetime | None
    manager: Person | None
    carried: Carried
    mates: tuple[Mate, ...]

    @property
    def here(self) -> int:
        """How many of those who are on shift are at the desk, busy or not."""
        return sum(one.on and one.presence in (Presence.HERE, Presence.BUSY) for one in self.mates)


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show the board on the day of UTC, or of the reader's own clock."""
    keep_plans()
    mine = request.GET.get("clock") == "mine"
    zone: tzinfo = request.zone if mine else UTC
    protocol, now = protocol_in_force(request.now), request.now
    plan, seen = plan_at(now), Case.objects.open().filter(inside(wall_of(request.user)))
    around = around_now(protocol, plan, seen, now, zone)
    escalations, needing = listed_and_needing(request)
    context = {
        "side": side_of(request.user, BOARD, now, request.zone),
        "keys": EVERYWHERE,
        "mine": mine,
        "clock": zone,
        "needs": needs_of(request, protocol, plan, needing),
        "escalations": escalations,
        "waits": waits_of(request, protocol),
    }
    return render(request, PAGE, context | around)


def around_now(protocol: Protocol, plan: Plan, seen: QuerySet[Case], now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Return the day as it is drawn, the regions with what they carry of these cases, and the handover windows."""
    found = [shift for shift in plan.shifts if shift.since < now + AHEAD]
    regions = sorted(protocol.regions.values(), key=lambda one: _ahead(one, now), reverse=True)
    return {
        "sky": _sky(protocol, regions, found, now, zone),
        "columns": tuple(_columns(seen, now, regions, found)),
        "beings": [(str(one), says) for one, says in PRESENT.items()],
        "handovers": _handovers(protocol, found, now),
    }


def _ahead(region: Region, now: datetime) -> timedelta:
    """Return how far a region's clock is ahead of UTC: in the east the day begins first."""
    return now.astimezone(ZoneInfo(region.zone)).utcoffset() or timedelta()


def _sky(protocol: Protocol, regions: Sequence[Region], found: Sequence[Shift], now: datetime, zone: tzinfo) -> Drawn:
    window = day_of(now, zone)
    places = [
        Place(one.key, one.name, tuple(protocol.calendar((one.key,)).windows(window.start, window.end)))
        for one in regions
    ]
    return draw(places, found, window, now, zone)


def _handovers(protocol: Protocol, found: Sequence[Shift], now: datetime) -> list[dict[str, Any]]:
    """Return the handover windows that run or are to come, in words (O2.3)."""
    engineers = [shift for shift in found if shift.duty is Duty.SHIFT]
    return [
        {"since": window.since, "until": window.until, "giver": protocol.regions[giver].name,
         "receiver": protocol.regions[receiver].name, "on": window.since <= now}
        for window, giver, receiver in handovers(list(protocol.regions), engineers)
        if window.until > now and {giver, receiver} <= protocol.regions.keys()
    ]  # fmt: skip


def _columns(
    seen: QuerySet[Case], now: datetime, regions: Sequence[Region], found: Sequence[Shift]
) -> Iterator[Column]:
    named = {UUID(shift.person) for shift in found}
    there = Person.objects.filter(pk__in=named, kind__among=(Kind.STAFF,), is_active=True)
    staff = {str(one.pk): one for one in there}
    known = presences() if staff else {}
    changes = {one.key: _changes_at(found, one.key, now) for one in regions}
    sums, loads = carried(seen, changes, now)
    for region in regions:
        on = bool(on_shift(found, now, region.key, Duty.SHIFT))
        managing = on_shift(found, now, region.key, Duty.MANAGER)
        manager = staff.get(managing[0].person) if managing else None
        mates = tuple(
            replace(one, presence=_presence(one, known, now)) for one in _mates(found, region.key, now, staff, loads)
        )
        yield Column(
            region, ZoneInfo(region.zone), on, changes[region.key], manager, sums.get(region.key, Carried()), mates
        )


def _changes_at(found: Sequence[Shift], region: str, now: datetime) -> datetime | None:
    """Return when the region's shift ends that runs, or when the next one begins."""
    for stretch in covered(found, region):
        if stretch.until > now:
            return stretch.until if stretch.since <= now else stretch.since
    return None


def _mates(
    found: Sequence[Shift], region: str, now: datetime, staff: Mapping[str, Person], loads: Mapping[str, int]
) -> Iterator[Mate]:
    """Yield who is on shift in a region; where nobody is, who comes next."""
    there = on_shift(found, now, region, Duty.SHIFT)
    coming = [one for one in found if one.region == region and one.duty is Duty.SHIFT and one.since > now]
    some = there or [one for one in coming if one.since == coming[0].since]
    for shift in sorted(some, key=lambda one: -loads.get(one.person, 0)):
        if person := staff.get(shift.person):
            at = shift.until if there else shift.since
            yield Mate(person, at, bool(there), loads.get(shift.person, 0))


def _presence(mate: Mate, known: Mapping[str, Seen], now: datetime) -> Presence:
    return presence(known.get(str(mate.person.pk), UNKNOWN), now)
