"""The people of the demo: the support organization and its customers, all invented."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sundial.management.demo.stories import table
from sundial.models import Entitlement, Kind, Organization, Person

STAFF_AT = "desk.example"


def make_cast(now: datetime) -> dict[str, Person]:
    """Keep everybody who plays in the demo, under the keys of its data files; nobody of them has a password."""
    people = {key: _staff(one) for key, one in table("people").items()}
    for key, customer in table("customers").items():
        people |= _customer(key, customer, people, now)
    return people


def _staff(one: Mapping[str, Any]) -> Person:
    fields = {name: one[name] for name in ("name", "role", "region", "zone")}
    return Person.objects.create_user(_mailbox(one["name"], STAFF_AT), kind=Kind.STAFF, tier=one.get("tier"), **fields)


def _customer(key: str, one: Mapping[str, Any], staff: Mapping[str, Person], now: datetime) -> dict[str, Person]:
    organization = Organization.objects.create(
        name=one["name"],
        city=one["city"],
        home_region=one["region"],
        zone=one["zone"],
        regions=one.get("regions", []),
        csm=staff.get(one.get("csm", "")),
        tam=staff.get(one.get("tam", "")),
    )
    until = (now + timedelta(days=one["days"])).date()
    Entitlement.objects.create(organization=organization, plan=one["plan"], products=one["products"], until=until)
    return {
        contact: Person.objects.create_user(
            _mailbox(name, f"{key}.example"),
            name=name,
            kind=Kind.CONTACT,
            organization=organization,
            zone=one["zone"],
        )
        for contact, name in one["contacts"].items()
    }


def _mailbox(name: str, host: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join(plain.lower().split()) + "@" + host
