"""What a case waits under, on the desk: set and ended, with what it pauses said honestly (O6.9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.waiting import set_waiting
from sundial.models import Case
from sundial.protocol.document import Status
from sundial.protocol.facts import Side, WaitingSet
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.doing import do_once
from sundial.web.effects import Shift, shifts
from sundial.web.promises import NAMES, Reading, read_one

PAGE = "desk/severity/waiting.html"


@dataclass(frozen=True, slots=True)
class Option:
    """A status to wait under, with what it would do to what runs."""

    status: Status
    shifts: tuple[Shift, ...]

    @property
    def pauses(self) -> str:
        """Which promises the document lets stand still meanwhile; "" where it lets none."""
        return " and ".join(NAMES[promise].lower() for promise in self.status.pauses)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what the case waits under, if it does."""
    status = reading.protocol.statuses.get(case.waiting)
    return {"waiting": Option(status, shifts_of(request, case, reading, case.waiting)) if status else None}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to let it wait, or to end that."""
    if not case.is_open:
        return ()
    says = "end it, or another status" if case.waiting else "for the customer, or for a test"
    return (Act("Waiting", reverse("desk:waiting", args=[case.number]), says),)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show what a case can wait under, or let it wait; a status of "" ends the waiting."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    status = request.POST.get("status")
    if status is None:
        return _page(request, case, "Choose what it waits for.")
    problem = do_once(request, partial(set_waiting, case, status or None, by=request.user, now=request.now))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def shifts_of(request: SignedIn, case: Case, reading: Reading, status: str | None) -> tuple[Shift, ...]:
    """Return what waiting under a status would do, () where the case has ended."""
    return shifts(reading, WaitingSet(status), Side.STAFF, request.now, zone_of(case.organization))


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now)
    context = {
        **about(request, case, reading),
        "options": tuple(_options(request, case, reading)) if case.is_open else (),
        "ends": shifts_of(request, case, reading, None) if case.waiting else (),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _options(request: SignedIn, case: Case, reading: Reading) -> Iterator[Option]:
    for key, status in reading.protocol.statuses.items():
        if key != case.waiting:
            yield Option(status, shifts_of(request, case, reading, key))
