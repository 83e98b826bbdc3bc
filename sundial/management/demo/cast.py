"""The people of the demo: the support organization and its customers, all invented."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sundial.commands.people import ACCOUNT_TEAM, Contact, Customer, EntitledTo, Member, enrol_customer, enrol_member
from sundial.management.demo.stories import table
from sundial.models import Person

STAFF_AT = "desk.example"


def make_cast(now: datetime, at: datetime) -> dict[str, Person]:
    """Keep everybody who plays in the demo `now`, entered at an instant before, under the keys of its data files.

    Nobody of them has a password.
    """
    staff, customers = table("people"), table("customers")
    for one in staff.values():
        enrol_member(Member(**one, email=_mailbox(one["name"], STAFF_AT)))
    for key, one in customers.items():
        enrol_customer(_customer(key, one, staff, now), now=at)
    everybody = {person.name: person for person in Person.objects.select_related("organization")}
    return {key: everybody[name] for key, name in _names(staff, customers)}


def _customer(key: str, one: Mapping[str, Any], staff: Mapping[str, Any], now: datetime) -> Customer:
    plain = {name: one[name] for name in ("name", "city", "zone", "region")}
    names, ways = one["contacts"].items(), one.get("ways", {})
    return Customer(
        **plain,
        regions=one.get("regions", ()),
        entitlements=[_entitled({"products": list(one["products"])} | more, now) for more in _written(one)],
        contacts=[
            Contact(name=name, email=_mailbox(name, f"{key}.example"), zone=one["zone"], **ways.get(who, {}))
            for who, name in names
        ],
        **{role: _mailbox(staff[one[role]]["name"], STAFF_AT) for role in ACCOUNT_TEAM if role in one},
    )


def _written(one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a customer is entitled to: for all that they have, and what was written beside it."""
    yield {"plan": one["plan"], "days": one["days"]}
    yield from one.get("also", ())


def _entitled(one: Mapping[str, Any], now: datetime) -> EntitledTo:
    until = (now + timedelta(days=one["days"])).date()
    return EntitledTo(plan=one["plan"], products=one["products"], until=until)


def _names(staff: Mapping[str, Any], customers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((key, one["name"]) for key, one in staff.items())
    for customer in customers.values():
        yield from customer["contacts"].items()


def _mailbox(name: str, host: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().split()) + "@" + host
