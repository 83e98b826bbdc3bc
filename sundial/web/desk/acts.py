"""What is done to a case from its head: taken, given away, resolved, reopened, closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from sundial.commands.cases import close, reopen, resolve
from sundial.commands.errors import Refused
from sundial.commands.once import first_time, is_sent
from sundial.commands.team import assign
from sundial.models import Case, Person
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk import case as cases
from sundial.web.desk import composer, people
from sundial.web.desk.composer import Draft, MessageForm
from sundial.web.promises import read_one

WORDING = "desk/cases/_wording.html"
Verb = Callable[[str], object]


class WordingForm(MessageForm):
    """The words of an act may be missing."""

    text = forms.CharField(max_length=composer.LONGEST, required=False)


@require_POST
@for_staff
def own(request: SignedIn, number: str) -> HttpResponse:
    """Take the case, or give it to the colleague who was chosen."""
    case = case_or_404(request, number)
    to = _colleague(case, request.POST.get("owner", "")) or request.user
    seen = request.POST.get("seen")
    answer = _do(request, case, lambda: assign(case, to=to, by=request.user, now=request.now, seen=seen))
    back = request.POST.get("back", "")
    taken_there = back.startswith(reverse("desk:queue") + "?") or back == reverse("desk:queue")
    return redirect(back) if taken_there and answer.status_code == 302 else answer


@require_POST
@for_staff
def resolutions(request: SignedIn, number: str) -> HttpResponse:
    """Resolve the case, with a public message where there are words."""
    case = case_or_404(request, number)
    return _with_words(
        request, case, "resolve", lambda text: resolve(case, by=request.user, now=request.now, text=text)
    )


@require_POST
@for_staff
def reopenings(request: SignedIn, number: str) -> HttpResponse:
    """Take the case up again."""
    case = case_or_404(request, number)
    return _with_words(request, case, "reopen", lambda text: reopen(case, by=request.user, now=request.now, text=text))


@require_POST
@for_staff
def closures(request: SignedIn, number: str) -> HttpResponse:
    """End the case for good."""
    case = case_or_404(request, number)
    return _do(request, case, lambda: close(case, by=request.user, now=request.now))


def _with_words(request: SignedIn, case: Case, act: str, verb: Verb) -> HttpResponse:
    """Do it once, unless its words should be looked at again."""
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _waits(request, case, act, composer.typed(request.POST, case, composer.problem(form)))
    if is_sent(request.user, form.cleaned_data["key"]):
        return _done(request, case)
    if waiting := _waiting(request, case, form):
        return _waits(request, case, act, waiting)
    try:
        with transaction.atomic():  # a refusal gives the key back
            if first_time(request.user, form.cleaned_data["key"], now=request.now):
                verb(form.cleaned_data["text"])
    except Refused as refusal:
        return _waits(request, case, act, composer.typed(request.POST, case, str(refusal)))
    return _done(request, case)


def _waiting(request: SignedIn, case: Case, form: WordingForm) -> Draft | None:
    """Return the words if they have to wait; where there are none, none do."""
    if not form.cleaned_data["text"].strip():
        return None
    entries = cases.conversation(case, read_one(case, request.now, inside=True), request.zone)
    return composer.held(form, case, entries, request.user)


def _do(request: SignedIn, case: Case, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except Refused as refusal:
        notices = {"notices": [str(refusal)]}
        if request.htmx:
            return render(request, cases.PARTS, cases.parts(request, case) | notices)
        return cases.page(request, case, composer.empty(case), notices, status=409)
    return _done(request, case)


def _done(request: SignedIn, case: Case) -> HttpResponse:
    if request.htmx:
        return render(request, cases.PARTS, cases.parts(request, case_or_404(request, case.number)))
    return redirect("desk:case", case.number)


def _waits(request: SignedIn, case: Case, act: str, draft: Draft) -> HttpResponse:
    """Show the words again, and why they wait."""
    name = {"resolve": "resolution", "reopen": "reopening"}[act]
    if not request.htmx:
        return cases.page(request, case, composer.empty(case), {name: draft, "opened": act}, status=422)
    context: dict[str, Any] = {
        "case": case,
        "draft": draft,
        "name": name,
        "verb": act.capitalize(),
        "act_url": request.path,
        "readers": people.audience(people.readers(case), case.organization.name),
        "there": request.zone,
    }
    return render(request, WORDING, context, status=422)


def _colleague(case: Case, chosen: str) -> Person | None:
    """Return who was chosen, None if nobody was; somebody outside the wall does not exist (O2.7)."""
    if not chosen:
        return None
    try:
        found = people.could_own(case).filter(pk=UUID(chosen)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
