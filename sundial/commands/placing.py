"""Protocol 02 and 08: a case is given back, raised to a higher tier, or told to stay at home or go round (O2.2, O8.7).

What the customer was promised is untouched by all of it, and nothing of it is shown to them.
"""

from collections.abc import Sequence
from datetime import datetime

from sundial.commands.errors import CannotOwn, NotOffered, NotStaff, OwnedMeanwhile, Refused
from sundial.commands.grounds import check_not_over, check_open, reason_of
from sundial.commands.handover_ground import may_give
from sundial.commands.owed_inside import tell_of_tier
from sundial.commands.record import Entry, Recorded, record, record_on
from sundial.commands.rota_ground import colleague_of
from sundial.commands.team import can_own, check_could_take, owning
from sundial.models import Case, Organization, Person, history_of, protocol_of
from sundial.models.course import CustomerCourse, customer_course
from sundial.protocol.assessed import assessed
from sundial.protocol.case import CaseState, state_of
from sundial.protocol.facts import Course, CourseSet, Fact, TierRaised
from sundial.protocol.staffing import may_set_account_team, may_staff

LONGEST_REASON = 500


class NotYours(Refused):
    """A case is given back by its owner, or by a manager of the owner's region."""

    def __init__(self) -> None:
        super().__init__("Only its owner, or a Duty Manager or Director of the owner's region, gives this case back.")


class NobodysAlready(Refused):
    """What nobody owns is not given back."""

    def __init__(self) -> None:
        super().__init__("Nobody owns this case: there is nothing to give back.")


class NotHigher(Refused):
    """A case is raised, and never lowered, by this; triage sets the tier anew."""

    def __init__(self, tier: int) -> None:
        super().__init__(f"This case is at tier {tier}: raise it to a higher one, or triage it again.")


class BelowTier(Refused):
    """A case is raised to somebody of that tier or above, or to nobody yet."""

    def __init__(self, name: str, tier: int) -> None:
        super().__init__(f"{name} is below tier {tier}. Choose somebody of it, or nobody yet.")


class NotYourCourse(Refused):
    """How a customer's cases follow the sun is said by the managers who serve them."""

    def __init__(self) -> None:
        super().__init__("Only Duty Managers and Directors of a region that serves this customer decide this.")


class ReasonTooLong(Refused):
    """A reason is a sentence."""

    def __init__(self) -> None:
        super().__init__(f"A reason has at most {LONGEST_REASON} characters; put the rest into a note.")


def give_back(case: Case, *, by: Person, now: datetime, text: str, seen: str | None = None) -> Recorded:
    """Leave the case to whoever takes it next, with a note that says why.

    Raises NotStaff, NobodysAlready, NotYours, OwnedMeanwhile, NoReason, CaseClosed, CaseMerged.
    """
    why = _reason(text)
    with case.locked():
        check_not_over(case)
        if case.owner is None:
            raise NobodysAlready
        if seen is not None and seen != str(case.owner_id):
            raise OwnedMeanwhile(case.owner.name)
        if not may_give(by, case):
            raise NotYours
        return record_on(case, owning(case, None, by, why), now=now)


def raise_tier(case: Case, tier: int, *, by: Person, now: datetime, text: str, to: Person | None = None) -> Recorded:
    """Let the case go to a higher tier, and to somebody of it; its clocks stay as they are (O8.7).

    Without `to` its owner keeps it until somebody of the tier takes it; who is on shift for that is told. Raises
    NotStaff, CannotOwn, IsAway, NoReason, NotOffered, NotHigher, BelowTier, and where the case has ended what
    `check_open` raises.
    """
    why = _reason(text)
    with case.locked():
        check_open(case)
        _check_higher(case, tier, by)
        entries = [Entry(case.pk, TierRaised(tier), by, text=why)]
        if to is not None and to.pk != case.owner_id:
            check_could_take(to, case, by=by, now=now)
            if (to.tier or 0) < tier:
                raise BelowTier(to.name, tier)
            entries += owning(case, to, by)
        raised = record_on(case, entries, now=now)
        if to is None:
            tell_of_tier(case, raised, tier, by=by, now=now)
        return raised


def _check_higher(case: Case, tier: int, by: Person) -> None:
    """Refuse who cannot raise a case, and what is no higher tier. Raises NotStaff, CannotOwn, NotOffered, NotHigher."""
    if not by.is_staff_member:
        raise NotStaff
    if not can_own(by, case):
        raise CannotOwn
    if tier not in protocol_of(case.revision).tiers:
        raise NotOffered(f"The protocol has no tier {tier}.")
    history = history_of(case.pk)
    stands = tier_of(case, history, state_of(history))
    if tier <= stands:
        raise NotHigher(stands)


def tier_of(case: Case, history: Sequence[Fact], state: CaseState) -> int:
    """Return the tier at which a case stands: raised to, or as triage found, or its owner's; 0 where none says."""
    raised, found = state.raised_to, assessed(history)
    return raised or (found.what.tier if found else 0) or (case.owner.tier if case.owner else 0) or 0


def set_course(case: Case, course: Course, *, by: Person, now: datetime, text: str) -> Recorded | None:
    """Say for one case whether it stays at home or goes round; None if that is how it is.

    Raises NotYourCourse, NoReason, and where the case has ended what `check_open` raises.
    """
    why = _reason(text)
    with case.locked():
        check_open(case)
        if not may_set_course(by, case):
            raise NotYourCourse
        if state_of(history_of(case.pk)).course is course:
            return None
        return record(case, CourseSet(course), by=by, now=now, text=why)


def may_set_course(by: Person, case: Case) -> bool:
    """Say whether somebody decides how a case follows the sun: managers who serve its customer, or of its owner."""
    if not by.is_staff_member or not can_own(by, case):
        return False
    who = colleague_of(by)
    of_owner = case.owner is not None and may_staff(who, case.owner.region)
    return of_owner or may_set_account_team(who, case.home_region, case.regions)


def set_customer_course(organization: Organization, course: Course, *, by: Person, now: datetime, text: str) -> bool:
    """Say for a customer whether their cases stay at home or go round; False if that is how it is.

    Raises NotYourCourse, NoReason, ReasonTooLong.
    """
    if not may_set_customer_course(by, organization):
        raise NotYourCourse
    why = _reason(text)
    stands = customer_course(organization.pk)
    if course == (stands.course if stands else Course.BY_PROTOCOL):
        return False
    CustomerCourse.objects.create(organization=organization, course=course, reason=why, by=by, at=now)
    return True


def may_set_customer_course(by: Person, organization: Organization) -> bool:
    """Say whether somebody decides how a customer's cases follow the sun."""
    serves = may_set_account_team(colleague_of(by), organization.home_region, organization.regions)
    return by.is_staff_member and by.is_active and serves


def _reason(text: str) -> str:
    why = reason_of(text)
    if len(why) > LONGEST_REASON:
        raise ReasonTooLong
    return why
