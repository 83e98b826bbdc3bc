"""Agreements on the desk: what holds instead of a cadence, proposed to the customer or noted in their words (O6.2)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.agreements import decline, note_agreed, propose, withdraw
from sundial.models import Case
from sundial.protocol.agreeing import agreeable, made_of
from sundial.protocol.facts import DateAccepted, Side
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.agreed import Shown, shown
from sundial.web.desk import people
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.instead import UNITS, InsteadForm, suggested
from sundial.web.desk.words_of_theirs import their_words
from sundial.web.doing import do_once, number_in
from sundial.web.effects import shifts
from sundial.web.promises import NAMES, Reading, read_one

PAGE = "desk/agreements/page.html"


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what stands on the case: what is agreed, and what waits for the customer's answer."""
    return {"agreements_standing": [one for one in _shown(request, case, reading) if _on_the_face(one)]}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to the agreements."""
    if not case.is_open and not _shown(request, case, reading):
        return ()
    url = reverse("desk:agreements", args=[case.number])
    return (Act("Agreements", url, "other updates than the table's, with the customer"),)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def index(request: SignedIn, number: str) -> HttpResponse:
    """List what was proposed and agreed, or record what the customer has agreed to in a message of theirs."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    return _put(request, case, partial(note_agreed, evidence=number_in(request, "evidence")))


@require_POST
@for_staff
def proposals(request: SignedIn, number: str) -> HttpResponse:
    """Propose it to the customer, who accepts with one press or does not."""
    return _put(request, case_or_404(request, number), propose)


@require_POST
@for_staff
def looks(request: SignedIn, number: str) -> HttpResponse:
    """Show what it would move, and words for the customer; nothing is done."""
    case = case_or_404(request, number)
    form, reading = _form(request, case)
    return _page(request, case, look=_look(request, case, form, reading))


@require_POST
@for_staff
def withdrawals(request: SignedIn, number: str, seq: int) -> HttpResponse:
    """Withdraw an agreement: the table counts again."""
    return _end(request, case_or_404(request, number), withdraw, seq)


@require_POST
@for_staff
def refusals(request: SignedIn, number: str, seq: int) -> HttpResponse:
    """Take a proposal back."""
    return _end(request, case_or_404(request, number), decline, seq)


def _put(request: SignedIn, case: Case, verb: Callable[..., object]) -> HttpResponse:
    """Propose or record what the form says."""
    form, reading = _form(request, case)
    if form.instead is None:
        return _page(request, case, form.problem)
    by, now, text = request.user, request.now, form.cleaned_data["text"]
    problem = do_once(request, partial(verb, case, form.instead, by=by, now=now, text=text))
    if not problem:
        return redirect("desk:case", case.number)
    return _page(request, case, problem, look=_look(request, case, form, reading))


def _end(request: SignedIn, case: Case, verb: Callable[..., object], seq: int) -> HttpResponse:
    by, now, text = request.user, request.now, request.POST.get("text", "")
    problem = do_once(request, partial(verb, case, seq, by=by, now=now, text=text))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def _form(request: SignedIn, case: Case) -> tuple[InsteadForm, Reading]:
    reading = read_one(case, request.now)
    promises = agreeable(reading.history, reading.terms)
    form = InsteadForm(request.POST, promises, zone_of(case.organization))
    form.is_valid()
    return form, reading


def _look(request: SignedIn, case: Case, form: InsteadForm, reading: Reading) -> dict[str, Any]:
    """Return what the form would move, and its words: those that were typed, unless they were only suggested."""
    if form.instead is None:
        return {"wrong": form.problem}
    zone = zone_of(case.organization)
    moves = shifts(reading, made_of(form.instead), Side.CUSTOMER, request.now, zone)
    drafted, typed = suggested(form, reading), form.cleaned_data["text"].strip()
    was_drafted = typed in ("", form.cleaned_data["drafted"].strip())
    return {"shifts": moves, "drafted": drafted, "text": drafted if was_drafted else typed}


def _page(request: SignedIn, case: Case, problem: str = "", look: dict[str, Any] | None = None) -> HttpResponse:
    case = case_or_404(request, case.number)
    reading = read_one(case, request.now)
    every = _shown(request, case, reading)
    context = {
        "standing": [one for one in every if not one.is_over],
        "over": [one for one in every if one.is_over],
        "promises": [(str(one), NAMES[one]) for one in agreeable(reading.history, reading.terms)],
        "units": UNITS,
        "words": their_words(case, reading),
        "contacts": people.readers(case),
        "look": look,
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _shown(request: SignedIn, case: Case, reading: Reading) -> tuple[Shown, ...]:
    return shown(reading, request.now, zone_of(case.organization))


def _on_the_face(one: Shown) -> bool:
    """Leave out what another column shows: the acceptance of a release date."""
    return not one.is_over and not isinstance(one.one.what, DateAccepted)
