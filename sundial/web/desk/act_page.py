"""The page on which one thing is done to a case: with its form, what it would move, and why it was not done."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sundial.models import Case
from sundial.web.access import SignedIn, zone_of
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import side_of


def act_page(
    request: SignedIn, case: Case, template: str, context: dict[str, Any], *, problem: str = ""
) -> HttpResponse:
    """Answer the page of an act; with a problem, what was typed is shown again under the key that it had."""
    around = {
        "case": case,
        "side": side_of(request.user, "", request.now, request.zone),
        "keys": EVERYWHERE,
        "there": zone_of(case.organization),
        "key": request.POST.get("key") or new_key(),
        "typed": request.POST,
        "problem": problem,
    }
    return render(request, template, around | context, status=422 if problem else 200)
