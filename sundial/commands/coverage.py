"""Protocol 02, coverage: what is promised to the customers whom the reader may see, against the rota (O2.3, O2.7)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from sundial.models import Entitlement, Kind, Organization, Person, protocol_in_force
from sundial.models.rota import rota_written
from sundial.protocol.coverage import Demand, Hand, Hole, demands, hand_of, holes
from sundial.protocol.document import Protocol
from sundial.protocol.entitlement import Offer, choose, plan_of
from sundial.protocol.rota import Duty, Shift, shifts
from sundial.protocol.terms import Terms

EVERYBODY = Q()
COLUMNS = ("pk", "zone", "home_region", "regions")
Entitled = tuple[str, str, tuple[str, ...]]  # plan, home region, designated regions


def find_holes(since: datetime, until: datetime, seen: Q = EVERYBODY) -> tuple[Hole, ...]:
    """Return every stretch between two instants (UTC) in which a promise can fall due and nobody may answer it.

    Promises are those of the document in force at `since`, on the plans of every customer whom the viewer may see; so
    who stands outside a wall learns of no hole behind it, and the worker of all; `seen` asks the same of the customers
    a second time. Raises NoProtocol, HoursError.
    """
    protocol = protocol_in_force(since)
    return _found(protocol, _entitled(protocol, since, seen), since, until)


def holes_within(customer: Organization, regions: Sequence[str], since: datetime, until: datetime) -> tuple[Hole, ...]:
    """Return the holes that a customer's plans would have if only these regions could help, as `find_holes` does."""
    protocol = protocol_in_force(since)
    plans = {plan for plan, *_ in _entitled(protocol, since, Q(pk=customer.pk))}
    return _found(protocol, [(plan, customer.home_region, tuple(regions)) for plan in plans], since, until)


def _found(protocol: Protocol, entitled: Iterable[Entitled], since: datetime, until: datetime) -> tuple[Hole, ...]:
    wanted = _demands(protocol, entitled, since, until)
    written = rota_written(since, until)
    return holes(wanted, hands(shifts(*written, since, until)), since, until)


def hands(found: Iterable[Shift]) -> list[Hand]:
    """Return who is there to answer, each with the region and tier that the person has; none who has left.

    A Duty Manager on duty sees that promises are kept, and is nobody's answer: they do not count (docs/decisions.md).
    """
    staff = Person.objects.filter(kind=Kind.STAFF, is_active=True).values_list("pk", "region", "tier")
    people = {str(pk): (region, tier) for pk, region, tier in staff}
    answering = (shift for shift in found if shift.duty is not Duty.MANAGER and shift.person in people)
    return [hand_of(shift, *people[shift.person]) for shift in answering]


def _demands(protocol: Protocol, entitled: Iterable[Entitled], since: datetime, until: datetime) -> Iterator[Demand]:
    for plan, home, regions in sorted(set(entitled)):
        yield from demands(Terms(protocol, plan, home, regions), since, until)


def _entitled(protocol: Protocol, now: datetime, seen: Q) -> Iterator[Entitled]:
    """Yield the plans on which a new case could be opened now, with the regions whose hours count."""
    offers: dict[object, list[Offer]] = {}
    for row in Entitlement.objects.order_by("pk"):
        offers.setdefault(row.organization_id, []).append(Offer(str(row.pk), row.plan, tuple(row.products), row.until))
    for pk, zone, home, regions in Organization.objects.filter(seen).values_list(*COLUMNS):
        mine, today = offers.get(pk, []), now.astimezone(ZoneInfo(zone)).date()
        for product in {product for offer in mine for product in offer.products} | {""}:
            offer, _ = choose(mine, product, today, protocol)
            yield plan_of(offer, protocol), home, tuple(regions)
