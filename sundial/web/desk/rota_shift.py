"""One shift: who has it, what was done to it, and what the reader may do with it; each act is a form of its own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from sundial.commands.rota import drop_shift, offer_shift, pass_shift, take_back, take_shift
from sundial.commands.rota_ground import colleague_of, plans
from sundial.commands.rota_offers import may_take
from sundial.models import Person, rota_written
from sundial.models.rota import AROUND
from sundial.protocol.on_duty import may_stand
from sundial.protocol.rota import Duty, Shift, offered_to, shift_named
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.rota_around import Problem, choices, person_of, regions_of, shown, staff, tried, week_url
from sundial.web.desk.rota_words import Teller, span
from sundial.web.doing import number_in
from sundial.web.rota_now import Plan

PAGE = "desk/rota/shift.html"
SAYS = {Duty.SHIFT: "on shift", Duty.MANAGER: "Duty Manager", Duty.ON_CALL: "on call"}
LONGEST_NAME = 200  # characters


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show one shift."""
    return _page(request, request.GET.get("shift", ""))


@require_POST
@for_staff
def offers(request: SignedIn) -> HttpResponse:
    """Offer a shift to somebody, or to anybody."""
    to = request.POST.get("to", "")
    whom = person_of(staff(), to) if to else None
    if to and whom is None:
        return _page(request, _name(request), Problem("to", "Choose to whom you offer it."))
    return _done(request, partial(offer_shift, _name(request), whom))


@require_POST
@for_staff
def takings(request: SignedIn) -> HttpResponse:
    """Take a shift: one that is offered, or one that runs in one's own region."""
    return _done(request, partial(take_shift, _name(request)))


@require_POST
@for_staff
def passings(request: SignedIn) -> HttpResponse:
    """Give a shift to somebody else."""
    to = person_of(staff(), request.POST.get("to", ""))
    if to is None:
        return _page(request, _name(request), Problem("give", "Choose who has it from now on."))
    return _done(request, partial(pass_shift, _name(request), to), field="give")


@require_POST
@for_staff
def droppings(request: SignedIn) -> HttpResponse:
    """Let a shift not take place."""
    return _done(request, partial(drop_shift, _name(request)))


@require_POST
@for_staff
def withdrawals(request: SignedIn) -> HttpResponse:
    """Take a change back, and go to where it was seen."""
    name = _name(request)
    problem = tried(request, partial(take_back, number_in(request, "change") or 0))
    if problem and name:
        return _page(request, name, problem)
    if problem:
        return shown(request, "desk/rota/refused.html", {}, problem)
    return redirect(week_url(request.now, request.zone))


def _done(request: SignedIn, verb: Any, field: str = "") -> HttpResponse:
    """Do it, and show the week in which it is; what is refused is said on the page of the shift."""
    name = _name(request)
    shift = _found(name, request.now)[1]
    problem = tried(request, verb)
    if problem:
        return _page(request, name, Problem(field if problem.field == "to" and field else problem.field, problem.text))
    return redirect(week_url(max(shift.since, request.now) if shift else request.now, request.zone))


def _name(request: SignedIn) -> str:
    return request.POST.get("shift", "")[:LONGEST_NAME]


def _found(name: str, now: datetime) -> tuple[Plan, Shift | None]:
    """Return the whole rota as far as one shift is concerned, and the shift."""
    written = rota_written()
    shift = shift_named(*written, name)
    span = (shift.since - AROUND, shift.until + AROUND) if shift else (now, now)
    return Plan(written, (shift,) if shift else (), {}, *span), shift


def _page(request: SignedIn, name: str, problem: Problem | None = None) -> HttpResponse:
    plan, shift = _found(name[:LONGEST_NAME], request.now)
    if shift is None:
        if problem:
            return shown(request, "desk/rota/refused.html", {}, problem)
        raise Http404(NOT_FOUND)
    return shown(request, PAGE, _context(request, plan, shift), problem)


def _context(request: SignedIn, plan: Plan, shift: Shift) -> dict[str, Any]:
    regions, people = regions_of(request), staff()
    plan = replace(plan, regions=regions)
    is_mine, is_over = shift.person == str(request.user.pk), shift.until <= request.now
    decides = plans(request.user, shift.region) and not is_over
    region = regions.get(shift.region)
    return {
        "shift": shift,
        "has": people.get(shift.person),
        "says": SAYS[shift.duty],
        "span": span(shift.since, shift.until, request.now, request.zone),
        "region": region.name if region else shift.region,
        "is_mine": is_mine,
        "is_over": is_over,
        "runs": shift.since <= request.now < shift.until,
        "to": people.get(offered_to(plan.written.changes, shift) or ""),
        "may_take": may_take(plan.written, shift, request.user, request.now),
        "may_offer": (is_mine or decides) and not is_over,
        "decides": decides,
        "choices": choices(request, _could_stand(people.values(), shift)),
        "history": Teller(plan, people, request.user, request.now, request.zone).of_shift(shift.name),
        "back": week_url(shift.since, request.zone),
    }


def _could_stand(people: Iterable[Person], shift: Shift) -> list[Person]:
    return [one for one in people if may_stand(colleague_of(one), shift.duty) and str(one.pk) != shift.person]
