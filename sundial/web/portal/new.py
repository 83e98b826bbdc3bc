"""Opening a case: what hurts, how badly, and by when a person answers, seen before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sundial.commands.cases import NewCase, open_case
from sundial.commands.entitlements import entitled, products_of
from sundial.commands.once import first_time, sent_at
from sundial.models import Case
from sundial.protocol.assessed import LONGEST_VERSION
from sundial.protocol.document import Question
from sundial.protocol.severity import NO, YES, answers_as_text, severity_by
from sundial.protocol.wizard import answers_that_count
from sundial.web.access import SignedIn, for_contacts
from sundial.web.portal.expect import expectations
from sundial.web.portal.replies import MOST
from sundial.web.portal.services import Services, services_of

NEEDED = {
    "product": "Name the product that this is about.",
    "subject": "Say in one line what is wrong.",
    "severity": "Choose how badly it hurts.",
    "text": "Tell us what happened; a few words are enough to begin.",
}


class CaseForm(forms.Form):
    """What a customer says who opens a case; the products are those of their entitlements."""

    product = forms.CharField(max_length=120)
    version = forms.CharField(
        required=False,
        max_length=LONGEST_VERSION,
        error_messages={"max_length": f"At most {LONGEST_VERSION} characters; tell the rest below."},
    )
    subject = forms.CharField(max_length=200)
    severity = forms.TypedChoiceField(coerce=int)
    text = forms.CharField(max_length=MOST)
    key = forms.UUIDField()

    def __init__(self, data: Any, services: Services, products: list[str]) -> None:
        super().__init__(data)
        for name, words in NEEDED.items():
            self.fields[name].error_messages["required"] = words
        numbers = [(number, str(number)) for number in services.protocol.severities]
        self.fields["severity"].choices = numbers  # type: ignore[attr-defined]
        self.products = products

    def clean_product(self) -> str:
        """Refuse a product that no entitlement names, where they name any."""
        product: str = self.cleaned_data["product"]
        if self.products and product not in self.products:
            raise forms.ValidationError(NEEDED["product"])
        return product


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the wizard, with what was answered ("" for nothing yet)."""

    question: Question
    answer: str

    @property
    def field(self) -> str:
        """What its answer is called in the form."""
        return f"q-{self.question.key}"


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def open_or_ask(request: SignedIn) -> HttpResponse:
    """Ask what is wrong, propose a severity, or open the case; what was typed is kept when something is missing."""
    given = request.POST if request.method == "POST" else request.GET
    services = _of_product(services_of(request), given.get("product", ""), request)
    answers = answered(services.protocol.questions, request.POST)
    proposed, proposes = severity_by(services.protocol.questions, answers), "propose" in request.POST
    sent = request.POST if request.method == "POST" and not proposes else None
    form = CaseForm(sent, services, products_of(services.organization))
    if form.is_bound and form.is_valid():
        case = _opened(request, form.cleaned_data, answers)
        return redirect("portal:case", case.number) if case else redirect("portal:home")
    context = {
        "here": "new",
        "services": services,
        "form": form,
        "typed": given,
        "chosen": str(proposed or "") if proposes else request.POST.get("severity", ""),
        "questions": [Asked(one, request.POST.get(f"q-{one.key}", "")) for one in services.protocol.questions],
        "proposed": proposed,
        "unsettled": proposes and proposed is None,
        "expectations": expectations(services.terms, request.now, request.zone),
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "portal/cases/new.html", context, status=422 if form.is_bound else 200)


def answered(questions: tuple[Question, ...], post: QueryDict) -> Mapping[str, bool]:
    """Return what the wizard was told, as far as it asked; what is neither yes nor no is no answer."""
    given = {one.key: post.get(f"q-{one.key}", "") for one in questions}
    return answers_that_count(questions, {key: answer == YES for key, answer in given.items() if answer in (YES, NO)})


def _of_product(services: Services, product: str, request: SignedIn) -> Services:
    """Return what counts for a product: of several entitlements another one may (O3.5)."""
    if not product:
        return services
    return replace(services, entitled=entitled(services.organization, product, services.protocol, request.now))


def _opened(request: SignedIn, said: dict[str, Any], answers: Mapping[str, bool]) -> Case | None:
    """Open the case once, however often its form arrives; None if its key was taken for something else."""
    if not first_time(request.user, said["key"], now=request.now):
        return Case.objects.filter(contact=request.user, opened_at=sent_at(request.user, said["key"])).first()
    new = NewCase(
        subject=said["subject"],
        text=said["text"],
        severity=said["severity"],
        product=said["product"],
        version=said["version"],
        answers=answers_as_text(answers),
    )
    return open_case(new, contact=request.user, by=request.user, now=request.now).case
