"""Opening a case: what hurts, how badly, and by when a person answers, seen before anything is sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sundial.commands.cases import NewCase, open_case
from sundial.commands.once import first_time, sent_at
from sundial.models import Case
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
    """What a customer says who opens a case; the products are those of the entitlement."""

    product = forms.CharField(max_length=120)
    subject = forms.CharField(max_length=200)
    severity = forms.TypedChoiceField(coerce=int)
    text = forms.CharField(max_length=MOST)
    key = forms.UUIDField()

    def __init__(self, data: Any, services: Services) -> None:
        super().__init__(data)
        for name, words in NEEDED.items():
            self.fields[name].error_messages["required"] = words
        numbers = [(number, str(number)) for number in services.protocol.severities]
        self.fields["severity"].choices = numbers  # type: ignore[attr-defined]
        self.products = list(services.entitlement.products) if services.entitlement else []

    def clean_product(self) -> str:
        """Refuse a product that the entitlement does not name, where it names any."""
        product: str = self.cleaned_data["product"]
        if self.products and product not in self.products:
            raise forms.ValidationError(NEEDED["product"])
        return product


@require_http_methods(["GET", "HEAD", "POST"])
@for_contacts
def open_or_ask(request: SignedIn) -> HttpResponse:
    """Ask what is wrong, or open the case; what was typed is kept when something is missing."""
    services = services_of(request)
    form = CaseForm(request.POST if request.method == "POST" else None, services)
    if request.method == "POST" and form.is_valid():
        case = _opened(request, form.cleaned_data)
        return redirect("portal:case", case.number) if case else redirect("portal:home")
    context = {
        "here": "new",
        "services": services,
        "form": form,
        "typed": request.POST,
        "chosen": request.POST.get("severity", ""),
        "expectations": expectations(services.terms, request.now, request.zone),
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "portal/cases/new.html", context, status=422 if form.is_bound else 200)


def _opened(request: SignedIn, said: dict[str, Any]) -> Case | None:
    """Open the case once, however often its form arrives; None if its key was taken for something else."""
    if not first_time(request.user, said["key"], now=request.now):
        return Case.objects.filter(contact=request.user, opened_at=sent_at(request.user, said["key"])).first()
    new = NewCase(said["subject"], said["text"], said["severity"], said["product"])
    return open_case(new, contact=request.user, by=request.user, now=request.now).case
