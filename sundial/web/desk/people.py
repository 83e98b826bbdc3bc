"""The people of a case: who wrote, who reads, who stands by, and to whom it can be given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from sundial.models import Case, Kind, Person
from sundial.models.asked_once import answered, once
from sundial.models.fetch import fetch
from sundial.models.written import Written
from sundial.protocol.team import OF_OTHERS
from sundial.web.desk.thread import Author

NAMED = 3  # readers that are named; the rest are counted
COLLEAGUES = "colleagues"
STAFF = Written(lambda: Person.objects.filter(kind__among=(Kind.STAFF,), is_active=True).values_list("name", flat=True))
COLUMNS = ("id", "name", "kind", "organization_id", "region", "tier", "title", "phone", "is_active")  # in their order
AROUND = f"""
    SELECT {", ".join(COLUMNS)} FROM person
    WHERE id = ANY (%s) OR (is_active AND (kind = '{Kind.STAFF}' OR organization_id = %s))
"""  # noqa: S608 - a key of ours


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody on a case and what they are there."""

    name: str
    role: str
    us: bool


class Known(NamedTuple):
    """What a page says of somebody."""

    pk: UUID
    name: str
    kind: str
    organization: UUID | None
    region: str
    tier: int | None
    title: str
    phone: str
    is_active: bool


def authors(people: Iterable[UUID], case: Case) -> dict[str, Author]:
    """Return everybody whom a history names, as the head of a message says them."""
    named = Person.objects.filter(pk__in=set(people))
    return _as_authors(named.values_list(*COLUMNS), case)


def authors_around(people: Iterable[UUID], case: Case) -> dict[str, Author]:
    """Return the same, and read in the same statement whom else the page of a case names.

    They are its owner and contact, its readers, and the staff.
    """
    named = {*people, case.contact_id} | ({case.owner_id} if case.owner_id else set())
    found = [Known(*row) for row in fetch(AROUND, list(named), case.organization_id)]
    _join(case, {one.pk: one for one in found})
    there = [one for one in found if one.is_active]
    answered(COLLEAGUES, [one.name for one in there if one.kind == Kind.STAFF])
    contacts = sorted(one.name for one in there if one.organization == case.organization_id)
    answered(("readers", case.pk), _opener_first(contacts, case))
    return _as_authors((one for one in found if one.pk in named), case)


def _join(case: Case, known: Mapping[UUID, Known]) -> None:
    """Give a case its owner and contact where they were not read with it; what is not known here is read when asked."""
    for role, person in (("owner", case.owner_id), ("contact", case.contact_id)):
        if person and person in known and role not in case._state.fields_cache:
            setattr(case, role, Person.from_db(case._state.db, COLUMNS, known[person]))


def colleagues() -> list[str]:
    """Return the names of the staff, whom an @ may mean."""
    return once(COLLEAGUES, STAFF)


def readers(case: Case) -> list[str]:
    """Return the names of the contacts who read what is public on this case, the one who opened it first."""
    return once(("readers", case.pk), lambda: _readers(case))


def _readers(case: Case) -> list[str]:
    contacts = Person.objects.filter(organization_id=case.organization_id, is_active=True).order_by("name")
    return _opener_first(contacts.values_list("name", flat=True), case)


def _opener_first(names: Iterable[str], case: Case) -> list[str]:
    return sorted(names, key=lambda name: name != case.contact.name)


def audience(names: Sequence[str], customer: str) -> str:
    """Say who reads: `Jonas Behrens, Silke Brandt`, or the first of them and how many more."""
    rest = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {rest} more at {customer}" if rest > 0 else shown


def standing_by(case: Case) -> tuple[Standing, ...]:
    """Return the people beside a case: its contact, the others who read it, the CSM and TAM if there are any (O2.6)."""
    beside = ((case.organization.csm, "CSM"), (case.organization.tam, "TAM"))
    contact, *others = [case.contact.name, *(name for name in readers(case) if name != case.contact.name)]
    return (
        Standing(contact, "opened it", us=False),
        *(Standing(name, "reads it", us=False) for name in others[:NAMED]),
        *(Standing(person.name, role, us=True) for person, role in beside if person),
    )


def could_own(case: Case) -> QuerySet[Person]:
    """Return those of support to whom the case can be given: none outside its wall (O2.7), no other group (O3.4).

    Nor anybody outside the regions to which its customer asks to be restricted.
    """
    inside = Q(region__in=case.stays_with) if case.stays_with else Q()
    of_support = Q(group="") & ~Q(role__in=OF_OTHERS)
    return Person.objects.filter(inside & of_support, kind=Kind.STAFF, is_active=True).order_by("region", "name")


def _as_authors(people: Iterable[tuple[Any, ...]], case: Case) -> dict[str, Author]:
    known = (Known(*one) for one in people)
    return {str(one.pk): Author(one.name, _about(one, case), one.kind == Kind.STAFF) for one in known}


def _about(person: Known, case: Case) -> str:
    if person.kind != Kind.STAFF:
        return case.organization.name if person.organization == case.organization_id else ""
    return f"Support, Tier {person.tier}" if person.tier else person.title or "Support"
