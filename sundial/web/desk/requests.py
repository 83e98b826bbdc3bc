"""Requests to other groups, beside the talk of a case, and the page on which one is made (O3.4, O8.7)."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.owed import Staff
from sundial.commands.resources import ask_group
from sundial.models import Case
from sundial.protocol import hours
from sundial.protocol.stand_in import hearers
from sundial.protocol.team import Role, Told
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk import requested
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import LONGEST
from sundial.web.doing import do_once
from sundial.web.promises import Reading, read_one

PAGE = "desk/requests/ask.html"
LOCAL = "%Y-%m-%dT%H:%M"  # as a browser writes a moment on somebody's own clock


class AskForm(forms.Form):
    """A question to a group, and by when they answer, on the clock of whoever asks."""

    group = forms.CharField(max_length=60, error_messages={"required": "Choose whom you ask."})
    text = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": "Write what you need to know.",
            "max_length": f"That is longer than {LONGEST:,} characters; put the rest into a note.",
        },
    )
    due = forms.CharField(max_length=30, error_messages={"required": "Say by when you need the answer."})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_ask(request: SignedIn, number: str) -> HttpResponse:
    """Show what was asked of other groups, with the form that asks; or ask."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    form = AskForm(request.POST)
    due_at = moment(request.POST.get("due", ""), request)
    if not form.is_valid():
        return _page(request, case, _first_of(form))
    if due_at is None:
        return _page(request, case, "That is no time: give a date and an hour, such as 2026-03-12T15:30.")
    said = form.cleaned_data
    problem = do_once(
        request,
        lambda: ask_group(case, said["group"], by=request.user, due_at=due_at, text=said["text"], now=request.now),
    )
    return _page(request, case, problem) if problem else redirect("desk:case-requests", case.number)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what was asked of other groups on this case: what is open first, then the latest."""
    return {"requests": requested.of_case(case, reading, request)}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to ask another group."""
    if not case.is_open:
        return ()
    groups = ", ".join(reading.protocol.groups.values())
    return (Act("Ask another group", reverse("desk:case-requests", args=[case.number]), groups),)


def moment(text: str, request: SignedIn) -> datetime | None:
    """Read a moment on the clock of the reader; None where it is none. An hour that comes twice is the first."""
    try:
        there = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return there if there.tzinfo else there.replace(tzinfo=request.zone)


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    context = {
        "reading": reading,
        "groups": _groups(case, reading),
        "within": reading.protocol.requests.within,
        "due": _default_due(reading, request),
        "requests": requested.of_case(case, reading, request),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _groups(case: Case, reading: Reading) -> list[tuple[str, str, str]]:
    """Return every group with who hears of a request: its people inside the wall, or who stands in (O2.7)."""
    staff = Staff.for_([], reading.protocol.groups).people
    return [(key, title, _hear(key, case, staff)) for key, title in reading.protocol.groups.items()]


def _hear(group: str, case: Case, staff: Any) -> str:
    found = hearers(Told(Role.WORKING_GROUP, "", group=group), staff, case.regions)
    names = ", ".join(one.name for one in found)
    if not names:
        return "Nobody could be told"
    hear = f"{names} hear{'s' if len(found) == 1 else ''} of it"
    return hear if all(one.group == group for one in found) else f"Nobody of theirs is here: {hear}"


def _default_due(reading: Reading, request: SignedIn) -> str:
    """Return by when an answer is due where nobody says otherwise, as a field of the reader's own clock takes it."""
    due_at = hours.add(request.now, reading.protocol.requests.within, reading.calendar)
    return due_at.astimezone(request.zone).strftime(LOCAL)


def _first_of(form: forms.Form) -> str:
    return str(next(words for name in form.fields for words in form.errors.get(name, [])))
