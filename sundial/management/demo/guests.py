"""Whom the demo's sign-in page offers, left in the home folder: without a viewer the database shows nobody."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sundial.management.demo.planned import OFFICE
from sundial.models import Organization, Person
from sundial.protocol.document import Protocol

FILE = "demo-people.json"
OFFERED = {  # by role
    "engineer": "Engineers",
    "duty-manager": "Duty managers",
    "cx-coordinator": "CX coordinators",
    "vp": "Leadership",
    "svp": "Leadership",
}
MAKERS = "engineering"  # of the other groups those are offered who make the releases, where they are made


def leave_guests(home: Path, people: Iterable[Person], protocol: Protocol) -> None:
    """Write down the contacts by plan, support, its leaders and Engineering, in the order of the page."""
    everybody = list(people)
    rows = [*_contacts(everybody, protocol), *_support(everybody, protocol), *_makers(everybody, protocol)]
    (home / FILE).write_text(json.dumps(rows, ensure_ascii=False, indent=1))


def _contacts(people: list[Person], protocol: Protocol) -> Iterator[dict[str, str]]:
    """Yield the contacts, each under the first entitlement of their organization, which lasts longest."""
    plans = {person.organization: _plan(person.organization) for person in people if person.organization}
    for key, plan in protocol.plans.items():
        for person in people:
            if person.organization and plans[person.organization] == key:
                home = f"{person.organization.name}, {person.organization.city}"
                yield _row(person, plan.name, home)


def _plan(organization: Organization) -> str:
    return organization.entitlements.order_by("-until").values_list("plan", flat=True)[0]


def _support(people: list[Person], protocol: Protocol) -> Iterator[dict[str, str]]:
    for role, group in OFFERED.items():
        for person in people:
            if person.role == role:
                where = protocol.regions[person.region].name if person.region else protocol.roles[role].title
                yield _row(person, group, f"Tier {person.tier}, {where}" if person.tier else where)


def _makers(people: list[Person], protocol: Protocol) -> Iterator[dict[str, str]]:
    """Yield whoever owns releases first."""
    here = [one for one in people if (one.group, one.region) == (MAKERS, OFFICE)]
    for person in sorted(here, key=lambda one: not one.releases.exists()):
        owns = "Owns releases" if person.releases.exists() else "Answers requests"
        yield _row(person, protocol.groups[MAKERS], f"{owns}, {protocol.regions[OFFICE].name}")


def _row(person: Person, group: str, says: str) -> dict[str, str]:
    return {"email": person.email, "name": person.name, "group": group, "says": says}
