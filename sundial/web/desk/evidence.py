"""The evidence pack of a case: what is in it, and the file (O12.1)."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sundial.commands.evidence import evidence
from sundial.protocol.evidence import made_with
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk.act_page import act_page
from sundial.web.promises import read_one

PAGE = "desk/related/evidence.html"
WITHOUT_WORDS = "left out"


@require_GET
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Say what the pack holds, for whom, and what it proves."""
    case = case_or_404(request, number)
    reading = read_one(case, request.now, inside=True)
    protocol = reading.protocol
    context: dict[str, Any] = {
        "reading": reading,
        "edition": made_with(),
        "pin": " and ".join(protocol.regions[key].name for key in case.regions if key in protocol.regions),
    }
    return act_page(request, case, PAGE, context)


@require_GET
@for_staff
def file(request: SignedIn, number: str) -> HttpResponse:
    """Hand out the file, with or without what people wrote."""
    case = case_or_404(request, number)
    words = request.GET.get("words", "") != WITHOUT_WORDS
    name = f"{case.number}-evidence{'' if words else '-without-words'}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(evidence(case, words=words), content_type="application/json", headers=headers)
