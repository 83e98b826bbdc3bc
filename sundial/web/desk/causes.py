"""The report of causes: the escalations of a span, how each was answered and ended, and what was found (O12.3).

It reads what its reader may see and nothing else: of a customer behind a wall there is no row, and no figure (O2.7).
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.commands.causes import Climb, Span, climbs_of
from sundial.commands.causes_table import lines
from sundial.commands.moves import may_decide
from sundial.models import protocol_in_force
from sundial.web.access import NOT_FOUND, SignedIn, for_staff, inside, wall_of
from sundial.web.desk.causes_figures import cuts, narrowed, rungs, summed
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import CAUSES, side_of

PAGE = "desk/escalation/causes.html"
LATELY, DAY = timedelta(days=89), timedelta(days=1)
MOST = 500  # rungs that one page folds; of more the latest
NO_DAY = "“{}” is no day: write one such as 2026-03-12."
TURNED = "The first day lies after the last."


@dataclass(frozen=True, slots=True)
class Days:
    """The span as it is asked for, day by day of the reader's own calendar; `problem` says what cannot be read."""

    since: str
    until: str
    span: Span
    problem: str = ""


@require_safe
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show the causes of a span, or hand them out as a spreadsheet; there is such a page for managers and leaders."""
    if not may_decide(request.user, request.now):
        raise Http404(NOT_FOUND)
    days = _days(request)
    climbs, count = climbs_of(days.span, inside(wall_of(request.user), "case__"), at_most=MOST)
    protocol = protocol_in_force(request.now)
    asked = narrowed(request.GET, days.since, days.until)
    kept = [one for one in climbs if asked.keeps(one)]
    if "csv" in request.GET and not days.problem:
        return _spreadsheet(kept, days)
    context: dict[str, Any] = {
        "side": side_of(request.user, CAUSES, request.now, request.zone),
        "keys": EVERYWHERE,
        "days": days,
        "asked": asked,
        "climbs": kept,
        "count": count,
        "most": MOST if count > len(climbs) else 0,
        "all": summed(kept),
        "rungs": rungs(kept, asked, protocol),
        "cuts": cuts(kept, asked, protocol),
        "narrowed": asked.words(protocol),
        "of": len(protocol.ladder.rungs),
    }
    return render(request, PAGE, context, status=422 if days.problem else 200)


def _days(request: SignedIn) -> Days:
    """Read the first and the last day; what cannot be read is named, and the latest days are shown instead."""
    today = request.now.astimezone(request.zone).date()
    since, until = request.GET.get("since", ""), request.GET.get("until", "")
    last, first = _day(until) if until else today, _day(since) if since else None
    if last is None or (since and first is None):
        span = _span(today - LATELY, today, request.zone)
        return Days(since, until, span, NO_DAY.format(until if last is None else since))
    first = first or last - LATELY
    problem = TURNED if first > last else ""
    return Days(since or str(first), until or str(last), _span(first, max(first, last), request.zone), problem)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _span(first: date, last: date, zone: tzinfo) -> Span:
    return Span(_begins(first, zone), _begins(last + DAY, zone))


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _spreadsheet(climbs: list[Climb], days: Days) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="causes-{days.since}-to-{days.until}.csv"'
    answer.write("\ufeff")  # spreadsheets take it for the sign of UTF-8
    csv.writer(answer).writerows(lines(climbs))
    return answer
