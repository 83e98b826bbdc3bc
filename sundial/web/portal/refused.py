"""What could not be done on a case, said on its page as it stands now."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render

from sundial.models import Case
from sundial.web.access import SignedIn, case_or_404
from sundial.web.portal.cases import about

CONFLICT = 409


def refused(request: SignedIn, case: Case, why: str) -> HttpResponse:
    """Answer a press that came to nothing with the page of its case, and why."""
    case = case_or_404(request, case.number)
    context = {**about(request, case), "problem": "", "typed": "", "key": uuid4(), "notices": [why]}
    return render(request, "portal/cases/case.html", context, status=CONFLICT)
