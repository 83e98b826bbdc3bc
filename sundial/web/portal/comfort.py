"""Whether a customer is comfortable with the progress, said by themselves: a page for each escalation (O8.5)."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.escalating import say_comfort
from sundial.models import Case
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_contacts
from sundial.web.doing import do_once
from sundial.web.portal.climbing import LADDER
from sundial.web.portal.ladder_ahead import NAMES, next_step
from sundial.web.portal.ladder_read import Told, escalations
from sundial.web.portal.refused import CONFLICT
from sundial.web.portal.replies import MOST
from sundial.web.promises import read_one

PAGE = "portal/ladder/comfort.html"
ANSWERS = {"yes": True, "no": False}
CHOOSE = "Choose one of the two answers."
LONG = "This is too long for one message."


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def say(request: SignedIn, number: str, nth: int) -> HttpResponse:
    """Ask, and take the answer; of what is settled the page says how it ended."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case, nth)
    answer, text = ANSWERS.get(request.POST.get("comfortable", "")), request.POST.get("text", "")
    wrong = CHOOSE if answer is None else LONG if len(text) > MOST else ""
    if wrong or answer is None:
        return _page(request, case, nth, wrong, status=422)
    seq = _nth(request, case, nth).taken.seq
    act = partial(say_comfort, case, seq, comfortable=answer, by=request.user, now=request.now, text=text)
    if problem := do_once(request, act):
        return _page(request, case_or_404(request, number), nth, problem, status=CONFLICT)
    return redirect(f"{reverse('portal:case', args=[case.number])}{LADDER}")


def _nth(request: SignedIn, case: Case, nth: int) -> Told:
    """Return the nth escalation of a case; raises Http404 where it has had no so many."""
    found = escalations(case, read_one(case, request.now), request.user)
    told = next((one for one in found if one.nth == nth), None)
    if told is None:
        raise Http404(NOT_FOUND)
    return told


def _page(request: SignedIn, case: Case, nth: int, problem: str = "", status: int = 200) -> HttpResponse:
    told = _nth(request, case, nth)
    following = next_step(case, read_one(case, request.now))
    context = {
        "here": "case",
        "case": case,
        "told": told,
        "next": NAMES[following.way] if following else "",
        "typed": request.POST.get("text", ""),
        "problem": problem,
    }
    return render(request, PAGE, context, status=status)
