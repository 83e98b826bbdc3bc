"""Another severity, asked for by the customer or of them, with what it would move said beforehand (O4.2, O6.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.severity import ask_severity, change_severity, decline_severity
from sundial.models import Case
from sundial.protocol.asks import Ask, asks
from sundial.protocol.document import Severity
from sundial.protocol.facts import SeverityChanged, Side
from sundial.protocol.severity import Way, answers_as_text, ways
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_contacts
from sundial.web.doing import do_once, number_in
from sundial.web.effects import in_a_sentence, shifts
from sundial.web.portal.refused import refused
from sundial.web.portal.severity import about
from sundial.web.promises import Reading, read_one

PAGE = "portal/severity/ask.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way through the wizard, with the severity that it settles and what that would move."""

    number: int
    way: Way
    severity: Severity
    moves: str
    is_now: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def ask(request: SignedIn, number: str) -> HttpResponse:
    """Ask how grave it is by now, say what each answer would move, and put the question to the team."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    choices = {choice.number: choice for choice in _choices(case, read_one(case, request.now), request)}
    chosen = choices.get(number_in(request, "way") or 0)
    if chosen is None:
        return _page(request, case, "Choose the first sentence that is true.")
    answers, text = answers_as_text(chosen.way.answers), request.POST.get("text", "")
    by, now, severity = request.user, request.now, chosen.severity.number
    problem = do_once(request, partial(ask_severity, case, severity, by=by, now=now, text=text, answers=answers))
    return _page(request, case, problem) if problem else redirect("portal:case", case.number)


@require_POST
@for_contacts
def acceptances(request: SignedIn, number: str, nth: int) -> HttpResponse:
    """Accept the severity that the team asks for: the customer's own act, by which it changes."""
    case = case_or_404(request, number)
    return _answer(request, case, partial(change_severity, case, _nth(case, nth, request).what.severity))


@require_POST
@for_contacts
def refusals(request: SignedIn, number: str, nth: int) -> HttpResponse:
    """Leave the severity as it is: decline what the team asks for, or take one's own wish back."""
    case = case_or_404(request, number)
    return _answer(request, case, partial(decline_severity, case, _nth(case, nth, request).fact.seq))


def _answer(request: SignedIn, case: Case, verb: Callable[..., object]) -> HttpResponse:
    text = request.POST.get("text", "")
    problem = do_once(request, partial(verb, by=request.user, now=request.now, text=text))
    return refused(request, case, problem) if problem else redirect("portal:case", case.number)


def _nth(case: Case, nth: int, request: SignedIn) -> Ask:
    found = asks(read_one(case, request.now).history)
    if not 1 <= nth <= len(found):
        raise Http404(NOT_FOUND)
    return found[nth - 1]


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    case = case_or_404(request, case.number)
    reading = read_one(case, request.now)
    context = {
        "here": "case",
        "case": case,
        "severity": reading.protocol.severities[case.severity],
        "choices": tuple(_choices(case, reading, request)) if about(request, case, reading)["severity_askable"] else (),
        "chosen": request.POST.get("way", ""),
        "typed": request.POST.get("text", ""),
        "problem": problem,
    }
    return render(request, PAGE, context, status=422 if problem else 200)


def _choices(case: Case, reading: Reading, request: SignedIn) -> Iterator[Choice]:
    """Yield every way through the wizard, and then the severities to which none leads."""
    severities = reading.protocol.severities
    every = ways(reading.protocol.questions)
    others = [Way(number, {}, None) for number in severities if number not in {way.severity for way in every}]
    for number, way in enumerate((*every, *others), start=1):
        moves = shifts(reading, SeverityChanged(way.severity), Side.CUSTOMER, request.now, request.zone)
        is_now = way.severity == case.severity
        yield Choice(number, way, severities[way.severity], in_a_sentence(moves), is_now)
