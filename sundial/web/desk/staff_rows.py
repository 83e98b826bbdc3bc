"""The staff as pages tell them: role, region, skills, languages, what time it is where they are, who is away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sundial.models import Person
from sundial.protocol.document import Protocol
from sundial.protocol.holders import Team
from sundial.protocol.staffing import ENGINEER, roles_of_people
from sundial.web import languages
from sundial.web.access import SignedIn, zone_of
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import side_of

PEOPLE, CUSTOMERS, DIRECTORY = "people", "customers", "directory"
ORDER = ("director", "duty-manager", "cx-coordinator", ENGINEER, "support-manager", "tam", "csm", "sales")
LAST = len(ORDER)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the staff as a line; `away` is until when they are, `deputy` who has their roles meanwhile."""

    person: Person
    role: str
    skills: tuple[str, ...]
    languages: str
    zone: tzinfo
    away: datetime | None = None
    deputy: str = ""
    on_shift: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one region, or of none."""

    key: str
    name: str
    office: str
    lines: tuple[Line, ...]


def line_of(person: Person, protocol: Protocol, team: Team) -> Line:
    """Return one of the staff as they stand at the instant of a team."""
    absence = team.absence(str(person.pk))
    deputy = team.by_id.get(absence.deputy) if absence else None
    return Line(
        person=person,
        role=role_of(person, protocol),
        skills=tuple(protocol.skills[one] for one in person.skills if one in protocol.skills),
        languages=languages.names(person.languages),
        zone=zone_of(person),
        away=absence.until if absence else None,
        deputy=deputy.name if deputy else "",
        on_shift=str(person.pk) in team.on_shift,
    )


def role_of(person: Person, protocol: Protocol) -> str:
    """Say what somebody is: `Tier 2 engineer`, `Support Duty Manager`, `Engineering`."""
    if person.group in protocol.groups:
        leads = person.role == "group-leaders"
        return f"{protocol.groups[person.group]}{', leads it' if leads else ''}"
    if person.role == ENGINEER and person.tier:
        return f"{protocol.tiers[person.tier].title} engineer"
    titles = roles_of_people(protocol) | {key: role.title for key, role in protocol.roles.items()}
    return titles.get(person.role, person.role)


def groups_of(people: Iterable[Person], protocol: Protocol, team: Team) -> Iterator[Group]:
    """Yield the people by region in the document's order, then those of none; managers first, then by tier and name."""
    found: dict[str, list[Person]] = {}
    for person in sorted(people, key=_place):
        found.setdefault(person.region, []).append(person)
    names: Mapping[str, Any] = protocol.regions
    for key in (*names, *(one for one in found if one not in names)):
        if key in found:
            lines = tuple(line_of(person, protocol, team) for person in found[key])
            yield Group(key, names[key].name if key in names else "Of no region", _office(key, protocol), lines)


def page(
    request: SignedIn, template: str, here: str, context: dict[str, Any], problem: tuple[str, str] = ("", "")
) -> HttpResponse:
    """Answer a page about people beside the views; with what was refused (field, words) it is a 422."""
    around = {
        "side": side_of(request.user, here, request.now, request.zone),
        "keys": EVERYWHERE,
        "key": request.POST.get("key") or new_key(),
        "wrong": {"field": problem[0], "text": problem[1]},
    }
    return render(request, template, around | context, status=422 if problem[1] else 200)


def _place(person: Person) -> tuple[int, str, int, str]:
    rank = ORDER.index(person.role) if person.role in ORDER and not person.group else LAST
    return rank, person.group, -(person.tier or 0), person.name


def _office(region: str, protocol: Protocol) -> str:
    found = protocol.regions.get(region)
    return found.office if found else "outside each wall"
