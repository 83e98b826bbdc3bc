"""A case in the portal: the next promise, the conversation, every promise with its reason."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.models import Case, reads_case
from sundial.protocol.case import State
from sundial.web import marked, rail
from sundial.web.access import SignedIn, case_or_404, for_contacts
from sundial.web.ended import why_ended
from sundial.web.glass_entries import entered
from sundial.web.points import point_persons
from sundial.web.portal import columns
from sundial.web.portal.sentences import STATES, Item
from sundial.web.portal.thread import conversation
from sundial.web.promises import Line, Reading, read_one

SHOWN = 6  # promises in the side column; the others stand folded beneath


@require_safe
@for_contacts
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show one case."""
    return answer(request, case_or_404(request, number))


def answer(request: SignedIn, case: Case, *, problem: str = "", typed: str = "") -> HttpResponse:
    """Answer with the case as it stands now; with what went wrong, and what was typed, if something did."""
    context = {**about(request, case), "problem": problem, "typed": typed, "key": uuid4()}
    return render(request, "portal/cases/case.html", context, status=422 if problem else 200)


def about(request: SignedIn, case: Case) -> dict[str, Any]:
    """Gather what the page says of a case."""
    reads_case(case.pk)
    reading = read_one(case, request.now)
    lines = sorted(reading.lines, key=lambda line: (line.runs, line.clock.started_at, line.due_at), reverse=True)
    return {
        "here": "case",
        "case": case,
        "item": Item(reading, point_persons([reading])),
        "reading": reading,
        "next": reading.running,
        "state": STATES[State(case.state)],
        "severity": reading.protocol.severities[case.severity],
        "rail": draw(reading, request),
        "lines": [Explained(line, reading, request) for line in lines[:SHOWN]],
        "earlier": [Explained(line, reading, request) for line in lines[SHOWN:]],
        "entries": conversation(case, reading, request.user),
        "glass": entered(case, request.now, inside=False),
        **columns.about(request, case, reading),
    }


def draw(reading: Reading, request: SignedIn) -> rail.Rail:
    """Draw the case's rail in the contact's own time, under the customer's own sky."""
    marks = marked.marks(reading, request.zone)
    window = rail.frame(marks, request.now)
    sky = reading.calendar.windows(window.start, window.end)
    return rail.draw(marks, window, request.now, sky, request.zone)


class Explained:
    """A promise in the list, with the steps of its due time in the reader's zone."""

    def __init__(self, line: Line, reading: Reading, request: SignedIn) -> None:
        self.line = line
        self.why_ended = why_ended(line, reading).removeprefix("replaced: ")  # its heading says so
        *self.steps, self.sum = line.steps(request.zone)
