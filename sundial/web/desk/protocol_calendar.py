"""The calendar of one region: what is there, and a change of it, which is tried like any other document (O6.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from sundial.models import ProtocolCandidate, protocol_in_force
from sundial.models.protocol import read_document
from sundial.protocol.calendar_edit import Edit, Holiday, OtherHours, Weeks, edited, spans_of
from sundial.protocol.diff_change import spans
from sundial.protocol.document import DocumentError, Problem, Protocol
from sundial.protocol.document.regions import WEEK
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn
from sundial.web.desk.protocol import keep
from sundial.web.desk.protocol_people import for_deciders, show

PAGE = "desk/protocol/calendar.html"
A_DATE = "a date, such as 2026-12-24"
DAYS = dict(zip(WEEK, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is not as others: a holiday by its name, or one with hours of its own."""

    day: date
    name: str
    hours: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def calendar(request: SignedIn, region: str) -> HttpResponse:
    """Show a calendar, of the document in force or of one that is tried; or change it in a document to be tried."""
    before = _before(request)
    protocol = read_document(before.document) if before else protocol_in_force(request.now)
    if region not in protocol.regions:
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return show(request, PAGE, _context(request, protocol, region, before))
    try:
        changed = edited(protocol, region, _edit(request.POST))
    except DocumentError as error:
        context = _context(request, protocol, region, before)
        return show(request, PAGE, context | {"problems": error.problems, "typed": request.POST}, status=422)
    kept = keep(request, changed, f"{protocol.regions[region].name}, calendar")
    if before and before.by_id == request.user.pk:
        before.delete()  # the new one has all of it
    return redirect("desk:protocol-candidate", kept.pk)


def _before(request: SignedIn) -> ProtocolCandidate | None:
    """Return the document that is tried and to be changed further, if the address names one."""
    named = request.POST.get("on") or request.GET.get("on", "")
    try:
        return ProtocolCandidate.objects.filter(pk=UUID(named)).first() if named else None
    except ValueError:
        return None


def _edit(said: Mapping[str, str]) -> Edit:
    """Read which change is asked for; raises DocumentError for what is no date or no hours."""
    act = said.get("act", "")
    if act == "week":
        return Weeks(spans_of(said.get("hours", "")), tuple(day for day in WEEK if said.get(f"weekend-{day}")))
    day = _date(said.get("day", ""))
    if act == "holiday":
        name = " ".join(said.get("name", "").split())[:LONGEST_NAME]
        if not name:
            raise DocumentError("calendar", [Problem("name", "nothing", "how the holiday is called")])
        return Holiday(day, name)
    if act == "hours":
        return OtherHours(day, spans_of(said.get("hours", "")))
    return Holiday(day, "") if act == "no-holiday" else OtherHours(day, None)


def _date(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise DocumentError("calendar", [Problem("date", f'"{text}"' if text else "nothing", A_DATE)])
    return found


def _context(request: SignedIn, protocol: Protocol, key: str, before: ProtocolCandidate | None) -> dict[str, Any]:
    region = protocol.regions[key]
    today = request.now.astimezone(request.zone).date()
    year = int(request.GET["year"]) if request.GET.get("year", "").isdecimal() else today.year
    return {
        "protocol": protocol,
        "region": region,
        "before": before,
        "year": year,
        "years": range(today.year, today.year + 4),
        "holidays": [Day(day, name) for day, name in region.holidays.items() if day.year == year],
        "days": [Day(day, "", spans(found)) for day, found in region.days.items() if day.year == year],
        "hours": ", ".join(f"{opens} to {closes}" for opens, closes in region.hours),
        "weekend": [(day, name, day in region.weekend) for day, name in DAYS.items()],
        "weekly": [(DAYS[day], spans(found)) for day, found in region.weekly.items()],
        "problems": (),
        "typed": {},
        "city": when.city(ZoneInfo(region.zone)),
    }
