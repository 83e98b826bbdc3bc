"""The portal's first page: what we owe the customer next, and their open cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.models import Case
from sundial.web import marked, rail, when
from sundial.web.access import SignedIn, for_contacts
from sundial.web.points import point_persons
from sundial.web.portal import sentences
from sundial.web.portal.sentences import Item
from sundial.web.portal.services import services_of
from sundial.web.promises import Reading, read, soonest

SCOPES = ("mine", "all")


@require_safe
@for_contacts
def show(request: SignedIn) -> HttpResponse:
    """Greet, say what is owed next, and list the open cases; the same page is read again when something changes."""
    open_cases = (
        Case.objects.open().filter(organization=request.user.organization_id).select_related("owner", "contact")
    )
    readings = soonest(read(open_cases, request.now).values())
    mine = [reading for reading in readings if reading.case.contact_id == request.user.pk]
    scope = request.GET.get("scope", "")
    scope = scope if scope in SCOPES else "mine" if mine or not readings else "all"
    services, points = services_of(request), point_persons(readings)
    context = {
        "here": "cases",
        "greeting": when.greeting(request.now, request.zone),
        "services": services,
        "scope": scope,
        "mine": len(mine),
        "all": len(readings),
        "items": [Item(reading, points) for reading in (mine if scope == "mine" else readings)],
        "lately": _lately(request),
        "record": sentences.record(services.organization, request.now),
        **_owed(readings, request, services.terms.calendar),
    }
    return render(request, "portal/home.html", context)


def _owed(readings: Sequence[Reading], request: SignedIn, calendar: Any) -> dict[str, Any]:
    """Say what is owed over all open cases, and draw it."""
    owing = [reading for reading in readings if reading.running]
    marks = [mark for reading in readings for mark in marked.owed(reading, request.zone)]
    window = rail.frame(marks, request.now)
    sky = calendar.windows(window.start, window.end)
    late = [reading for reading in owing if reading.running and reading.running.standing == "late"]
    return {
        "owed": sentences.answers(len(owing)) if owing else "",
        "next": next((reading.running for reading in owing if reading not in late), None),
        "late": sentences.answers(len(late)) if late else "",
        "rail": rail.draw(marks, window, request.now, sky, request.zone),
    }


def _lately(request: SignedIn) -> list[Case]:
    """Return what was resolved in the last days and can still be taken up again."""
    done = Case.objects.filter(organization=request.user.organization_id, state="resolved")
    return list(done.order_by("-resolved_at")[:5])
