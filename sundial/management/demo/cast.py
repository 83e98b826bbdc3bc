"""The people of the demo: the support organization and its customers, all invented."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sundial.commands.people import Contact, Customer, Member, enrol_customer, enrol_member
from sundial.management.demo.stories import table
from sundial.models import Person

STAFF_AT = "desk.example"


def make_cast(now: datetime) -> dict[str, Person]:
    """Keep everybody who plays in the demo, under the keys of its data files; nobody of them has a password."""
    staff, customers = table("people"), table("customers")
    for one in staff.values():
        enrol_member(Member(**one, email=_mailbox(one["name"], STAFF_AT)))
    for key, one in customers.items():
        enrol_customer(_customer(key, one, staff, now))
    everybody = {person.name: person for person in Person.objects.select_related("organization")}
    return {key: everybody[name] for key, name in _names(staff, customers)}


def _customer(key: str, one: Mapping[str, Any], staff: Mapping[str, Any], now: datetime) -> Customer:
    plain = {name: one[name] for name in ("name", "city", "zone", "region", "plan", "products")}
    names = one["contacts"].values()
    return Customer(
        **plain,
        regions=one.get("regions", ()),
        until=(now + timedelta(days=one["days"])).date(),
        contacts=[Contact(name=name, email=_mailbox(name, f"{key}.example"), zone=one["zone"]) for name in names],
        **{role: _mailbox(staff[one[role]]["name"], STAFF_AT) for role in ("csm", "tam") if role in one},
    )


def _names(staff: Mapping[str, Any], customers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((key, one["name"]) for key, one in staff.items())
    for customer in customers.values():
        yield from customer["contacts"].items()


def _mailbox(name: str, host: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().split()) + "@" + host
