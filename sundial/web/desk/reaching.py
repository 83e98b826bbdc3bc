"""How word reaches one: one's ways, which of them hears of what, quiet hours; for managers the ways of their roles."""

import re
from collections.abc import Callable, Iterator
from datetime import time
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.reach_choices import InDigest, QuietHours, choose, hush, keep_quiet
from sundial.commands.ways import NewWay, WayRefused, end_way, make_way, try_way
from sundial.models import Person, Way
from sundial.protocol.reaching import MAIL, Event
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.reaching_rows import DIGEST, HERE, PAGE, context_of
from sundial.web.desk.staff_rows import page
from sundial.web.doing import do_once

CLOCK = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])")
Refusal = tuple[str, str]  # the field that is wrong, "" for all of it, and why; ("", "") for none


@require_http_methods(["GET", "HEAD"])
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show how word reaches the reader."""
    return _page(request)


@require_POST
@for_staff
def ways(request: SignedIn) -> HttpResponse:
    """Make a way; the secret of a webhook is on the page that answers, and on no other."""
    post = request.POST
    new = NewWay(post.get("kind", ""), _line(post, "name"), post.get("address", "").strip(), post.get("role", ""))
    made: list[tuple[Way, str]] = []
    refused = _attempt(request, lambda: made.append(make_way(new, by=request.user, now=request.now)))
    if refused[1] or not made:
        return _page(request, refused) if refused[1] else redirect("desk:reaching")
    way, secret = made[0]
    return _page(request, made=way, secret=secret) if secret else redirect("desk:reaching")


@require_POST
@for_staff
def endings(request: SignedIn, way: UUID) -> HttpResponse:
    """End a way."""
    return _done(request, partial(end_way, _way_or_404(way), by=request.user, now=request.now))


@require_POST
@for_staff
def hushings(request: SignedIn, way: UUID) -> HttpResponse:
    """Keep when a role's way is quiet."""
    found = _way_or_404(way)
    return _done(request, lambda: hush(found, _quiet(request.POST), by=request.user, now=request.now))


@require_POST
@for_staff
def trials(request: SignedIn) -> HttpResponse:
    """Send a test by a way, or by mail where none is named."""
    named = request.POST.get("way", "")
    way = _way_or_404(_uuid(named)) if named else None
    return _done(request, partial(try_way, way, by=request.user, now=request.now))


@require_POST
@for_staff
def choices(request: SignedIn) -> HttpResponse:
    """Keep which way hears of what, and at which times the digest of one's mail leaves."""
    return _done(
        request, lambda: choose(_heard(request.POST), by=request.user, now=request.now, digest=_digest(request.POST))
    )


@require_POST
@for_staff
def quiet(request: SignedIn) -> HttpResponse:
    """Keep when the reader is quiet, and who hears instead."""
    refused = _attempt(request, lambda: keep_quiet(_quiet(request.POST), by=request.user, now=request.now))
    return _page(request, refused) if refused[1] else redirect("desk:reaching")


def _done(request: SignedIn, verb: Callable[[], object]) -> HttpResponse:
    refused = _attempt(request, verb)
    return _page(request, refused) if refused[1] else redirect("desk:reaching")


def _attempt(request: SignedIn, verb: Callable[[], object]) -> Refusal:
    """Do it once; return which field is refused, and why."""
    fields = [""]

    def tried() -> None:
        try:
            verb()
        except WayRefused as refusal:
            fields.append(refusal.field)
            raise

    text = do_once(request, tried)
    return (fields[-1], text)


def _page(request: SignedIn, refused: Refusal = ("", ""), made: Way | None = None, secret: str = "") -> HttpResponse:
    typed = request.POST if refused[1] else QueryDict()
    context = context_of(request, typed) | {"made": made, "secret": secret}
    response = page(request, PAGE, HERE, context, refused)
    response["Cache-Control"] = "no-store"
    return response


def _quiet(post: QueryDict) -> QuietHours:
    """Read quiet hours as they were typed. Raises WayRefused."""
    since, until = (_time(post, field) for field in ("since", "until"))
    named = post.get("stand_in", "")
    found = _uuid(named)
    stand_in = Person.objects.filter(pk=found).first() if found else None
    if named and stand_in is None:
        raise WayRefused("stand_in", "Choose a colleague of the list.")
    return QuietHours(since, until, tuple(_days(post)), stand_in)


def _heard(post: QueryDict) -> dict[str, list[Event]]:
    heard: dict[str, list[Event]] = {way: [] for way in post.getlist("way")}
    for one in post.getlist("hears"):
        way, _, event = one.partition("/")
        if way in heard and event in list(Event):
            heard[way].append(Event(event))
    return heard


def _digest(post: QueryDict) -> InDigest:
    """Read what is to come in a digest, and when, as it was typed. Raises WayRefused."""
    waits = {f"{MAIL}/{event}{DIGEST}": event for event in Event}
    events = tuple(waits[one] for one in post.getlist("hears") if one in waits)
    typed = post.get("times")
    return InDigest(events, None if typed is None else tuple(_set_time(one) for one in typed.replace(",", " ").split()))


def _set_time(typed: str) -> time:
    found = CLOCK.fullmatch(typed)
    if found is None:
        raise WayRefused("times", f"Digest times: “{typed[:20]}” is no time of day. Write them as 09:00, 16:00.")
    return time(int(found[1]), int(found[2]))


def _time(post: QueryDict, field: str) -> time | None:
    typed = post.get(field, "").strip()
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None) if typed else None
    except ValueError:
        raise WayRefused(field, f"“{typed[:20]}” is no time of day. Write it as 21:00.") from None


def _days(post: QueryDict) -> Iterator[int]:
    for one in post.getlist("days"):
        yield int(one) if one.isascii() and one.isdigit() and len(one) == 1 else 9  # no such day: refused by its rule


def _way_or_404(way: UUID | None) -> Way:
    found = Way.objects.filter(pk=way).first() if way else None
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _line(post: QueryDict, field: str) -> str:
    return " ".join(post.get(field, "").split())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
