"""The patterns of the rota: what comes again every week, begun and ended by the managers of a region."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundial.commands.rota_ground import plans
from sundial.commands.rota_patterns import NewPattern, begin_pattern, end_pattern
from sundial.models import Person, rota_written
from sundial.protocol.rota import Duty, Pattern, in_force
from sundial.web import when
from sundial.web.access import SignedIn, for_staff, zone_of
from sundial.web.desk.rota_around import (
    DUTIES,
    Problem,
    choices,
    chosen,
    first_problem,
    planned_by,
    regions_of,
    shown,
    staff,
    tried,
    week_url,
)

INDEX, NEW = "desk/rota/patterns.html", "desk/rota/pattern.html"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
TURNS = 4  # weeks, at most, after which a page lets crews come round again


class PatternForm(forms.Form):
    """A pattern without its people; times and days are on the clock of its zone, which is the office's."""

    region = forms.CharField(max_length=32, error_messages={"required": "Choose the region."})
    duty = forms.ChoiceField(
        choices=[(str(one), one) for one in Duty], error_messages={"required": "Choose what they are there for."}
    )
    days = forms.TypedMultipleChoiceField(
        coerce=int,
        choices=[(str(at), day) for at, day in enumerate(DAYS)],
        error_messages={"required": "Choose at least one day."},
    )
    starts = forms.TimeField(input_formats=["%H:%M"], error_messages={"required": "Say from what hour."})
    ends = forms.TimeField(input_formats=["%H:%M"], error_messages={"required": "Say until what hour."})
    first = forms.DateField(input_formats=["%Y-%m-%d"], error_messages={"required": "Say from which day on."})
    last = forms.DateField(input_formats=["%Y-%m-%d"], required=False)
    turns = forms.IntegerField(min_value=1, max_value=TURNS)


@dataclass(frozen=True, slots=True)
class Listed:
    """A pattern in words; `may_end` is for the reader."""

    pattern: Pattern
    region: str
    duty: str
    days: str
    hours: str
    crews: tuple[str, ...]
    may_end: bool


@require_GET
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """Show every pattern that goes on."""
    return _index(request)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new(request: SignedIn) -> HttpResponse:
    """Ask for a pattern, or begin it."""
    if request.method != "POST":
        return _ask(request)
    form = PatternForm(request.POST)
    region = regions_of(request).get(request.POST.get("region", ""))
    if problem := first_problem(form) or (Problem() if region else Problem("region", "Choose the region.")):
        return _ask(request, problem)
    assert region is not None
    said, people = form.cleaned_data, staff()
    crews = [chosen(people, request.POST.getlist(f"week{at}")) for at in range(1, said.pop("turns") + 1)]
    wanted = NewPattern(**said | {"duty": Duty(said["duty"])}, zone=region.zone, crews=crews)
    problem = tried(request, partial(begin_pattern, wanted))
    return _ask(request, problem) if problem else redirect(week_url(wanted.first, request.zone, wanted.region))


@require_POST
@for_staff
def endings(request: SignedIn) -> HttpResponse:
    """Let a pattern start for the last time on a day."""
    key = request.POST.get("pattern", "")
    try:
        last = date.fromisoformat(request.POST.get("last", ""))
    except ValueError:
        return _index(request, Problem(key, "Say on which day it starts for the last time."))
    problem = tried(request, partial(end_pattern, key, last))
    return _index(request, Problem(key, problem.text)) if problem else redirect("desk:rota-patterns")


def _index(request: SignedIn, problem: Problem | None = None) -> HttpResponse:
    people, regions = staff(), regions_of(request)
    found = [
        _listed(request, one, people)
        for one in in_force(rota_written().patterns)
        if one.last is None or one.last >= request.now.date() - timedelta(days=1)
    ]
    by_region = [(region, [one for one in found if one.pattern.region == key]) for key, region in regions.items()]
    return shown(request, INDEX, {"regions": by_region, "planned": planned_by(request)}, problem)


def _listed(request: SignedIn, pattern: Pattern, people: Mapping[str, Person]) -> Listed:
    crews = tuple(", ".join(_named(people, one) for one in crew) or "nobody" for crew in pattern.crews)
    city = when.city(zone_of(Person(zone=pattern.zone)))
    return Listed(
        pattern,
        pattern.region,
        dict(DUTIES)[pattern.duty],
        days_said(pattern.days),
        f"{pattern.starts:%H:%M} to {pattern.ends:%H:%M}, {city} time",
        crews,
        plans(request.user, pattern.region),
    )


def _named(people: Mapping[str, Person], person: str) -> str:
    found = people.get(person)
    return found.name if found else "somebody"


def days_said(days: tuple[int, ...]) -> str:
    """Say weekdays: `Mon to Fri`, `Sat and Sun`, `Mon, Wed`."""
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    return " and ".join(DAYS[day] for day in days) if len(days) == 2 else ", ".join(DAYS[day] for day in days)


def _ask(request: SignedIn, problem: Problem | None = None) -> HttpResponse:
    monday = request.now.astimezone(request.zone).date()
    monday += timedelta(days=7 - monday.weekday())
    weeks = range(1, TURNS + 1)
    ticked: dict[str, Any] = {f"week{at}": request.POST.getlist(f"week{at}") for at in weeks}
    context = {
        "duties": DUTIES,
        "regions": planned_by(request),
        "weekdays": [(str(at), day) for at, day in enumerate(DAYS)],
        "days_typed": request.POST.getlist("days") if request.POST else ["0", "1", "2", "3", "4"],
        "choices": [(one.region, _ticks(one.people, ticked)) for one in choices(request, staff().values())],
        "weeks": list(weeks),
        "monday": monday.isoformat(),
    }
    return shown(request, NEW, context, problem)


def _ticks(people: tuple[Person, ...], ticked: Mapping[str, list[str]]) -> list[tuple[Person, list[tuple[str, bool]]]]:
    """Return each person with the weeks, and whether they were ticked in them."""
    return [(one, [(week, str(one.pk) in ids) for week, ids in ticked.items()]) for one in people]
