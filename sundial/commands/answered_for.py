"""Protocol 02, handover: whose a case is when nobody accepted it in time: nothing falls between two shifts (O2.3)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sundial.commands.owed import Staff
from sundial.commands.recorded import Entry
from sundial.models import Handover, rota_written
from sundial.protocol.facts import OwnerSet
from sundial.protocol.on_duty import may_stand
from sundial.protocol.rota import Duty, on_shift, shifts
from sundial.protocol.stand_in import Colleague
from sundial.protocol.team import Role

INSTANT = timedelta(microseconds=1)


def answered_for(case_ids: Collection[UUID], now: datetime) -> list[Entry]:
    """Return what gives each case to the receiving region's Duty Manager, by the desk's own hands.

    It stays where it is if there is no such person inside its wall, or if one of the receiving region has taken it
    since it was offered.
    """
    rows = Handover.objects.filter(case__in=case_ids).select_related("case__owner").order_by("case_id")
    staff = Staff.for_(())
    found = [(row, _manager(row, staff, now)) for row in rows if not _is_taken(row)]
    return [
        Entry(row.case_id, OwnerSet(manager.id))
        for row, manager in found
        if manager is not None and manager.id != str(row.case.owner_id)
    ]


def _is_taken(row: Handover) -> bool:
    owner = row.case.owner
    return owner is not None and owner.pk != row.giver_id and owner.region == row.region and owner.is_active


def _manager(row: Handover, staff: Staff, now: datetime) -> Colleague | None:
    """Return who answers for the receiving region: the manager on shift there, else a Duty Manager of it, by name."""
    if row.case.regions and row.region not in row.case.regions:
        return None
    there = [one for one in staff.people if one.region == row.region and may_stand(one, Duty.MANAGER)]
    on_duty = _on_duty(row.region, now)
    there.sort(key=lambda one: (one.id not in on_duty, one.role != Role.DUTY_MANAGER, one.name))
    return next((one for one in there if one.id in on_duty or one.role == Role.DUTY_MANAGER), None)


def _on_duty(region: str, now: datetime) -> set[str]:
    written = rota_written(now, now + INSTANT)
    return {one.person for one in on_shift(shifts(*written, now, now + INSTANT), now, region, Duty.MANAGER)}
