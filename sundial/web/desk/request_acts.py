"""One request to another group: read, taken, answered, withdrawn; its words never leave the house (O3.4, O8.7)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sundial.commands.resources import answer_request, may_withdraw, take_request, withdraw_request
from sundial.models import Case
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_staff
from sundial.web.desk import requested
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import LONGEST
from sundial.web.doing import do_once
from sundial.web.promises import read_one

PAGE = "desk/requests/request.html"
TOO_LONG = f"That is longer than {LONGEST:,} characters; put the rest into a note."


@require_safe
@for_staff
def show(request: SignedIn, number: str, seq: int) -> HttpResponse:
    """Show one request of a case, with what can be done to it."""
    return _page(request, case_or_404(request, number), seq)


@require_POST
@for_staff
def own(request: SignedIn, number: str, seq: int) -> HttpResponse:
    """Take a request; whoever took it meanwhile is named."""
    case, seen = case_or_404(request, number), request.POST.get("seen", "")
    problem = do_once(request, lambda: take_request(case, seq, by=request.user, now=request.now, seen=seen))
    if problem:
        return _page(request, case, seq, problem)
    queue = request.POST.get("back") == "queue"
    return redirect(reverse("desk:requests")) if queue else redirect("desk:case-request", case.number, seq)


@require_POST
@for_staff
def answer(request: SignedIn, number: str, seq: int) -> HttpResponse:
    """Answer a request; the answer is read inside, by who asked."""
    case, text = case_or_404(request, number), request.POST.get("text", "")
    if len(text) > LONGEST:
        return _page(request, case, seq, TOO_LONG)
    problem = do_once(request, lambda: answer_request(case, seq, by=request.user, text=text, now=request.now))
    return _page(request, case, seq, problem) if problem else redirect("desk:case-request", case.number, seq)


@require_POST
@for_staff
def withdraw(request: SignedIn, number: str, seq: int) -> HttpResponse:
    """Say that a request is no longer wanted, and why."""
    case, text = case_or_404(request, number), request.POST.get("reason", "")
    if len(text) > LONGEST:
        return _page(request, case, seq, TOO_LONG)
    problem = do_once(request, lambda: withdraw_request(case, seq, by=request.user, text=text, now=request.now))
    return _page(request, case, seq, problem) if problem else redirect("desk:case-request", case.number, seq)


def _page(request: SignedIn, case: Case, seq: int, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    item = next((one for one in requested.of_case(case, reading, request) if one.seq == seq), None)
    asked = reading.fact(seq)
    if item is None or asked is None:
        raise Http404(NOT_FOUND)
    context = {
        "reading": reading,
        "item": item,
        "mine": item.owner_id == str(request.user.pk),
        "may_withdraw": may_withdraw(request.user, case, asked),
    }
    return act_page(request, case, PAGE, context, problem=problem)
