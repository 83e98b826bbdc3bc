"""Protocol 02, the wall: a restriction to regions is asked for, and put in force once it stands (O2.7, O8.6).

Whoever comes with a restriction stands behind its wall from the first moment, in force or not: what was asked for is
the stricter. Until it is in force their cases are flagged, and so belong to the Duty Manager inside.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sundial.commands.account_team import NotYourCustomer, may_set
from sundial.commands.coverage import EVERYBODY, holes_within
from sundial.commands.errors import Refused
from sundial.commands.people import ACCOUNT_TEAM
from sundial.commands.team_now import colleagues, served
from sundial.commands.wall_refusals import NotChecked
from sundial.models import Organization, Person, WallChange, protocol_in_force
from sundial.models.wall_change import is_checked
from sundial.protocol.holders import Team
from sundial.protocol.restricting import Missing, Thin, missing, thin

AHEAD = timedelta(weeks=4)  # how far the shift plan is read: every turn of its crews comes round in it


class Incomplete(Refused):
    """A restriction does not stand by itself: alerts would reach nobody, or promises have nobody to keep them."""

    def __init__(self, lacks: Missing) -> None:
        super().__init__("It is not put in force: what it needs inside the wall is missing.")
        self.missing = lacks


class NothingAsked(Refused):
    """There is nothing to be put in force."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} waits for no restriction: it is in force, or nobody asked for one.")


def missing_for(customer: Organization, regions: Sequence[str], now: datetime) -> Missing:
    """Return all that a customer lacks to be restricted to these regions. Raises NoProtocol."""
    holes = holes_within(customer, regions, now, now + AHEAD)
    return missing(served(customer, regions), Team(colleagues(), now), holes, protocol_in_force(now))


def thin_ladders(now: datetime, seen: Q = EVERYBODY) -> tuple[Thin, ...]:
    """Return the rungs on which too few are left for the restricted customers whom the viewer may see, each once.

    `seen` asks the same of the customers a second time. Raises NoProtocol.
    """
    protocol, team = protocol_in_force(now), Team(colleagues(), now)
    customers = Organization.objects.filter(seen).exclude(regions=[]).order_by("regions", "pk")
    lines = (one for each in customers for one in thin(served(each), team, protocol))
    return tuple(dict.fromkeys(lines))


def put_in_force(customer: Organization, *, by: Person | None, now: datetime) -> None:
    """Put in force what a customer waits for; `by` is None for the operator.

    Raises NotYourCustomer, NothingAsked, Incomplete with all that is missing, NotChecked.
    """
    if by is not None and not may_set(by, customer):
        raise NotYourCustomer(customer.name)
    with transaction.atomic():
        locked(customer)
        if customer.asked_at is None or customer.asked_regions != customer.regions:
            raise NothingAsked(customer.name)
        check_stands(customer, customer.regions, by=by, now=now)
        keep(customer, WallChange.Kind.IN_FORCE, customer.regions, by=by, now=now)
        Organization.objects.filter(pk=customer.pk).update(asked_regions=[], asked_at=None)
        customer.asked_regions, customer.asked_at = [], None


def check_stands(customer: Organization, regions: Sequence[str], *, by: Person | None, now: datetime) -> None:
    """Raise Incomplete with all that is missing, or NotChecked where the worker has not found the same of late.

    The database asks for the worker's check too; the operator is the worker.
    """
    if lacks := missing_for(customer, regions, now):
        raise Incomplete(lacks)
    if by is not None and not is_checked(customer.pk, regions):
        raise NotChecked


def locked(customer: Organization) -> None:
    """Hold the row of a customer, and bring it up to date."""
    row = Organization.objects.select_for_update(no_key=True).get(pk=customer.pk)
    for name in ("regions", "asked_regions", "asked_at", *(f"{role}_id" for role in ACCOUNT_TEAM)):
        setattr(customer, name, getattr(row, name))


def keep(
    customer: Organization,
    kind: WallChange.Kind,
    regions: Sequence[str],
    *,
    by: Person | None,
    now: datetime,
    why: str = "",
) -> None:
    """Write down what became of a restriction."""
    was = list(customer.regions)
    WallChange.objects.create(organization=customer, kind=kind, was=was, regions=list(regions), why=why, by=by, at=now)
