"""Merging on the desk: the other case is searched among what the reader sees, and what it will owe is shown first."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from sundial.commands.errors import Refused
from sundial.commands.merging import Merging, foreseen, merge
from sundial.models import Case, protocol_of
from sundial.models.case import IS_OPEN
from sundial.models.search import LONGEST, search
from sundial.protocol.clock import Outcome
from sundial.protocol.effect import Moved, running
from sundial.protocol.facts import MergedFrom, OwnerSet, PlanChanged, SeverityChanged
from sundial.protocol.number import normalise
from sundial.protocol.promises import PHASES, Promise
from sundial.web.access import SignedIn, case_or_404, for_staff, inside, may_see, wall_of, zone_of
from sundial.web.desk.act_page import act_page
from sundial.web.desk.alike import likely_duplicates
from sundial.web.doing import do_once
from sundial.web.effects import Shift
from sundial.web.promises import Line
from sundial.web.related import FROM

PAGE = "desk/related/merge.html"
SHOWN = 12  # cases of the customer to choose from; a search finds the others


@dataclass(frozen=True, slots=True)
class Offered:
    """A case into which this one could be merged; `reason` says why it may be about the same thing."""

    case: Case
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merging would do: what is owed afterwards, what ends here, and what comes along."""

    into: Case
    owed: tuple[Shift, ...]
    ends: tuple[Line, ...]
    severity: int | None
    plan: str
    fixes: tuple[str, ...]
    owner: bool
    asked: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Choose the other case, see what a merging would do, and do it."""
    case = case_or_404(request, number)
    named = (request.POST if request.method == "POST" else request.GET).get("into", "").strip()
    into = _seen(request, named)
    if named and into is None:
        return _page(request, case, f"There is no case {named[:20]}.")
    if request.method != "POST" or into is None:
        return _page(request, case, into=into)
    problem = do_once(request, partial(merge, case, into, by=request.user, now=request.now))
    if problem:
        return _page(request, case, problem)
    return redirect(f"{reverse('desk:case', args=[into.number])}?{urlencode({FROM: case.number})}")


def _seen(request: SignedIn, named: str) -> Case | None:
    """Return the case of a number if the reader may see it; what they may not see does not exist (O2.7)."""
    case = Case.objects.select_related("organization", "owner").filter(number=normalise(named) or "").first()
    return case if case and may_see(request.user, case) else None


def _page(request: SignedIn, case: Case, problem: str = "", into: Case | None = None) -> HttpResponse:
    case = case_or_404(request, case.number)
    preview = None
    if into is not None:
        try:
            preview = _preview(request, case, into)
        except Refused as refusal:
            problem = str(refusal)
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context: dict[str, Any] = {
        "preview": preview,
        "query_here": words,
        "offered": [] if preview else list(_offered(request, case, words)),
        "last": SHOWN,
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _offered(request: SignedIn, case: Case, words: str) -> Iterator[Offered]:
    """Yield the customer's other open cases: without a search those that may be about the same thing come first."""
    cases = Case.objects.filter(IS_OPEN, inside(wall_of(request.user)), organization=case.organization_id)
    others = cases.exclude(pk=case.pk).select_related("owner").order_by("-told_at", "number")
    if words:
        yield from map(Offered, _found(others, case, words))
        return
    alike = {one.case.pk: one.alike.reason for one in likely_duplicates(case, request.user, request.now)}
    yield from (Offered(one, alike[one.pk]) for one in others.filter(pk__in=alike))
    yield from map(Offered, others.exclude(pk__in=alike)[:SHOWN])


def _found(others: QuerySet[Case], case: Case, words: str) -> list[Case]:
    """Return the cases with these words, the best first; one that is named by its number is the only one."""
    named = list(others.filter(number=normalise(words) or ""))
    order = {hit.case: nth for nth, hit in enumerate(search(words, case.organization_id))}
    return named or sorted(others.filter(pk__in=order), key=lambda one: order[one.pk])[:SHOWN]


def _preview(request: SignedIn, case: Case, into: Case) -> Preview:
    found = foreseen(case, into, by=request.user, now=request.now)
    added, plans = [what for what, _ in found.goes_on.added], protocol_of(into.revision).plans
    ended = found.ends.history[-1].seq
    ends = [clock for clock in found.ends.after if clock.ended_by == ended]
    taken = next(what for what in added if isinstance(what, MergedFrom))
    return Preview(
        into=into,
        owed=tuple(_shifts(request, found)),
        ends=tuple(Line(clock, found.ends.terms, request.now) for clock in ends if clock.promise in PHASES),
        severity=next((what.severity for what in added if isinstance(what, SeverityChanged)), None),
        plan=next((plans[what.plan].name for what in added if isinstance(what, PlanChanged)), ""),
        fixes=tuple(one.fix for one in taken.fixes),
        owner=any(isinstance(what, OwnerSet) for what in added),
        asked=any(clock.promise is Promise.RESOURCE_ANSWER and clock.outcome is not Outcome.MET for clock in ends),
    )


def _shifts(request: SignedIn, found: Merging) -> Iterator[Shift]:
    """Yield every clock that runs for the customer on the survivor, before and after, the nearest first."""
    side, zone = found.goes_on, zone_of(found.goes_on.case.organization)
    before, after = running(side.before), running(side.after)
    moved = [Moved(before.get(place), after.get(place)) for place in {**before, **after}]
    for one in sorted(moved, key=lambda one: one.clock.due_at):
        yield Shift(one, side.terms, request.now, zone)
