"""Splitting on the desk: what a customer asked by the way begins a case of its own; by when it is answered is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.entitlements import entitled
from sundial.commands.record import Recorded
from sundial.commands.splitting import split, split_off, splittable
from sundial.models import Case, protocol_in_force
from sundial.protocol.document import Severity
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Terms, expectation
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk.act_page import act_page
from sundial.web.doing import do_once, number_in

PAGE = "desk/related/split.html"
LONGEST = 200  # characters of a subject


@dataclass(frozen=True, slots=True)
class Choice:
    """A severity for the new case, and by when a person would answer it, counted from now."""

    severity: Severity
    answer_by: datetime


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Choose the message, say what the new case is about, and open it."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    seq, severity = number_in(request, "message"), number_in(request, "severity")
    if seq is None or severity is None:
        return _page(request, case, "Choose the message and a severity first.")
    opened: list[Recorded] = []
    subject = request.POST.get("subject", "")[:LONGEST]
    verb = partial(split, case, seq, subject=subject, severity=severity, by=request.user, now=request.now)
    problem = do_once(request, lambda: opened.append(verb()))
    if problem:
        return _page(request, case, problem)
    return redirect("desk:case", opened[0].case.number if opened else split_off(case)[-1])


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    case = case_or_404(request, case.number)
    context: dict[str, Any] = {
        "messages": splittable(case),
        "choices": list(_choices(request, case)),
        "chosen": request.POST.get("message") or request.GET.get("message", ""),
        "longest": LONGEST,
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _choices(request: SignedIn, case: Case) -> Iterator[Choice]:
    """Yield what the new case would be promised on each severity; it is entitled as any new one is."""
    protocol, customer = protocol_in_force(request.now), case.organization
    plan = entitled(customer, case.product, protocol, request.now).plan
    terms = Terms(protocol, plan, customer.home_region, tuple(customer.regions))
    for number, severity in protocol.severities.items():
        yield Choice(severity, expectation(Promise.FIRST_RESPONSE, number, terms, request.now)[1])
