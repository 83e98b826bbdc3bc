"""The queue: which case next, and by when (O3.3)."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.models import Case, protocol_in_force
from sundial.protocol.number import normalise
from sundial.web import rail
from sundial.web.access import SignedIn, for_staff, may_see
from sundial.web.desk import filters, lists
from sundial.web.desk.keys import QUEUE_KEYS
from sundial.web.desk.rows import COLUMNS, Desk, groups, rows
from sundial.web.desk.side import side_of
from sundial.web.desk.strip import hairline
from sundial.web.rota_now import there_now

LIST = "desk/queue/_list.html"
PAGE = "desk/queue/page.html"


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show one list of cases, or go to the case whose number was typed into the search."""
    found = _named(request)
    if found:
        return HttpResponseRedirect(reverse("desk:case", args=[found.number]))
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
    start = (asked.page - 1) * filters.PER_PAGE
    there = there_now(request.now)
    narrowed = asked.narrow(lists.cases(view, request.user, request.now), there)
    found = list(lists.page(view, narrowed, start, filters.PER_PAGE + 1).values_list(*COLUMNS))
    desk = Desk(request.user.pk, request.now, request.zone, protocol, there)
    made = rows(found[: filters.PER_PAGE], desk)
    return {
        "view": view,
        "title": f"“{asked.words}”" if asked.words else view.title,
        "query": asked.words,
        "asked": asked,
        "facets": filters.facets(asked, protocol),
        "chosen": asked.chosen(protocol),
        "clear_url": asked.plain_url,
        "live_url": asked.url(page=asked.page if asked.page > 1 else ""),
        "groups": groups(made, banded=view.banded),
        "axis": rail.axis(request.now, request.zone),
        "hair": hairline(rail.mini([], request.now, ()).now),
        "page": asked.beside(more=len(found) > filters.PER_PAGE),
        "csrf": get_token(request),
    }
