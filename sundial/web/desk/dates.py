"""A release date, told to the customer in words that leave the company: a word, which keeps promises (O6.8b, O6.8c)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.fixes import Given, give_date
from sundial.models import Case, Fix
from sundial.protocol.facts import DateGiven, Side
from sundial.web import when
from sundial.web.access import SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk import case as cases
from sundial.web.desk import composer, notice_marks, people
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import Draft, MessageForm
from sundial.web.desk.moments import MomentField, written
from sundial.web.doing import do_once
from sundial.web.effects import shifts
from sundial.web.promises import Reading, read_one

PAGE = "desk/fixes/dates.html"


class DateForm(MessageForm):
    """A date on the customer's clock, for a fix or for none, and the words with it."""

    mode = forms.ChoiceField(choices=[(composer.PUBLIC, composer.PUBLIC)])
    fix = forms.CharField(required=False, max_length=40)
    date = MomentField(max_length=20, error_messages={"required": "Name the date."})

    def __init__(self, data: Any, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.fields["date"].zone = zone  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Choice:
    """A fix for which a date can be given, with the date and the name of its release ("" for none)."""

    key: str
    title: str
    release: str
    planned_at: datetime | None
    stands: datetime | None


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Ask for a date and its words, or give it; what should be looked at again waits in the form."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    form = DateForm(request.POST, zone_of(case.organization))
    if not form.is_valid():
        return _page(request, case, str(next(iter(form.errors.get("date", [composer.problem(form)])))))
    reading = read_one(case, request.now, inside=True)
    entries = cases.conversation(case, reading, request.zone)
    if waiting := composer.held(form, case, entries, request.user):
        return _page(request, case, held=waiting)
    said = form.cleaned_data
    release = next((one.release for one in _choices(reading) if one.key == said["fix"]), "")
    given = Given(said["date"], said["fix"], release, notice_marks.ticked(request.POST))
    verb = partial(give_date, case, given, by=request.user, text=said["text"], now=request.now)
    problem = do_once(request, verb)
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def _page(request: SignedIn, case: Case, problem: str = "", held: Draft | None = None) -> HttpResponse:
    case = case_or_404(request, case.number)
    reading, there = read_one(case, request.now), zone_of(case.organization)
    choices = _choices(reading)
    ahead = [one for one in choices if one.planned_at and one.planned_at > request.now]
    first = min(ahead, key=lambda one: one.stands == one.planned_at, default=None)  # news before what stands
    chosen = request.POST.get("fix", first.key if first else choices[0].key if len(choices) == 1 else "")
    context: dict[str, Any] = {
        "choices": choices,
        "chosen": chosen,
        "date": request.POST.get("date", written(first.planned_at, there) if first and first.planned_at else ""),
        "text": request.POST.get("text", _suggested(first, request.now, there)),
        "shifts": _shifts(first, reading, request, there),
        "marks": notice_marks.marks(reading, there),
        "ticked": notice_marks.ticked(request.POST),
        "held": held,
        "seen": case.head_seq,
        "readers": people.audience(people.readers(case), case.organization.name),
    }
    answer = act_page(request, case, PAGE, context, problem=problem)
    if held:
        answer.status_code = 422
    return answer


def _choices(reading: Reading) -> Sequence[Choice]:
    known = Fix.objects.select_related("release").in_bulk([key for key, _ in reading.state.fixes], field_name="key")
    return [_choice(key, known.get(key), date) for key, date in reading.state.fixes]


def _choice(key: str, fix: Fix | None, stands: datetime | None) -> Choice:
    release = fix.release if fix else None
    planned = release.planned_at if release else None
    return Choice(key, fix.title if fix else "", release.name if release else "", planned, stands)


def _suggested(choice: Choice | None, now: datetime, there: ZoneInfo) -> str:
    """Return words for the customer; nobody has to use them."""
    if choice is None or choice.planned_at is None:
        return ""
    at = f"{when.day(choice.planned_at, there)}, {when.hour(choice.planned_at, there)}"
    return f"The fix for this is in release {choice.release}, which we expect on {at} ({when.city(there)} time)."


def _shifts(choice: Choice | None, reading: Reading, request: SignedIn, there: ZoneInfo) -> Any:
    """Say what giving that date would move; () where no date is planned."""
    if choice is None or choice.planned_at is None:
        return None
    return shifts(reading, DateGiven(choice.planned_at, choice.key), Side.STAFF, request.now, there)
