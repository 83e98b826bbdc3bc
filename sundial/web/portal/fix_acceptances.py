"""What a customer does about a release date on their page of a case: accepts it, or takes that back (O6.3)."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from sundial.commands.agreements import Gone, withdraw
from sundial.commands.fixes import DateMoved, accept_date
from sundial.models import Case
from sundial.web.access import SignedIn, case_or_404, for_contacts
from sundial.web.doing import do_once
from sundial.web.portal.fix_card import accepted_in
from sundial.web.portal.refused import refused
from sundial.web.promises import read_one


@require_POST
@for_contacts
def acceptances(request: SignedIn, number: str) -> HttpResponse:
    """Accept the date that the page showed: updates stop until then."""
    case = case_or_404(request, number)
    problem = do_once(request, partial(_accept, request, case))
    return refused(request, case, problem) if problem else redirect("portal:case", case.number)


@require_POST
@for_contacts
def withdrawals(request: SignedIn, number: str) -> HttpResponse:
    """Withdraw what was accepted: updates are owed again."""
    case = case_or_404(request, number)
    problem = do_once(request, partial(_withdraw, request, case))
    return refused(request, case, problem) if problem else redirect("portal:case", case.number)


def _accept(request: SignedIn, case: Case) -> None:
    try:
        date = parse_datetime(request.POST.get("date", ""))
    except ValueError:
        date = None
    if date is None or date.tzinfo is None:
        raise DateMoved
    accept_date(case, date, by=request.user, now=request.now)


def _withdraw(request: SignedIn, case: Case) -> None:
    fact = accepted_in(read_one(case, request.now))
    if fact is None:
        raise Gone
    withdraw(case, fact.seq, by=request.user, now=request.now)
