"""What is entered into the rota by form: a shift for once, time off; what was typed is kept where it is refused."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.rota import add_shift, take_time_off
from sundial.commands.rota_ground import plans
from sundial.models import Person
from sundial.protocol.rota import Duty
from sundial.web.access import SignedIn, for_staff
from sundial.web.desk.moments import MomentField, written
from sundial.web.desk.rota_around import (
    DUTIES,
    Problem,
    choices,
    first_problem,
    person_of,
    planned_by,
    regions_of,
    shown,
    staff,
    tried,
    week_url,
)

ADD, AWAY = "desk/rota/add.html", "desk/rota/away.html"
HOUR = 3600  # seconds


class Span(forms.Form):
    """From when to when, on the reader's own clock."""

    since = MomentField(max_length=20, error_messages={"required": "Say from when."})
    until = MomentField(max_length=20, error_messages={"required": "Say until when."})

    def __init__(self, data: Any, request: SignedIn) -> None:
        super().__init__(data)
        for name in ("since", "until"):
            self.fields[name].zone = request.zone  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an end that is not after its beginning."""
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until <= since:
            self.add_error("until", "It would end before it begins.")
        return said


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def additions(request: SignedIn) -> HttpResponse:
    """Ask for a shift for once, or add it."""
    if request.method != "POST":
        return _ask_add(request)
    people, form = staff(), Span(request.POST, request)
    person = person_of(people, request.POST.get("person", ""))
    region, duty = request.POST.get("region", ""), request.POST.get("duty", "")
    if person is None:
        return _ask_add(request, Problem("person", "Choose who has the shift."))
    if problem := _missing(request) or first_problem(form):
        return _ask_add(request, problem)
    said = form.cleaned_data
    verb = partial(add_shift, person, (region, Duty(duty)), said["since"], said["until"])
    problem = tried(request, verb)
    return _ask_add(request, problem) if problem else redirect(week_url(said["since"], request.zone, region))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def times_off(request: SignedIn) -> HttpResponse:
    """Ask for time off, or enter it."""
    if request.method != "POST":
        return _ask_away(request)
    people, form = staff(), Span(request.POST, request)
    typed, stands_in = request.POST.get("person", ""), request.POST.get("deputy", "")
    person = person_of(people, typed) if typed else request.user
    deputy = person_of(people, stands_in)
    if person is None or (stands_in and deputy is None):
        return _ask_away(request, Problem("deputy" if person else "person", "Choose one of the list."))
    if problem := first_problem(form) or _stands_in(person, deputy):
        return _ask_away(request, problem)
    said = form.cleaned_data
    problem = tried(request, partial(take_time_off, person, said["since"], said["until"], deputy=deputy))
    return _ask_away(request, problem) if problem else redirect(week_url(said["since"], request.zone))


def _stands_in(person: Person, deputy: Person | None) -> Problem:
    if person != deputy:
        return Problem()
    return Problem("deputy", "Nobody stands in for themselves: choose somebody else.")


def _missing(request: SignedIn) -> Problem:
    """Say which choice was not made."""
    if request.POST.get("region", "") not in regions_of(request):
        return Problem("region", "Choose the region.")
    if request.POST.get("duty", "") not in tuple(Duty):
        return Problem("duty", "Choose what they are there for.")
    return Problem()


def _ask_add(request: SignedIn, problem: Problem | None = None) -> HttpResponse:
    context = {
        "duties": DUTIES,
        "regions": planned_by(request),
        "choices": choices(request, staff().values()),
        **_hours(request),
    }
    return shown(request, ADD, context, problem)


def _ask_away(request: SignedIn, problem: Problem | None = None) -> HttpResponse:
    people = [one for one in staff().values() if one.is_active]
    theirs = [one for one in people if one == request.user or plans(request.user, one.region)]
    context = {
        "theirs": theirs if len(theirs) > 1 else [],
        "choices": choices(request, (one for one in people if one != request.user)),
        **_hours(request),
    }
    return shown(request, AWAY, context, problem)


def _hours(request: SignedIn) -> dict[str, str]:
    """Return the hours with which a form begins: the next full one, and eight on."""
    next_hour = datetime.fromtimestamp((request.now.timestamp() // HOUR + 1) * HOUR, request.zone)
    later = datetime.fromtimestamp(next_hour.timestamp() + 8 * HOUR, request.zone)
    return {"from_then": written(next_hour, request.zone), "to_then": written(later, request.zone)}
