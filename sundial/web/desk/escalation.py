"""The escalation room: its point person takes it, does the duties, writes findings, notes comfort (O7.5, O8.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sundial.commands import escalating
from sundial.models import Case, FactRow
from sundial.protocol.facts import Duty
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk import guard
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import LONGEST
from sundial.web.desk.duty_words import HOW, contacted, problem_of
from sundial.web.desk.guard import Hold
from sundial.web.desk.people import colleagues
from sundial.web.desk.requests import moment
from sundial.web.desk.room import forms_of, room
from sundial.web.doing import do_once, number_in, whole
from sundial.web.promises import read_one

PAGE = "desk/escalation/room.html"
TOO_LONG = f"That is longer than {LONGEST:,} characters; put the rest into a note."
NO_ANSWER = "Say whether they are comfortable."
LOOK = "Look at it once more: the customer reads this."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done: in which form, the reason, and what of the words should be looked at again."""

    form: str = ""
    says: str = ""
    holds: tuple[Hold, ...] = ()


@require_safe
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show the room of the highest rung that is open, or of the one that is named."""
    return _page(request, case_or_404(request, number), whole(request.GET.get("of", "")))


@require_POST
@for_staff
def own(request: SignedIn, number: str) -> HttpResponse:
    """Become the point person; whoever is it meanwhile is named."""
    case, seen = case_or_404(request, number), request.POST.get("seen", "")
    return _do(request, case, "own", partial(escalating.own, seen=seen))


@require_POST
@for_staff
def duties(request: SignedIn, number: str) -> HttpResponse:
    """Do one of the duties, with words."""
    case, named, text = case_or_404(request, number), request.POST.get("duty", ""), request.POST.get("text", "")
    if named not in list(Duty):
        return _page(request, case, number_in(request, "escalation"), Refusal("own", "There is no such duty."))
    duty = Duty(named)
    if duty is Duty.CONTACT:
        how, at = request.POST.get("how", ""), moment(request.POST.get("at", ""), request)
        if wrong := problem_of(how, at, _since(request, case), request.now):
            return _page(request, case, number_in(request, "escalation"), Refusal(named, wrong))
        text = contacted(how, at, text, zone_of(case.organization)) if at else text
    return _say(request, case, named, text, partial(escalating.do_duty, duty=duty), public=duty is not Duty.PARTIES)


@require_POST
@for_staff
def findings(request: SignedIn, number: str) -> HttpResponse:
    """Write how the rungs before failed the customer."""
    case = case_or_404(request, number)
    return _say(request, case, "findings", request.POST.get("text", ""), escalating.write_findings, public=False)


@require_POST
@for_staff
def comfort(request: SignedIn, number: str) -> HttpResponse:
    """Note what the customer said about the progress, how and when."""
    case, said = case_or_404(request, number), request.POST.get("comfortable", "")
    if said not in ("yes", "no"):
        return _page(request, case, number_in(request, "escalation"), Refusal("comfort", NO_ANSWER))
    verb = partial(escalating.say_comfort, comfortable=said == "yes")
    return _say(request, case, "comfort", request.POST.get("text", ""), verb, public=True)


@require_POST
@for_staff
def settlements(request: SignedIn, number: str) -> HttpResponse:
    """Decide what the customer's silence means, with a reason that they read."""
    case = case_or_404(request, number)
    return _say(request, case, "settle", request.POST.get("text", ""), escalating.settle, public=True)


def _say(
    request: SignedIn, case: Case, form: str, text: str, verb: Callable[..., object], *, public: bool
) -> HttpResponse:
    """Do something with words; those that the customer reads are looked at once more, where they need it."""
    chosen = number_in(request, "escalation")
    if len(text) > LONGEST:
        return _page(request, case, chosen, Refusal(form, TOO_LONG))
    holds = guard.holds(text, colleagues()) if public else ()
    if holds and request.POST.get("anyway") != token(text):
        return _page(request, case, chosen, Refusal(form, LOOK, holds), anyway=token(text))
    return _do(request, case, form, partial(verb, text=text))


def _do(request: SignedIn, case: Case, form: str, verb: Callable[..., object]) -> HttpResponse:
    seq = number_in(request, "escalation") or 0
    problem = do_once(request, lambda: verb(case, seq, by=request.user, now=request.now))
    if problem:
        return _page(request, case_or_404(request, case.number), seq, Refusal(form, problem))
    return redirect(f"{reverse('desk:escalation', args=[case.number])}?of={seq}")


def _since(request: SignedIn, case: Case) -> datetime:
    """Return when the rung was taken that is spoken of."""
    taken = FactRow.objects.filter(case=case, seq=number_in(request, "escalation") or 0, kind="escalated")
    return taken.values_list("at", flat=True).first() or case.opened_at


def token(text: str) -> str:
    """Name one text: once it changes the question is asked again."""
    return sha256(text.encode()).hexdigest()[:32]


def _page(
    request: SignedIn, case: Case, chosen: int | None, refusal: Refusal | None = None, *, anyway: str = ""
) -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    shown = room(request, case, reading, chosen)
    context = {
        "reading": reading,
        "refusal": refusal or Refusal(),
        "stray": refusal is not None and refusal.form not in forms_of(shown),
        "anyway": anyway,
        "how": HOW,
        **shown,
    }
    return act_page(request, case, PAGE, context, problem=refusal.says if refusal else "")
