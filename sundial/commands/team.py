"""Protocol 02, the team: who owns a case."""

from datetime import datetime

from sundial.commands.errors import CannotOwn, CaseClosed, NotStaff
from sundial.commands.record import Recorded, record
from sundial.models import Case, Person
from sundial.protocol.case import State
from sundial.protocol.facts import OwnerSet


def take(case: Case, *, by: Person, now: datetime) -> Recorded:
    """Make the case one's own. Raises CannotOwn, CaseClosed."""
    return assign(case, to=by, by=by, now=now)


def assign(case: Case, *, to: Person | None, by: Person, now: datetime) -> Recorded:
    """Give the case to one of the staff, or to nobody. Raises CannotOwn outside its wall (O2.7), CaseClosed."""
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        if case.state == State.CLOSED:
            raise CaseClosed
        if to is not None and not can_own(to, case):
            raise CannotOwn
        return record(case, OwnerSet(str(to.pk) if to else None), by=by, now=now)


def can_own(person: Person, case: Case) -> bool:
    """Whether this is one of the active staff, and inside the case's wall."""
    return person.is_staff_member and person.is_active and (not case.regions or person.region in case.regions)
