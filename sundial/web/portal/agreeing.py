"""Agreements in the portal: accepted and declined with one press, seen, withdrawn; all of an organization's (O6.2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sundial.commands.agreements import agree, decline, withdraw
from sundial.models import Case, FactRow
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_contacts, inside, wall_of
from sundial.web.agreed import KIND_NAMES, shown, shown_of
from sundial.web.doing import do_once
from sundial.web.portal.refused import refused
from sundial.web.promises import read, read_one

PAGE = "portal/agreements/page.html"


@require_safe
@for_contacts
def index(request: SignedIn) -> HttpResponse:
    """List what was agreed on every case of the organization, what stands first."""
    kinds = FactRow.objects.filter(inside(wall_of(request.user), "case__"), kind__in=KIND_NAMES)
    cases = Case.objects.filter(inside(wall_of(request.user)), pk__in=kinds.values("case_id"))
    readings = read(cases.select_related("organization", "owner", "contact"), request.now)
    every = shown_of(readings.values(), request.now, request.zone)
    context = {
        "here": "agreements",
        "asked": [one for one in every if one.can_be_accepted],
        "standing": [one for one in every if not one.is_over and not one.one.is_proposal],
        "over": [one for one in every if one.is_over],
    }
    return render(request, PAGE, context)


@require_POST
@for_contacts
def acceptances(request: SignedIn, number: str, nth: int) -> HttpResponse:
    """Accept what the team proposes: from now on it holds."""
    return _act(request, number, nth, agree)


@require_POST
@for_contacts
def refusals(request: SignedIn, number: str, nth: int) -> HttpResponse:
    """Leave everything as the table has it."""
    return _act(request, number, nth, decline)


@require_POST
@for_contacts
def withdrawals(request: SignedIn, number: str, nth: int) -> HttpResponse:
    """Withdraw what was agreed: the table counts again."""
    return _act(request, number, nth, withdraw)


def _act(request: SignedIn, number: str, nth: int, verb: Callable[..., object]) -> HttpResponse:
    """Do something about the nth agreement of a case, as this person sees them numbered."""
    case = case_or_404(request, number)
    found = {one.nth: one for one in shown(read_one(case, request.now), request.now, request.zone)}
    if nth not in found:
        raise Http404(NOT_FOUND)
    seq = found[nth].one.fact.seq
    problem = do_once(request, partial(verb, case, seq, by=request.user, now=request.now))
    if problem:
        return refused(request, case, problem)
    return (
        redirect("portal:agreements") if request.POST.get("back") == "agreements" else redirect("portal:case", number)
    )
