"""A customer takes the next rung, having read what it brings (O7.1 to O7.4, O8.4)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.errors import Refused
from sundial.commands.escalating import Wish, escalate
from sundial.commands.escalation_ground import OnThatRung, check_rung
from sundial.commands.once import is_sent
from sundial.models import Case, protocol_of
from sundial.protocol.document.ladder import Rung
from sundial.web.access import SignedIn, case_or_404, for_contacts
from sundial.web.doing import do_once, key_of, number_in
from sundial.web.portal.climbing_form import ClimbForm
from sundial.web.portal.ladder_ahead import ahead, lines, next_step
from sundial.web.portal.ladder_read import escalations
from sundial.web.portal.ladder_wishes import wishes
from sundial.web.portal.refused import CONFLICT
from sundial.web.promises import Reading, read_one

PAGE, TAKEN = "portal/ladder/next.html", "portal/ladder/taken.html"
LADDER = "#ladder"  # where the case's page says what came of it


@transaction.non_atomic_requests  # what it does is a block of its own (`do_once`), and stands or falls by itself
@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def take(request: SignedIn, number: str) -> HttpResponse:
    """Say what the next rung brings, and take it; whoever presses too late learns who has it, and loses no word."""
    case = case_or_404(request, number)
    if request.method != "POST" or "look" in request.POST:
        return _page(request, case)
    wanted = number_in(request, "rung") or 0
    if who_has_it := _too_late(request, case, wanted):
        return _standing(request, case, who_has_it)
    reading = read_one(case, request.now)
    following = next_step(case, reading)
    if following is None or following.number != wanted:
        return _do(request, case, Wish(rung=wanted, text=request.POST.get("text", "")))
    form = _form(request, reading, following)
    if not form.is_valid():
        return _page(request, case, form=form, reading=reading)
    return _do(request, case, form.wish())


def _too_late(request: SignedIn, case: Case, wanted: int) -> str:
    """Say who has a rung on which the case stands already, "" where it does not, or this very press took it.

    Of many who press at once most come here, and none of them waits for the lock.
    """
    key = key_of(request)
    try:
        check_rung(case, wanted, request.user)
    except OnThatRung as refusal:
        return str(refusal) if key and not is_sent(request.user, key) else ""
    except Refused:
        return ""  # the lock will say so again
    return ""


def _do(request: SignedIn, case: Case, wish: Wish) -> HttpResponse:
    problem = do_once(request, partial(escalate, case, wish, by=request.user, now=request.now))
    if problem:
        case = case_or_404(request, case.number)
        stands = key_of(request) and 0 < wish.rung <= case.rung
        return _standing(request, case, problem) if stands else _page(request, case, problem)
    return redirect(f"{reverse('portal:case', args=[case.number])}{LADDER}")


def _standing(request: SignedIn, case: Case, problem: str) -> HttpResponse:
    """Answer whoever was not the first: who has it, their own words, and the way to the step that is open now."""
    severity = protocol_of(case.revision).severities[case.severity]
    told = {"case": case, "severity": severity, "problem": problem, "unsent": _unsent(request), "typed": request.POST}
    return render(request, TAKEN, {"here": "case", **told}, status=CONFLICT)


def _form(request: SignedIn, reading: Reading, rung: Rung) -> ClimbForm:
    others = tuple(one for one in reading.protocol.severities if one != reading.state.severity)
    return ClimbForm(request.POST, rung, others)


def _page(
    request: SignedIn, case: Case, problem: str = "", form: ClimbForm | None = None, reading: Reading | None = None
) -> HttpResponse:
    reading = reading or read_one(case, request.now)
    rung = next_step(case, reading)
    told = escalations(case, reading, request.user)
    standing = [one for one in told if one.open]
    context = {
        "here": "case",
        "case": case,
        "severity": reading.protocol.severities[case.severity],
        "rung": rung,
        "on": standing[-1] if standing else None,
        "typed": request.POST if request.method == "POST" else {"call": request.user.phone},
        "unsent": _unsent(request) if problem or "look" in request.POST else "",
        "problem": problem,
        "errors": form.errors if form else {},
        **(_ahead(request, case, reading, rung) if rung else {}),
    }
    return render(request, PAGE, context, status=CONFLICT if problem else 422 if form else 200)


def _unsent(request: SignedIn) -> str:
    """Return every word that was typed on another form than the one that stands here now."""
    return "\n".join(filter(None, (request.POST.get(name, "").strip() for name in ("times", "tool", "text"))))


def _ahead(request: SignedIn, case: Case, reading: Reading, rung: Rung) -> dict[str, Any]:
    """Return what the page of an open rung says beforehand, and what can be asked for there."""
    coming = ahead(case, reading, rung, request.now)
    *steps, total = coming.line.steps(request.zone)
    return {
        "ahead": coming,
        "steps": steps,
        "sum": total,
        "wishes": list(wishes(rung)) if rung.asks_for else [],
        "severities": [one for one in reading.protocol.severities.values() if one.number != case.severity],
        "phones": lines(case, reading) if rung.way == "phone" else [],
        "owns": reading.protocol.ladder.point_person_owns is not None,
    }
