"""Protocol 02, handover: whose a case is when nobody accepted it in time: nothing falls between two shifts (O2.3)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sundial.commands.owed import Staff
from sundial.commands.recorded import Entry
from sundial.models import Handover, rota_written
from sundial.models.presence import presences
from sundial.protocol.facts import OwnerSet
from sundial.protocol.on_duty import may_stand
from sundial.protocol.presence import Said, said_now
from sundial.protocol.rota import Away, Duty, holding, on_shift, shifts
from sundial.protocol.stand_in import Colleague
from sundial.protocol.team import Role

INSTANT = timedelta(microseconds=1)


def answered_for(case_ids: Collection[UUID], now: datetime) -> list[Entry]:
    """Return what gives each case to the receiving region's Duty Manager, by the desk's own hands.

    It stays where it is if there is no such person inside its wall and the one that its customer asks for, or if one
    of the receiving region has taken it since it was offered.
    """
    offered = Handover.objects.filter(case__in=case_ids).select_related("case__owner", "case__organization")
    rows = [row for row in offered.order_by("case_id") if not _is_taken(row) and not _goes_out(row)]
    if not rows:
        return []
    staff, away = Staff.for_(()), absent(now)
    found = [(row, _manager(row.region, staff, away, now)) for row in rows]
    return [
        Entry(row.case_id, OwnerSet(manager.id))
        for row, manager in found
        if manager is not None and manager.id != str(row.case.owner_id)
    ]


def _is_taken(row: Handover) -> bool:
    owner = row.case.owner
    return owner is not None and owner.pk != row.giver_id and owner.region == row.region and owner.is_active


def _goes_out(row: Handover) -> bool:
    """Say whether the receiving region is outside the case's wall, or outside the one that is asked for (O2.7)."""
    walls = (row.case.regions, row.case.organization.asked_regions)
    return any(wall and row.region not in wall for wall in walls)


def _manager(region: str, staff: Staff, away: Collection[str], now: datetime) -> Colleague | None:
    """Return who answers for a region: the manager on shift there, else a Duty Manager of it, by name.

    Whoever is away is the last to be found.
    """
    on_duty = _on_duty(region, now)
    there = [one for one in staff.people if one.region == region and may_stand(one, Duty.MANAGER)]
    there = [one for one in there if one.id in on_duty or one.role == Role.DUTY_MANAGER]
    there.sort(key=lambda one: (one.id in away, one.id not in on_duty, one.role != Role.DUTY_MANAGER, one.name))
    return there[0] if there else None


def absent(now: datetime) -> set[str]:
    """Return who is away now, by id: has time off, or says so."""
    off = [one.what for one in holding(rota_written(now, now + INSTANT).changes) if isinstance(one.what, Away)]
    says = {person for person, seen in presences().items() if said_now(seen, now) is Said.AWAY}
    return says | {one.person for one in off if one.since <= now < one.until}


def _on_duty(region: str, now: datetime) -> set[str]:
    written = rota_written(now, now + INSTANT)
    return {one.person for one in on_shift(shifts(*written, now, now + INSTANT), now, region, Duty.MANAGER)}
