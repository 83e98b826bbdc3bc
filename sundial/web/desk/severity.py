"""Severity on the desk: what is asked for, and changing it with what that moves in plain sight (O4.2, O6.8)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.severity import ask_severity, change_severity, decline_severity
from sundial.models import Case, protocol_of
from sundial.protocol.document import Question, Severity
from sundial.protocol.facts import SeverityChanged, Side
from sundial.protocol.severity import NO, YES, answers_as_text, severity_by
from sundial.protocol.wizard import answers_that_count
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.asked import asked
from sundial.web.desk import plan, waiting, waivers
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.words_of_theirs import their_words
from sundial.web.doing import do_once, number_in
from sundial.web.effects import Shift, shifts
from sundial.web.promises import Reading, read_one

PAGE = "desk/severity/severity.html"
MEND = "Mend one of the two, or clear the answers."


@dataclass(frozen=True, slots=True)
class Option:
    """Another severity, with what it would move: with the customer's agreement, and without (the same if graver)."""

    severity: Severity
    is_graver: bool
    agreed: tuple[Shift, ...]
    alone: tuple[Shift, ...]


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what the facts beside the conversation say of severity, waiting and waivers."""
    return {
        "severity_now": reading.protocol.severities.get(case.severity),
        "severity_asked": asked(case, reading, request.now, zone_of(case.organization)),
        **waiting.about(request, case, reading),
        **waivers.about(request, case, reading),
    }


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return what this person can do here: another severity, another plan, a status to wait under, a waiver."""
    found: list[Act] = []
    if case.is_open:
        url = reverse("desk:severity", args=[case.number])
        found.append(Act("Severity", url, f"{case.severity} now; see what another one moves", "v"))
    found += [*plan.acts(request, case, reading), *waiting.acts(request, case, reading)]
    return (*found, *waivers.acts(request, case, reading))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show what another severity would move, or change it."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    evidence, seen = number_in(request, "evidence"), number_in(request, "seen")
    return _do(request, case, partial(change_severity, evidence=evidence, seen=seen))


@require_POST
@for_staff
def requests(request: SignedIn, number: str) -> HttpResponse:
    """Ask the customer whether another severity is right by now; nothing moves before they answer."""
    return _do(request, case_or_404(request, number), ask_severity)


@require_POST
@for_staff
def refusals(request: SignedIn, number: str) -> HttpResponse:
    """Decline what the customer asked for, with a reason that they read; or take back what we asked."""
    case = case_or_404(request, number)
    by, now, text = request.user, request.now, request.POST.get("text", "")
    verb = partial(decline_severity, case, number_in(request, "request") or 0, by=by, now=now, text=text)
    return _answer(request, case, do_once(request, verb))


def _do(request: SignedIn, case: Case, verb: Callable[..., object]) -> HttpResponse:
    """Do something about the severity that was chosen."""
    severity, questions = number_in(request, "severity"), protocol_of(case.revision).questions
    if severity is None:
        return _page(request, case, "Choose a severity first.")
    answers = _answered(request, questions)
    comes_to = severity_by(questions, answers)
    if comes_to not in (None, severity):
        return _page(request, case, f"The answers come to severity {comes_to}, and {severity} is chosen. {MEND}")
    by, now, text = request.user, request.now, request.POST.get("text", "")
    verb = partial(verb, case, severity, by=by, now=now, text=text, answers=answers_as_text(answers))
    return _answer(request, case, do_once(request, verb))


def _answered(request: SignedIn, questions: Sequence[Question]) -> dict[str, bool]:
    """Return what was said to the wizard's questions, as far as they count (O4.2)."""
    given = {question.key: request.POST.get(f"answer-{question.key}") for question in questions}
    return answers_that_count(questions, {key: said == YES for key, said in given.items() if said in (YES, NO)})


def _answer(request: SignedIn, case: Case, problem: str) -> HttpResponse:
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    case = case_or_404(request, case.number)
    reading = read_one(case, request.now)
    questions = [(one, request.POST.get(f"answer-{one.key}", "")) for one in reading.protocol.questions]
    context = {
        "severity_now": reading.protocol.severities.get(case.severity),
        "severity_asked": asked(case, reading, request.now, zone_of(case.organization)),
        "options": tuple(_options(request, case, reading)) if case.is_open else (),
        "words": their_words(case, reading),
        "questions": questions,
        "asked_something": any(said for _, said in questions),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _options(request: SignedIn, case: Case, reading: Reading) -> Iterator[Option]:
    zone = zone_of(case.organization)
    for number, severity in reading.protocol.severities.items():
        if number != case.severity:
            agreed, alone = (
                shifts(reading, SeverityChanged(number), side, request.now, zone)
                for side in (Side.CUSTOMER, Side.STAFF)
            )
            yield Option(severity, number < case.severity, agreed, alone)
