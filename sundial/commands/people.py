"""Protocol 02 and 03: who is on the team, who are the customers, and what they are entitled to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sundial.commands.enrolled_wall import set_wall
from sundial.commands.errors import Refused
from sundial.models import Entitlement, Kind, Organization, Person, WallChange
from sundial.models.organization import lock_wall
from sundial.protocol.languages import tags

OF_A_MEMBER = ("name", "role", "region", "tier", "group", "title", "zone", "phone", "chat")
ACCOUNT_TEAM = ("csm", "tam", "sales")


class LeftOut(Refused):
    """An entitlement decided cases; it ends on a day, and is not forgotten (O3.5)."""

    def __init__(self, name: str, plan: str) -> None:
        super().__init__(
            f"{name} has an entitlement to {plan} that is left out: write it with the day on which it ends."
        )


class OtherPerson(Refused):
    """The address belongs to somebody on another side of the desk, or of another customer."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} is somebody else's already: one of the staff, or of another customer.")


class Outside(Refused):
    """Nobody outside the designated regions sees a customer or is told of them, whatever their role (O2.7)."""

    def __init__(self, name: str, organization: Organization, regions: str) -> None:
        super().__init__(
            f"{name} works outside {regions}, where {organization.name} is supported: nobody outside sees its cases or "
            "is told of them. Choose somebody of the region."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the staff; `role`, `region` and `group` are keys of the protocol document, `zone` an IANA zone.

    `group` is the other group in which they work, "" for support itself; `title` stands beside their name. `languages`
    are tags of BCP 47, `skills` keys of the document.
    """

    name: str
    email: str
    role: str
    region: str = ""
    tier: int | None = None
    group: str = ""
    title: str = ""
    zone: str = "UTC"
    languages: Sequence[str] = ()
    skills: Sequence[str] = ()
    phone: str = ""
    chat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One of a customer's people, who sign in to the portal."""

    name: str
    email: str
    zone: str
    languages: Sequence[str] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitledTo:
    """One entitlement: a plan, for some products (empty: all), until a day (None: no end)."""

    plan: str
    products: Sequence[str] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """An organization with its entitlements; one is the rule.

    `regions` are the designated regions, empty where there is no wall. `csm`, `tam`, `sales`: addresses of the staff.
    """

    name: str
    region: str
    zone: str
    entitlements: Sequence[EntitledTo]
    city: str = ""
    regions: Sequence[str] = ()
    csm: str = ""
    tam: str = ""
    sales: str = ""
    contacts: Sequence[Contact] = ()


def enrol_member(member: Member) -> Person:
    """Keep one of the staff, new or as they are now; known by their address. Raises OtherPerson."""
    return _person(member.email, Kind.STAFF, None, **fields_of(member))


def fields_of(member: Member) -> dict[str, Any]:
    """Return what is kept of one of the staff beside their address. Raises NoLanguage."""
    fields = {name: getattr(member, name) for name in OF_A_MEMBER}
    return fields | {"languages": list(tags(member.languages)), "skills": list(dict.fromkeys(member.skills))}


def enrol_customer(customer: Customer, *, now: datetime) -> Organization:
    """Keep a customer with entitlements and contacts, new or as they are now; known by name.

    With a restriction that is new they stand behind its wall at once, and wait for it to be put in force. Raises
    WallStands if cases would find themselves behind another wall, ChangedOnTheDesk, Outside, LeftOut, OtherPerson,
    DoesNotExist.
    """
    with transaction.atomic():
        organization = _held(customer.name)
        was = set_wall(organization, customer.region, customer.regions, now)
        organization.city, organization.zone = customer.city, customer.zone
        for role in ACCOUNT_TEAM:
            setattr(organization, role, check_inside(_colleague(getattr(customer, role)), organization))
        organization.save()
        if was != organization.regions:
            WallChange.objects.create(
                organization=organization, kind=WallChange.Kind.ASKED, was=was, regions=organization.regions, at=now
            )
        _entitle(organization, customer.entitlements)
        for contact in customer.contacts:
            ways = {"phone": contact.phone, "languages": list(tags(contact.languages))}
            _person(contact.email, Kind.CONTACT, organization, name=contact.name, zone=contact.zone, **ways)
    return organization


def _held(name: str) -> Organization:
    """Return the customer of a name, read while nobody moves their wall or opens a case behind it; or a new one."""
    found = Organization.objects.filter(name=name).first()
    if found is None:
        return Organization(name=name)
    lock_wall(found.pk, alone=True)
    return Organization.objects.select_for_update(no_key=True).get(pk=found.pk)


def check_inside(
    person: Person | None, organization: Organization, titles: Mapping[str, str] | None = None
) -> Person | None:
    """Return whom a customer is to have; nobody outside its designated regions (`titles` name them). Raises Outside."""
    if person is not None and organization.regions and person.region not in organization.regions:
        regions = " and ".join((titles or {}).get(one, one) for one in organization.regions)
        raise Outside(person.name, organization, regions)
    return person


def _entitle(organization: Organization, wanted: Sequence[EntitledTo]) -> None:
    """Keep each entitlement in the place of the one that it changes: the same, one to the same plan, or any other."""
    there, left = list(organization.entitlements.order_by("pk")), list(wanted)
    for alike in (_is_same, _is_same_plan, _is_any):
        for one in list(left):
            row = next((row for row in there if alike(row, one)), None)
            if row is not None:
                there.remove(row)
                left.remove(one)
                _keep(row, one)
    for one in left:
        _keep(Entitlement(organization=organization), one)
    if there:
        raise LeftOut(organization.name, there[0].plan)


def _is_same(row: Entitlement, one: EntitledTo) -> bool:
    return row.plan == one.plan and row.products == list(one.products)


def _is_same_plan(row: Entitlement, one: EntitledTo) -> bool:
    return row.plan == one.plan


def _is_any(row: Entitlement, one: EntitledTo) -> bool:
    return True


def _keep(row: Entitlement, one: EntitledTo) -> None:
    row.plan, row.products, row.until = one.plan, list(one.products), one.until
    row.save()


def _colleague(email: str) -> Person | None:
    return Person.objects.get(email=email.lower(), kind=Kind.STAFF) if email else None


def _person(email: str, kind: Kind, organization: Organization | None, **fields: Any) -> Person:
    """Change the person of this address, or make one who has no password yet."""
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        return Person.objects.create_user(email, kind=kind, organization=organization, **fields)
    if (person.kind, person.organization) != (kind, organization):
        raise OtherPerson(email)
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    return person
