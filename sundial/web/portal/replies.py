"""What a customer writes on a case: a message, or the wish to take it up again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from sundial.commands.cases import reopen as reopen_case
from sundial.commands.errors import NotResolved, Refused
from sundial.commands.going_on import goes_on_as
from sundial.commands.messages import reply
from sundial.commands.once import first_time
from sundial.models import Case
from sundial.web.access import SignedIn, case_or_404, for_contacts
from sundial.web.parts import lead
from sundial.web.portal.cases import answer
from sundial.web.related import FROM

MOST = 20_000  # characters of one message


class MessageForm(forms.Form):
    """The words, and the key that makes one press of the button one message."""

    text = forms.CharField(
        max_length=MOST,
        error_messages={"required": "Write a message first.", "max_length": "This is too long for one message."},
    )
    key = forms.UUIDField()


class ReopeningForm(MessageForm):
    """To take a case up again, words are welcome and not needed."""

    text = forms.CharField(max_length=MOST, required=False)


@require_POST
@for_contacts
def create(request: SignedIn, number: str) -> HttpResponse:
    """Send a message; on a resolved case it takes the case up again (O6.10)."""
    case = case_or_404(request, number)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _again(request, case, form)
    return _once(request, case, form, lambda text: reply(case, by=request.user, text=text, now=request.now))


@require_POST
@for_contacts
def reopen(request: SignedIn, number: str) -> HttpResponse:
    """Take a resolved case up again; pressed twice, it is open all the same."""
    case = case_or_404(request, number)
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return _again(request, case, form)
    return _once(request, case, form, lambda text: reopen_case(case, by=request.user, text=text, now=request.now))


def _once(request: SignedIn, case: Case, form: forms.Form, act: Callable[[str], object]) -> HttpResponse:
    key: UUID = form.cleaned_data["key"]
    try:
        if first_time(request.user, key, now=request.now):
            act(form.cleaned_data["text"])
    except NotResolved:
        pass
    except Refused as refusal:
        return answer(request, case, problem=str(refusal), typed=form.cleaned_data["text"])
    there = goes_on_as(case)
    if there.pk != case.pk:  # it was merged, and what was written arrived on the other case
        return lead(request, f"{reverse('portal:case', args=[there.number])}?{urlencode({FROM: case.number})}")
    return answer(request, case) if request.htmx else redirect("portal:case", case.number)


def _again(request: SignedIn, case: Case, form: forms.Form) -> HttpResponse:
    problem = next(iter(form.errors.get("text", [])), "This form has gone stale. Please send it again.")
    return answer(request, case, problem=str(problem), typed=request.POST.get("text", ""))
