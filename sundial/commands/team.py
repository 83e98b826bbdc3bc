"""Protocol 02, the team: who owns a case."""

from datetime import datetime

from sundial.commands.errors import CannotOwn, NotStaff, OwnedMeanwhile
from sundial.commands.grounds import check_not_over
from sundial.commands.record import Recorded, record
from sundial.models import Case, Person
from sundial.protocol.facts import OwnerSet
from sundial.protocol.team import OF_OTHERS


def take(case: Case, *, by: Person, now: datetime, seen: str | None = None) -> Recorded | None:
    """Make the case one's own, as `assign` does."""
    return assign(case, to=by, by=by, now=now, seen=seen)


def assign(case: Case, *, to: Person | None, by: Person, now: datetime, seen: str | None = None) -> Recorded | None:
    """Give the case to one of the staff, or to nobody; None if they own it already, and then nothing is recorded.

    `seen` is the owner whom the page showed, by their id ("" for nobody): if it is somebody else by now, nothing is
    overruled unseen. Raises OwnedMeanwhile, CannotOwn outside its wall (O2.7), CaseClosed, CaseMerged.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_not_over(case)
        if to is not None and not can_own(to, case):
            raise CannotOwn
        if (to and to.pk) == case.owner_id:
            return None
        if seen is not None and seen != str(case.owner_id or ""):
            raise OwnedMeanwhile(case.owner.name if case.owner else "")
        return record(case, OwnerSet(str(to.pk) if to else None), by=by, now=now)


def can_own(person: Person, case: Case) -> bool:
    """Whether this is one of support, active and inside the case's wall; another group joins by a request (O3.4)."""
    of_support = person.is_staff_member and not person.group and person.role not in OF_OTHERS
    return of_support and person.is_active and (not case.regions or person.region in case.regions)
