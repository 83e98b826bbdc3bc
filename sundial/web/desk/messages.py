"""What is written on a case from the desk: a note, or a reply that leaves the company."""

from dataclasses import replace
from functools import partial

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from sundial.commands.errors import Refused
from sundial.commands.going_on import goes_on_as
from sundial.commands.messages import note, reply
from sundial.commands.once import first_time, is_sent
from sundial.models import Case
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk import case as cases
from sundial.web.desk import composer
from sundial.web.desk.composer import NOTE, Draft, MessageForm
from sundial.web.desk.notice_marks import ticked
from sundial.web.parts import lead
from sundial.web.promises import read_one
from sundial.web.related import FROM

COMPOSER = "desk/cases/_composer.html"


@require_POST
@for_staff
def create(request: SignedIn, number: str) -> HttpResponse:
    """Keep a note or send a reply, once; what should be looked at again stays in the composer, word for word."""
    old = case_or_404(request, number)
    case = case_or_404(request, goes_on_as(old).number)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _again(request, case, composer.typed(request.POST, case, composer.problem(form)))
    if is_sent(request.user, form.cleaned_data["key"]):
        return _sent(request, case, form.cleaned_data["mode"], old)
    entries = cases.conversation(case, read_one(case, request.now, inside=True), request.zone)
    if waiting := composer.held(form, case, entries, request.user):
        return _again(request, case, waiting)
    try:
        _write(request, old, form)
    except Refused as refusal:
        return _again(request, case, composer.typed(request.POST, case, str(refusal)))
    return _sent(request, case, form.cleaned_data["mode"], old)


def _write(request: SignedIn, case: Case, form: MessageForm) -> None:
    said = form.cleaned_data
    verb = note if said["mode"] == NOTE else partial(reply, notice=ticked(request.POST))
    with transaction.atomic():  # a refusal gives the key back
        if first_time(request.user, said["key"], now=request.now):
            verb(case, by=request.user, text=said["text"], now=request.now)


def _sent(request: SignedIn, case: Case, mode: str, old: Case) -> HttpResponse:
    """Show what changed; who wrote on a merged case is led to the one on which it arrived."""
    page = reverse("desk:case", args=[case.number])
    if old.pk != case.pk:
        return lead(request, f"{page}?{urlencode({'sent': mode, FROM: old.number})}")
    if not request.htmx:
        return redirect(f"{page}?sent={mode}")
    case = case_or_404(request, case.number)
    fresh = composer.empty(case, mode, fresh=True)
    return render(request, cases.SENT, cases.parts(request, case) | cases.pen(case, fresh))


def _again(request: SignedIn, case: Case, draft: Draft) -> HttpResponse:
    draft = replace(draft, notice=ticked(request.POST))
    if not request.htmx:
        return cases.page(request, case, draft, status=422)
    case = case_or_404(request, case.number)
    return render(request, COMPOSER, cases.parts(request, case) | cases.pen(case, draft), status=422)
