"""Protocol 02, the team: who owns a case; nobody is given what they may not see, or while they are away."""

from datetime import datetime, timedelta

from sundial.commands.errors import CannotOwn, NotStaff, OwnedMeanwhile, Refused
from sundial.commands.grounds import check_not_over
from sundial.commands.record import Entry, Recorded, record_on
from sundial.models import Case, Organization, Person, rota_written
from sundial.models.presence import presence_of
from sundial.protocol.facts import Messaged, OwnerSet
from sundial.protocol.presence import Said, said_now
from sundial.protocol.rota import away_at
from sundial.protocol.team import OF_OTHERS

INSTANT = timedelta(microseconds=1)


class IsAway(Refused):
    """Whoever is away takes nothing, however well they would fit."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is away. Choose somebody who is there.")


class StaysInside(Refused):
    """A restriction is asked for: what is outside is handed over, and nothing more goes out (O2.7)."""

    def __init__(self, name: str) -> None:
        super().__init__(f"This customer is to be restricted to other regions than {name}'s. Choose somebody of those.")


def take(case: Case, *, by: Person, now: datetime, seen: str | None = None) -> Recorded | None:
    """Make the case one's own, as `assign` does."""
    return assign(case, to=by, by=by, now=now, seen=seen)


def assign(
    case: Case, *, to: Person | None, by: Person, now: datetime, seen: str | None = None, why: str = ""
) -> Recorded | None:
    """Give the case to one of the staff, or to nobody; None if they own it already, and then nothing is recorded.

    `seen` is the owner whom the page showed, by their id ("" for nobody): if it is somebody else by now, nothing is
    overruled unseen. `why` is kept beside it as a note, which the customer never sees. Raises OwnedMeanwhile, IsAway,
    CannotOwn outside its wall (O2.7), CaseClosed, CaseMerged.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_not_over(case)
        if to is not None:
            check_could_take(to, case, by=by, now=now)
        if (to and to.pk) == case.owner_id:
            return None
        if seen is not None and seen != str(case.owner_id or ""):
            raise OwnedMeanwhile(case.owner.name if case.owner else "")
        return record_on(case, owning(case, to, by, why), now=now)


def owning(case: Case, to: Person | None, by: Person, why: str = "") -> list[Entry]:
    """Return the fact that gives a case to somebody, and before it the note that says why, if anything does."""
    note = [Entry(case.pk, Messaged(public=False, automatic=True), by, text=why)] if why else []
    return [*note, Entry(case.pk, OwnerSet(str(to.pk) if to else None), by)]


def check_could_take(to: Person, case: Case, *, by: Person, now: datetime) -> None:
    """Refuse whoever may not own a case, or is away; who takes it themselves is there.

    Raises CannotOwn, StaysInside, IsAway.
    """
    if not can_own(to, case):
        raise CannotOwn
    if goes_out(to, case):
        raise StaysInside(to.name)
    if to.pk != by.pk and is_away(to, now):
        raise IsAway(to.name)


def can_own(person: Person, case: Case) -> bool:
    """Whether this is one of support, active and inside the case's wall; another group joins by a request (O3.4)."""
    of_support = person.is_staff_member and not person.group and person.role not in OF_OTHERS
    return of_support and person.is_active and (not case.regions or person.region in case.regions)


def goes_out(person: Person, case: Case) -> bool:
    """Whether a case would come to somebody outside the regions to which its customer asks to be restricted."""
    return leaves(person.region, case)


def leaves(region: str, case: Case) -> bool:
    """Whether a region is none of those to which a case's customer asks to be restricted, as it stands now."""
    asked = Organization.objects.filter(pk=case.organization_id).values_list("asked_regions", flat=True).first()
    return bool(asked) and region not in (asked or ())


def is_away(person: Person, now: datetime) -> bool:
    """Whether somebody has time off now, or says that they are away."""
    if said_now(presence_of(person.pk), now) is Said.AWAY:
        return True
    return away_at(rota_written(now, now + INSTANT).changes, str(person.pk), now) is not None
