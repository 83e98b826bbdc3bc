"""Protocol 02, the wall: a customer is restricted no more; with the reason, at once, and kept for ever (O2.7)."""

from datetime import datetime

from django.db import transaction

from sundial.commands.account_team import may_set
from sundial.commands.moving_walls import LONGEST, OVER, named, tell_inside
from sundial.commands.restrictions import keep, locked
from sundial.commands.wall_refusals import AskedMeanwhile, NoReason, NothingToLift, OutOfSight
from sundial.models import Case, Organization, Person, WallChange, protocol_in_force
from sundial.models.organization import lock_wall


def may_lift(by: Person, customer: Organization) -> bool:
    """Say whether somebody lifts a restriction: a manager inside it; who is outside does not see the customer."""
    return bool(customer.regions) and may_set(by, customer) and by.region in customer.regions


def lift_restriction(customer: Organization, why: str, *, by: Person, now: datetime) -> None:
    """Let everybody on the desk see a customer and work for them, from this moment on; open cases get a note of it.

    Raises NothingToLift, OutOfSight, AskedMeanwhile where other regions are asked for, NoReason.
    """
    protocol = protocol_in_force(now)
    with transaction.atomic():
        lock_wall(customer.pk, alone=True)
        locked(customer)
        if not customer.regions:
            raise NothingToLift(customer.name)
        if not may_lift(by, customer):
            raise OutOfSight(named(customer.regions, protocol), "lift this restriction")
        if customer.asked_at is not None and customer.asked_regions != customer.regions:
            raise AskedMeanwhile(named(customer.asked_regions, protocol))
        if not why.strip() or len(why.strip()) > LONGEST:
            raise NoReason(LONGEST)
        cases = Case.objects.filter(organization=customer).exclude(state__in=OVER).order_by("pk")
        open_cases = list(cases.select_for_update(no_key=True).values_list("pk", flat=True))
        keep(customer, WallChange.Kind.LIFTED, [], by=by, now=now, why=why.strip())
        Organization.objects.filter(pk=customer.pk).update(regions=[], asked_regions=[], asked_at=None)
        was = named(customer.regions, protocol)
        tell_inside(open_cases, f"No longer restricted to {was}: everybody on the desk sees this case.", by, now)
        customer.refresh_from_db()
