"""The queue: which case next, and by when (O3.3)."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.models import Case, protocol_in_force
from sundial.models.search import MOST, search
from sundial.protocol.number import normalise
from sundial.web import rail
from sundial.web.access import SignedIn, for_staff, may_see
from sundial.web.desk import filters, found, lists
from sundial.web.desk.keys import QUEUE_KEYS
from sundial.web.desk.rows import COLUMNS, Desk, Row, groups, rows
from sundial.web.desk.side import side_of
from sundial.web.desk.strip import hairline
from sundial.web.rota_now import there_now

LIST = "desk/queue/_list.html"
PAGE = "desk/queue/page.html"


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show one list of cases, or go to the case whose number was typed into the search."""
    named = _named(request)
    if named:
        return HttpResponseRedirect(reverse("desk:case", args=[named.number]))
    if request.GET.get("view") == "new" and not request.GET.get("q"):
        return HttpResponseRedirect(reverse("desk:triage"))  # it has a page of its own
    context = _list(request)
    if request.htmx:
        return render(request, LIST, context)
    here = "" if context["asked"].words else context["view"].key
    side = side_of(request.user, here, request.now, request.zone)
    return render(request, PAGE, context | {"side": side, "keys": QUEUE_KEYS})


def _named(request: SignedIn) -> Case | None:
    """Return the case that the search names by its number, if the person may see it."""
    number = normalise(request.GET.get("q", ""))
    case = Case.objects.filter(number=number).first() if number else None
    return case if case and may_see(request.user, case) else None


def _list(request: SignedIn) -> dict[str, Any]:
    protocol = protocol_in_force(request.now)
    asked = filters.asked(request.GET, lists.VIEWS, protocol, lists.MINE.key)
    view = lists.FOUND if asked.words else lists.VIEWS[asked.view]
    there = there_now(request.now)
    narrowed = asked.narrow(lists.cases(view, request.user, request.now), there)
    start = (asked.page - 1) * filters.PER_PAGE
    shown = slice(start, start + filters.PER_PAGE + 1)
    desk = Desk(request.user.pk, request.now, request.zone, protocol, there)
    made, cut = (
        _searched(asked, narrowed, shown, desk) if asked.words else (_listed(view, narrowed, shown, desk), False)
    )
    return {
        "view": view,
        "title": f"“{asked.words}”" if asked.words else view.title,
        "query": asked.words,
        "asked": asked,
        "facets": filters.facets(asked, protocol),
        "chosen": asked.chosen(protocol),
        "clear_url": asked.plain_url,
        "live_url": asked.url(page=asked.page if asked.page > 1 else ""),
        "groups": groups(made[: filters.PER_PAGE], banded=view.banded),
        "cut": MOST if cut else 0,
        "axis": rail.axis(request.now, request.zone),
        "hair": hairline(rail.mini([], request.now, ()).now),
        "page": asked.beside(more=len(made) > filters.PER_PAGE),
        "csrf": get_token(request),
    }


def _listed(view: lists.View, narrowed: QuerySet[Case], shown: slice, desk: Desk) -> tuple[Row, ...]:
    """Return rows of a list, in its order."""
    return rows(lists.page(view, narrowed, shown.start, shown.stop - shown.start).values_list(*COLUMNS), desk)


def _searched(asked: filters.Asked, narrowed: QuerySet[Case], shown: slice, desk: Desk) -> tuple[tuple[Row, ...], bool]:
    """Return rows of what a search finds, the best first, and whether it found more than it looks through."""
    hits = search(asked.words)
    columns = found.shown(narrowed, hits, shown)
    lines = found.reasons([one[0] for one in columns], hits, asked.words)
    made = zip(columns, rows(columns, desk), strict=True)
    return tuple(replace(row, hit=lines.get(one[0], row.hit)) for one, row in made), len(hits) == MOST
