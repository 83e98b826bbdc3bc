"""Another plan for a case, on the desk: decided by a manager, with what it moves in plain sight (O6.8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.severity import change_plan, is_manager
from sundial.models import Case
from sundial.protocol.document import Plan
from sundial.protocol.facts import PlanChanged, Side
from sundial.protocol.triage import plan_rank
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.words_of_theirs import their_words
from sundial.web.doing import do_once, number_in
from sundial.web.effects import Shift, shifts
from sundial.web.promises import Reading, read_one

PAGE = "desk/severity/plan.html"


@dataclass(frozen=True, slots=True)
class Option:
    """Another plan, with what it would move: with the customer's agreement, and without (the same if better)."""

    plan: Plan
    is_lesser: bool
    agreed: tuple[Shift, ...]
    alone: tuple[Shift, ...]


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to another plan, for those who decide it."""
    if not case.is_open or not is_manager(request.user):
        return ()
    name = reading.protocol.plans[case.plan].name
    return (Act("Plan", reverse("desk:plan", args=[case.number]), f"{name} now; see what another one moves"),)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show what another plan would move, or change it."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    by, now, text = request.user, request.now, request.POST.get("text", "")
    plan, evidence = request.POST.get("plan", ""), number_in(request, "evidence")
    problem = do_once(request, partial(change_plan, case, plan, by=by, now=now, text=text, evidence=evidence))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now)
    context = {
        "plan": reading.protocol.plans.get(case.plan),
        "decides": is_manager(request.user),
        "options": tuple(_options(request, case, reading)) if case.is_open else (),
        "words": their_words(case, reading),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _options(request: SignedIn, case: Case, reading: Reading) -> Iterator[Option]:
    zone, rank = zone_of(case.organization), plan_rank(reading.protocol, case.plan)
    for key, plan in reading.protocol.plans.items():
        if key != case.plan:
            agreed, alone = (
                shifts(reading, PlanChanged(key), side, request.now, zone) for side in (Side.CUSTOMER, Side.STAFF)
            )
            yield Option(plan, plan_rank(reading.protocol, key) > rank, agreed, alone)
