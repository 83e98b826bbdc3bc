"""Word that could not be delivered: it is sent again, or put aside with a reason, where one is told of it (O8.6)."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.dead_letters import Dead, check_waits, may_see_to, put_aside, send_again
from sundial.commands.letters_told import OWN_NUMBERS
from sundial.models import Alert, AlertKind
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_staff
from sundial.web.desk.alert_log import log
from sundial.web.desk.alert_words import sentence
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.seen_to import seen_to_of
from sundial.web.desk.side import ALERTS, alerts_of, side_of
from sundial.web.doing import do_once, number_in

PAGE = "desk/alerts/dead.html"
WHAT = "Choose what is to be done: send it again, or put it aside."


@require_POST
@for_staff
def of_case(request: SignedIn, number: str) -> HttpResponse:
    """See to what could not be delivered of one fact of a case."""
    case = case_or_404(request, number)
    seq = number_in(request, "seq") or 0
    problem = _see_to(request, Dead(case, seq))
    return log(request, case, problem, seq) if problem else redirect("desk:alert-log", case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def of_alarm(request: SignedIn, alert: UUID) -> HttpResponse:
    """See to what one's own alarm names, where it is of no case: a letter to leadership, a shift that is offered."""
    found = alerts_of(request.user).filter(pk=alert, kind=AlertKind.UNDELIVERED, case=None).first()
    if found is None:
        raise Http404(NOT_FOUND)
    problem = _see_to(request, Dead(None, found.seq, found.about)) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("desk:alerts")
    return _page(request, found, problem)


def _see_to(request: SignedIn, dead: Dead) -> str:
    """Do what the form names; return why it was not done, "" where it is."""
    why, by, now = request.POST.get("why", ""), request.user, request.now
    steps = {
        "again": partial(send_again, dead, by=by, now=now),
        "aside": partial(put_aside, dead, why=why, by=by, now=now),
    }
    step = steps.get(request.POST.get("step", ""))
    return do_once(request, partial(_if_it_waits, dead, step)) if step else WHAT


def _if_it_waits(dead: Dead, step: Callable[[], object]) -> None:
    check_waits(dead)
    step()


def _page(request: SignedIn, alert: Alert, problem: str) -> HttpResponse:
    acts = [one.says(request.now, request.zone) for one in seen_to_of(alert.seq, alert.about)]
    context = {
        "alert": alert,
        "unseen": alert.seq >= OWN_NUMBERS,
        "says": sentence(alert, request.now, request.zone),
        "acts": acts,
        "may": may_see_to(request.user),
        "problem": problem,
        "typed": request.POST,
        "key": request.POST.get("key") or new_key(),
        "side": side_of(request.user, ALERTS, request.now, request.zone),
        "keys": EVERYWHERE,
    }
    return render(request, PAGE, context, status=422 if problem else 200)
