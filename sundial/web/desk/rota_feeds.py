"""One's own leaves to read shifts as a calendar: each an address that needs no sign-in, made and ended here."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.rota_feeds import end_feed, make_feed
from sundial.models import RotaFeed
from sundial.web.access import SignedIn, for_staff
from sundial.web.desk.rota_around import Problem, regions_of, shown, tried
from sundial.web.rota_feed import address_of

PAGE = "desk/rota/feeds.html"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """Show the calendars that one can have and those that one has, or make one."""
    if request.method != "POST":
        return _page(request)
    problem = tried(request, partial(make_feed, request.POST.get("region", "")))
    return _page(request, problem) if problem else redirect("desk:rota-feeds")


@require_POST
@for_staff
def removals(request: SignedIn) -> HttpResponse:
    """End one: its address is no more."""
    try:
        feed = UUID(request.POST.get("feed", ""))
    except ValueError:
        return _page(request, Problem("feed", "There is no such calendar."))
    problem = tried(request, partial(end_feed, feed))
    return _page(request, problem) if problem else redirect("desk:rota-feeds")


def _page(request: SignedIn, problem: Problem | None = None) -> HttpResponse:
    there = {feed.region: feed for feed in RotaFeed.objects.filter(person=request.user)}
    offered = [("", "My own shifts")] + [(key, f"Everybody in {one.name}") for key, one in regions_of(request).items()]
    rows = [(key, title, there.get(key), _address(request, there.get(key))) for key, title in offered]
    return shown(request, PAGE, {"rows": rows}, problem)


def _address(request: SignedIn, feed: RotaFeed | None) -> str:
    return request.build_absolute_uri(address_of(feed)) if feed else ""
