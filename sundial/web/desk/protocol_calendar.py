"""The calendar of one region: its year, what is proposed, and changes, which are tried like any document (O6.6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.ahead import waiting
from sundial.models import ProtocolCandidate, ProtocolMove, protocol_in_force
from sundial.models.protocol import read_document
from sundial.protocol.calendar_edit import edited, with_office
from sundial.protocol.diff_change import spans
from sundial.protocol.document import DocumentError, Protocol
from sundial.protocol.document.regions import WEEK, Keeper
from sundial.protocol.proposals import Kind, Proposal
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn
from sundial.web.desk.calendar_ahead import ahead
from sundial.web.desk.calendar_edits import another, edits_of
from sundial.web.desk.calendar_year import LEGEND, year_of
from sundial.web.desk.protocol import keep
from sundial.web.desk.protocol_people import for_deciders, show
from sundial.web.office import week

PAGE = "desk/protocol/calendar.html"
DAYS = dict(zip(WEEK, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
YEARS = 4  # to be leafed through, from this one on
SAYS = {
    Kind.CLOSED: "",
    Kind.MOVED: "moves here from {was:%a} {was.day} {was:%b}",
    Kind.GONE: "no public holiday any more: a usual day again",
    Kind.HALF: "a half day: open {hours}",
    Kind.WORK: "a working day: open {hours}",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is not as others: by its name, or with hours of its own."""

    day: date
    name: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as the page says it: what accepting it does, and whose it is where it is not everybody's."""

    one: Proposal
    says: str
    offices: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def calendar(request: SignedIn, region: str) -> HttpResponse:
    """Show a calendar, of the document in force or of one that is tried; or change it in a document to be tried."""
    before = _before(request)
    protocol = read_document(before.document) if before else protocol_in_force(request.now)
    keeper = _keeper(request, protocol, region)
    if request.method != "POST":
        return show(request, PAGE, _context(request, protocol, region, before))
    try:
        changed = _edited(request, protocol, region, keeper)
    except DocumentError as error:
        context = _context(request, protocol, region, before)
        return show(request, PAGE, context | _typed(request) | {"problems": error.problems}, status=422)
    kept = keep(request, changed, f"{keeper.name}, calendar")
    if before and before.by_id == request.user.pk and not waiting().filter(digest=before.digest).exists():
        before.delete()  # the new one has all of it
    return redirect("desk:protocol-candidate", kept.pk)


def _keeper(request: SignedIn, protocol: Protocol, region: str) -> Keeper:
    """Return whose calendar it is: the region's, or that of the further office which the form or the address names."""
    if region not in protocol.regions:
        raise Http404(NOT_FOUND)
    key, found = _office(request), protocol.regions[region]
    if key and key not in found.offices:
        raise Http404(NOT_FOUND)
    return found.offices[key] if key else found


def _office(request: SignedIn) -> str:
    return str(request.POST.get("office") or request.GET.get("office", ""))


def _edited(request: SignedIn, protocol: Protocol, region: str, keeper: Keeper) -> Protocol:
    """Return the document with what a form asks for; raises DocumentError."""
    if request.POST.get("act") == "office":
        return with_office(protocol, region, another(request.POST))[0]
    edits = edits_of(request.POST, ahead(keeper, _year(request), _today(request)))
    return edited(protocol, region, *edits, office=_office(request))


def _typed(request: SignedIn) -> dict[str, Any]:
    """Return what was typed, so that nothing of it is lost."""
    said = request.POST
    week = [(day, name, said.get(f"hours-{day}", "")) for day, name in DAYS.items()]
    return {"typed": said, "ticked": said.getlist("proposal"), **({"week": week} if said.get("act") == "week" else {})}


def _before(request: SignedIn) -> ProtocolCandidate | None:
    """Return the document that is tried and to be changed further, if the address names one."""
    named = request.POST.get("on") or request.GET.get("on", "")
    try:
        return ProtocolCandidate.objects.filter(pk=UUID(named)).first() if named else None
    except ValueError:
        return None


def _today(request: SignedIn) -> date:
    return request.now.astimezone(request.zone).date()


def _year(request: SignedIn) -> int:
    """Return the year that is shown: the one asked for, of those that can be leafed through."""
    asked, this = request.POST.get("year") or request.GET.get("year", ""), _today(request).year
    years = {str(year): year for year in range(this, this + YEARS)}
    return years.get(asked, this)


def _context(request: SignedIn, protocol: Protocol, key: str, before: ProtocolCandidate | None) -> dict[str, Any]:
    region, year, today = _keeper(request, protocol, key), _year(request), _today(request)
    found = ahead(region, year, today)
    return {
        "protocol": protocol,
        "region": region,
        "of": protocol.regions[key],
        "office": _office(request),
        "further": [(name, one, week(one)) for name, one in protocol.regions[key].offices.items()],
        "counted": protocol.readings.office_hours == "counted",
        "before": before,
        "year": year,
        "years": [(one, len(ahead(region, one, today))) for one in range(today.year, today.year + YEARS)],
        "today": today,
        "months": year_of(region, year, found),
        "legend": LEGEND,
        "weekdays": list(DAYS.values()),
        "proposed": [_said(one, region) for one in found],
        "ticked": [],
        "waits": _waits(before),
        **_dates(region, year),
        "week": [(day, name, _hours(region, day)) for day, name in DAYS.items()],
        "problems": (),
        "typed": {},
        "city": when.city(ZoneInfo(region.zone)),
        "offices": [(name, country, part) for name, country, part in region.places],
    }


def _waits(before: ProtocolCandidate | None) -> tuple[ProtocolMove, ProtocolCandidate | None] | None:
    """Return the decision that waits for its day, with its document, where another one is looked at."""
    move = waiting().first()
    if move is None or (before and before.digest == move.digest):
        return None
    return move, ProtocolCandidate.objects.filter(digest=move.digest).first()


def _dates(region: Keeper, year: int) -> dict[str, Any]:
    """Return the dates of a year that are not as others, by what they are."""
    return {
        "holidays": [Day(day, name) for day, name in region.holidays.items() if day.year == year],
        "closures": [Day(day, name) for day, name in region.closures.items() if day.year == year],
        "days": [Day(day, "", spans(found)) for day, found in region.days.items() if day.year == year],
        "refused": [Day(day, ", ".join(names)) for day, names in region.refused.items() if day.year == year],
    }


def _hours(region: Keeper, day: str) -> str:
    return ", ".join(f"{opens} to {closes}" for opens, closes in region.rule.weekly.get(day, ()))


def _said(one: Proposal, region: Keeper) -> Proposed:
    says = SAYS[one.kind].format(was=one.was, hours=spans(one.spans))
    everybodys = not one.offices or len(one.offices) == len(region.places)
    return Proposed(one, says, "" if everybodys else " and ".join(one.offices))
