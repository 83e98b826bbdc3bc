"""The case: what is owed on it, what was said, and where to write (O5, O12.1)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.commands.going_on import goes_on_as
from sundial.models import Case, reads_case
from sundial.models.kept_plans import keep_plans
from sundial.protocol.case import State
from sundial.protocol.facts import Fact, Opened
from sundial.web import marked, office, rail, when
from sundial.web.access import NOT_FOUND, UNPEOPLED, SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk import columns, composer, people, standings, thread
from sundial.web.desk.composer import Draft
from sundial.web.desk.drawn import drawn
from sundial.web.desk.had import had, of_rung
from sundial.web.desk.keys import CASE_KEYS, EVERYWHERE
from sundial.web.desk.rows import stands
from sundial.web.desk.side import side_of
from sundial.web.desk.thread import Entry, Written
from sundial.web.glass_entries import entered, waiting
from sundial.web.happened import Reader
from sundial.web.promises import Reading, read_one
from sundial.web.said import words_on

PAGE, PARTS, SENT = "desk/cases/page.html", "desk/cases/_parts.html", "desk/cases/_sent.html"
WHY, ALL = "desk/cases/clock.html", "desk/cases/clocks.html"
Authors = Callable[[Iterable[UUID], Case], dict[str, thread.Author]]
SHOWN = 12  # cycles of the record beside the conversation; the others have a page


@require_GET
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show a case; htmx gets its parts again, without the composer, which nobody takes out of a writer's hands."""
    keep_plans()
    case = case_or_404(request, number, UNPEOPLED)
    if request.htmx:
        return render(request, PARTS, parts(request, case))
    sent, there = request.GET.get("sent", ""), goes_on_as(case) if case.merged_into else case
    return page(request, case, composer.empty(there, sent, fresh=bool(sent)))


def page(
    request: SignedIn, case: Case, draft: Draft, more: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer the whole page with this in the composer."""
    side = side_of(request.user, "", request.now, request.zone)
    context = parts(request, case) | pen(case, draft) | {"keys": CASE_KEYS, "side": side} | (more or {})
    return render(request, PAGE, context, status=status)


@require_GET
@for_staff
def clock(request: SignedIn, number: str, key: str) -> HttpResponse:
    """Show why one cycle of one promise was due when it was (O12.1)."""
    case = case_or_404(request, number)
    line = next((line for line in read_one(case, request.now, inside=True).lines if line.key == key), None)
    if line is None:
        raise Http404(NOT_FOUND)
    there = zone_of(case.organization)
    side = side_of(request.user, "", request.now, request.zone)
    context = {"case": case, "line": line, "steps": standings.steps(line, there), "there": there}
    return render(request, WHY, context | {"side": side, "keys": EVERYWHERE})


@require_GET
@for_staff
def clocks(request: SignedIn, number: str) -> HttpResponse:
    """Show every promise that the case ever owed, with what became of it (O12.1)."""
    case = case_or_404(request, number)
    reading = _read(case, request.now)
    side = side_of(request.user, "", request.now, request.zone)
    context = {"case": case, "reading": reading, "record": standings.record(reading, zone_of(case.organization))}
    return render(request, ALL, context | {"side": side, "keys": EVERYWHERE})


def parts(request: SignedIn, case: Case) -> dict[str, Any]:
    """Return what the parts of the page show of a case: its head, promises, conversation and facts."""
    reading = _read(case, request.now)
    zone = zone_of(case.organization)
    marks = marked.marks(reading, zone)
    window = rail.frame(marks, request.now)
    sky = reading.calendar.windows(window.start, window.end)
    held = had(reading, request, zone)
    return {
        "case": case,
        "reading": reading,
        "conversation": [drawn(entry, zone) for entry in conversation(case, reading, zone, people.authors_around)],
        "there": zone,
        "offset": when.offset(zone, request.zone, request.now),
        "rail": rail.draw(marks, window, request.now, sky, zone),
        "items": standings.items(reading, zone, held),
        "ladder_had": of_rung(reading, held),
        "record": standings.record(reading, zone)[:SHOWN],
        "earlier": max(len(reading.lines) - SHOWN, 0),
        "state": stands(case.state, case.waiting, reading.protocol),
        "mine": case.owner_id == request.user.pk,
        "answer_owed": case.state == State.NEW,
        "keeps": _keeps(reading, zone),
        "resolution": composer.empty(case, composer.PUBLIC),
        "reopening": composer.empty(case, composer.PUBLIC),
        **columns.about(request, case, reading),
        "glass": entered(case, request.now, inside=True),
        "glass_asks": waiting(case),
        **_readers(case),
        **_customer(case, reading),
    }


def conversation(case: Case, reading: Reading, zone: ZoneInfo, authors: Authors = people.authors) -> tuple[Entry, ...]:
    """Return the conversation of a case, in its customer's time."""
    words = words_on(case)
    written = [Written(fact, words.get(fact.seq, ""), _customer_of(fact, case)) for fact in reading.history]
    named = authors({*thread.ids(reading.history), case.contact_id}, case)
    names = {key: author.name for key, author in named.items()}
    reader = Reader(reading.protocol, names, zone, reading.history[-1].at, inside=True)
    return thread.thread(written, named, [line.clock for line in reading.lines], reader)


def _customer_of(fact: Fact, case: Case) -> str:
    """Return whose words a fact has that one of the staff recorded: a split-off case begins with its contact's."""
    return str(case.contact_id) if isinstance(fact.what, Opened) and fact.what.split_from else ""


def pen(case: Case, draft: Draft) -> dict[str, Any]:
    """Return what the composer needs."""
    return {
        "draft": draft,
        "rules": composer.rules_json(),
        "messages_url": reverse("desk:messages", args=[case.number]),
    }


def _keeps(reading: Reading, zone: ZoneInfo) -> str:
    """Say what a public message would do to the promise that it keeps."""
    line = reading.word
    if line is None:
        return ""
    if line.standing == "late":
        return f"Ends the {line.brief.lower()} that is {line.late_by} late"
    return f"Keeps the {when.short(line.due_at, line.now, zone)} {line.brief.lower()}"


def _read(case: Case, now: datetime) -> Reading:
    """Read a case, named so that row security asks it once, and not by each of its facts."""
    reads_case(case.pk)
    return read_one(case, now, inside=True)


def _readers(case: Case) -> dict[str, Any]:
    names = people.readers(case)
    return {"readers": people.audience(names, case.organization.name), "outside": len(names)}


def _customer(case: Case, reading: Reading) -> dict[str, Any]:
    protocol = reading.protocol
    regions = [protocol.regions[key] for key in case.regions if key in protocol.regions]
    home = protocol.regions.get(case.home_region)
    return {
        "plan": protocol.plans[case.plan].name if case.plan in protocol.plans else case.plan,
        "pin": " and ".join(region.name for region in regions),
        "weeks": [office.week(region) for region in regions or ([home] if home else [])],
        "people": people.standing_by(case),
    }
