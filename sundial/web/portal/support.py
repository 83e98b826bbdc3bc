"""Support Services: whom to turn to now, how to escalate, what the plan includes, when we are there (O2.5, O2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.commands.rota_ground import colleague_of
from sundial.commands.team_now import active_staff, served, team_for_contacts
from sundial.protocol.document import Protocol, Region
from sundial.protocol.document.ladder import Rung
from sundial.protocol.holders import Served, Team, Why, holders
from sundial.protocol.leaders import directory
from sundial.web import office
from sundial.web.access import SignedIn, for_contacts, zone_of
from sundial.web.portal.services import Services, services_of

PAGE = "portal/services.html"
AHEAD = timedelta(days=92)
PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung in the document's words; `closed` says why it is not open to a plan, "" where it is.

    `within` are the words that hold by the reading of two figures (O8.2).
    """

    rung: Rung
    responds: str
    within: tuple[str, ...]
    closed: str


@dataclass(frozen=True, slots=True)
class Hours:
    """When a region or a further office of it is open, on its own clock and on the customer's."""

    name: str
    there: str
    here: str


@require_safe
@for_contacts
def show(request: SignedIn) -> HttpResponse:
    """Show everything that the customer has of support; all of it from the document and from who we are."""
    services = services_of(request)
    protocol, zone = services.protocol, zone_of(services.organization)
    regions = _regions(services)
    context = {
        "here": "services",
        "services": services,
        "there": zone,
        "steps": list(_steps(services)),
        "hours": [
            Hours(region.name, office.week(one), office.week_in(one, zone, services.today))
            for region, one in office.with_offices(regions)
        ],
        "holidays": list(_holidays(services)),
        "lines": [(one, protocol.regions[one.region].name) for one in protocol.phones.values() if services.plan.phone],
        "listed": list(directory(protocol, map(colleague_of, active_staff()), services.organization.regions)),
        "owns": protocol.ladder.point_person_owns,
    }
    return render(request, PAGE, context)


def _regions(services: Services) -> list[Region]:
    """Return the regions that may answer: the designated ones, or all of them, home first."""
    organization, known = services.organization, services.protocol.regions
    keys = organization.regions or known
    return sorted((known[key] for key in keys if key in known), key=lambda one: one.key != organization.home_region)


def _steps(services: Services) -> Iterator[Step]:
    """Yield the rungs in order; one whose way the plan does not include is closed, and the next is open (O8.3b)."""
    rungs, plan = services.protocol.ladder.rungs, services.plan
    whom = served(services.organization)
    team = team_for_contacts(services.now, whom)
    for number, rung in rungs.items():
        closed = ""
        if rung.way == PHONE and not plan.phone:
            closed = f"{plan.name} does not include phone, so this step is not open to you."
            closed += f" Step {number + 1} is." if number + 1 in rungs else ""
        yield Step(rung, _listed(list(_titles(rung, services.protocol, whom, team))), _within(rung, services), closed)


def _within(rung: Rung, services: Services) -> tuple[str, ...]:
    chosen = services.protocol.readings.two_figures
    said = {answer.section: answer.wording for answer in rung.answers}
    return (said[chosen],) if chosen in said else tuple(said.values())


def _titles(rung: Rung, protocol: Protocol, whom: Served, team: Team) -> Iterator[str]:
    """Yield the roles that answer a rung for this customer: who does not apply to them or stands outside is none."""
    for key in rung.answered_by:
        role = protocol.roles[key]
        found = holders(key, whom, team, protocol)
        if role.reach == "case" or any(one.why is not Why.STANDS_IN for one in found):
            yield role.title


def _listed(titles: list[str]) -> str:
    return f"{', '.join(titles[:-1])} or {titles[-1]}" if len(titles) > 1 else "".join(titles)


def _holidays(services: Services) -> Iterator[tuple[date, str, str]]:
    """Yield the days ahead on which an office whose hours count for the customer is closed."""
    found = [
        (day, name, one.name if one is region else one.office)
        for region, one in office.with_offices(services.regions)
        for day, name in office.holidays(one, services.today, AHEAD)
    ]
    yield from sorted(found)
