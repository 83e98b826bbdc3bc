"""Who would be told of each rung of a case now, and why, by the function that alerts them (O8.1, O8.6)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.commands.ladder_told import stages, told_now
from sundial.models import Case
from sundial.protocol.document import Protocol
from sundial.protocol.ladder_told import OPENED, Alerted
from sundial.protocol.ladder_told_said import Line, empty, lines, listed, not_applicable, silent, stage_of
from sundial.protocol.stand_in import Colleague
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.promises import Reading, read_one

PAGE = "desk/cases/ladder_told.html"
PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: its people, each with their reasons, lines on who stands in, and those without anybody.

    `closed` names the plan to which the way of the rung is not open, "" where it is (O8.3b).
    """

    number: int
    title: str
    closed: str
    people: tuple[tuple[Colleague, tuple[Line, ...]], ...]
    empty: tuple[str, ...]
    silent: tuple[str, ...]
    not_applicable: str


@require_GET
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show the ladder from the top, each rung with everybody who would hear of it."""
    case = case_or_404(request, number)
    reading = read_one(case, request.now, inside=True)
    found = told_now(case, reading.history, reading.protocol, request.now, stages(reading.protocol))
    regions = (reading.protocol.regions.get(one) for one in case.regions)
    context = {
        "steps": [_step(one, case, reading.protocol) for one in reversed(found)],
        "regions": listed([one.name for one in regions if one]),
        "silent": listed([str(one.number) for one in found if one.silences]),
    }
    return act_page(request, case, PAGE, context)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return nothing: the page of a case says who was told, not who would be."""
    return {}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to the page."""
    if not case.is_open:
        return ()
    return (Act("Who hears of a rung", reverse("desk:ladder", args=[case.number]), "Who would be told now, and why"),)


def _step(found: Alerted, case: Case, protocol: Protocol) -> Step:
    plan = protocol.plans.get(case.plan)
    by_phone = found.number != OPENED and protocol.ladder.rungs[found.number].way == PHONE
    return Step(
        number=found.number,
        title=stage_of(found.number, protocol),
        closed=plan.name if by_phone and plan and not plan.phone else "",
        people=tuple((one.person, lines(one, protocol)) for one in found.people),
        empty=empty(found, protocol),
        silent=silent(found, protocol),
        not_applicable=listed(not_applicable(found, protocol)),
    )
