"""Whom the demo's sign-in page offers, left in the home folder: without a viewer the database shows nobody."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sundial.models import Person
from sundial.protocol.document import Protocol

FILE = "demo-people.json"
OFFERED = {"engineer": "Engineers", "duty-manager": "Duty managers"}


def leave_guests(home: Path, people: Iterable[Person], protocol: Protocol) -> None:
    """Write down the contacts by plan, the engineers and the duty managers, in the order in which they are offered."""
    everybody = list(people)
    rows = [*_contacts(everybody, protocol), *_staff(everybody, protocol)]
    (home / FILE).write_text(json.dumps(rows, ensure_ascii=False, indent=1))


def _contacts(people: list[Person], protocol: Protocol) -> Iterator[dict[str, str]]:
    for key, plan in protocol.plans.items():
        for person in people:
            if person.organization and person.organization.entitlements.filter(plan=key).exists():
                home = f"{person.organization.name}, {person.organization.city}"
                yield {"email": person.email, "name": person.name, "group": plan.name, "says": home}


def _staff(people: list[Person], protocol: Protocol) -> Iterator[dict[str, str]]:
    for role, group in OFFERED.items():
        for person in people:
            if person.role == role:
                region = protocol.regions[person.region].name
                says = f"Tier {person.tier}, {region}" if person.tier else region
                yield {"email": person.email, "name": person.name, "group": group, "says": says}
