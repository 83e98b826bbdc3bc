"""Protocol 02, the account team: who is the CSM, TAM and sales manager of a customer, within the wall (O2.6, O2.7)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from sundial.commands.errors import Refused
from sundial.commands.people import ACCOUNT_TEAM, check_inside
from sundial.commands.rota_ground import colleague_of
from sundial.commands.team import assign, can_own
from sundial.models import Case, Kind, Organization, Person, protocol_in_force
from sundial.protocol.staffing import may_set_account_team

MAY_BE = {"csm": Q(role="csm"), "tam": Q(role="tam"), "sales": Q(role="sales") | Q(group="sales")}


class NotYourCustomer(Refused):
    """The account team is set where the customer is served."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Only Duty Managers and Directors of a region that serves {name} set its account team.")


class NotOfThatRole(Refused):
    """Somebody does not have the role in which a customer is to have them."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__(
            f"{name} is no {role.upper() if role != 'sales' else 'sales manager'}: change their role first."
        )


def may_set(by: Person, organization: Organization) -> bool:
    """Say whether somebody sets the account team of a customer."""
    serves = may_set_account_team(colleague_of(by), organization.home_region, organization.regions)
    return by.is_staff_member and by.is_active and serves


def set_account_team(
    organization: Organization, team: Mapping[str, Person | None], *, by: Person, now: datetime
) -> bool:
    """Set the CSM, TAM and sales manager of a customer, None for nobody; False if that is how it is.

    Raises NotYourCustomer, NotOfThatRole, Outside for somebody whom the customer's wall keeps out.
    """
    if not may_set(by, organization):
        raise NotYourCustomer(organization.name)
    titles = {key: region.name for key, region in protocol_in_force(now).regions.items()}
    for role, person in team.items():
        if person is None or getattr(organization, f"{role}_id") == person.pk:
            continue
        if not could_be(role).filter(pk=person.pk).exists():
            raise NotOfThatRole(person.name, role)
        check_inside(person, organization, titles)
    changed = {role: one for role, one in team.items() if getattr(organization, f"{role}_id") != (one and one.pk)}
    if changed:
        Organization.objects.filter(pk=organization.pk).update(**changed)
        organization.refresh_from_db(fields=list(ACCOUNT_TEAM))
    return bool(changed)


def could_be(role: str, regions: Iterable[str] = ()) -> QuerySet[Person]:
    """Return whom a customer could have in a role; nobody outside its designated regions (O2.7)."""
    inside = Q(region__in=list(regions)) if regions else Q()
    return Person.objects.filter(MAY_BE[role] & inside, kind=Kind.STAFF, is_active=True).order_by("name")


def give_all(cases: Iterable[Case], to: Person, *, by: Person, now: datetime) -> int:
    """Give several cases to one of the staff, all of them or none; return how many. Raises Refused, naming the case.

    They are locked in the order in which everybody locks cases, so that nobody waits for each other.
    """
    many = 0
    with transaction.atomic():
        for case in sorted(cases, key=lambda one: one.pk):
            if not can_own(to, case):
                raise Refused(
                    f"{to.name} cannot own {case.number}: it stays with those of its regions, and of support."
                )
            assign(case, to=to, by=by, now=now)
            many += 1
    return many
