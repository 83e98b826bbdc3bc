"""The rota as a calendar that a program reads without signing in: `/rota/<key>.ics`, shifts and nothing else.

The key is a bearer token. It names a leave (RotaFeed) and whose it is, sealed with the desk's secret, so it can be
neither guessed nor made from what stands in the database; it is read with that person's eyes, and ends with the leave
or with them.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from sundial.models import Kind, Person, RotaFeed, protocol_in_force, rota_written, viewing
from sundial.protocol.rota import Duty, Shift, shifts
from sundial.web.access import NOT_FOUND

SALT = "sundial.rota.feed"
BEHIND, AHEAD = timedelta(days=14), timedelta(days=92)
SAYS = {Duty.SHIFT: "on shift", Duty.MANAGER: "Duty Manager", Duty.ON_CALL: "on call"}
ID, SEAL = 16, 24  # bytes


class Leave(NamedTuple):
    """What a key names."""

    feed: UUID
    person: UUID


def key_of(feed: RotaFeed) -> str:
    """Return the key under which a leave is used: 75 letters, of which nobody can guess 192 bits."""
    return _text(_sealed(feed.pk.bytes + feed.person_id.bytes))


def address_of(feed: RotaFeed) -> str:
    """Return the address of a calendar, without its host."""
    return reverse("rota-feed", args=[key_of(feed)])


@login_not_required
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the calendar of a leave; what is no leave, or is one no longer, does not exist."""
    leave = read(key)
    if leave is None:
        raise Http404(NOT_FOUND)
    with viewing(leave.person):
        feed = RotaFeed.objects.select_related("person").filter(pk=leave.feed, person_id=leave.person).first()
        if feed is None:
            raise Http404(NOT_FOUND)
        written = _calendar(feed, request.now)  # type: ignore[attr-defined]
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(written, content_type="text/calendar; charset=utf-8", headers=headers)


def read(key: str) -> Leave | None:
    """Return what a key names; None where nobody here made it."""
    try:
        sealed = urlsafe_b64decode(key + "=" * (-len(key) % 4))
    except ValueError:
        return None
    if len(sealed) != 2 * ID + SEAL or not constant_time_compare(key, _text(_sealed(sealed[: 2 * ID]))):
        return None
    return Leave(UUID(bytes=sealed[:ID]), UUID(bytes=sealed[ID : 2 * ID]))


def _sealed(ids: bytes) -> bytes:
    return ids + salted_hmac(SALT, ids, algorithm="sha256").digest()[:SEAL]


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def _calendar(feed: RotaFeed, now: datetime) -> bytes:
    since, until = now - BEHIND, now + AHEAD
    found = shifts(*rota_written(since, until), since, until)
    regions = protocol_in_force(now).regions
    names = {key: region.name for key, region in regions.items()}
    mine = [one for one in found if _is_in(one, feed)]
    calendar = Calendar()
    calendar.add("prodid", "-//Sundial//Shift plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Shifts, {names.get(feed.region, feed.region) if feed.region else feed.person.name}")
    for event in _events(mine, feed, names, now):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _is_in(shift: Shift, feed: RotaFeed) -> bool:
    return shift.region == feed.region if feed.region else shift.person == str(feed.person_id)


def _events(found: Iterable[Shift], feed: RotaFeed, regions: dict[str, str], now: datetime) -> Iterable[Event]:
    people = {str(pk): name for pk, name in Person.objects.filter(kind=Kind.STAFF).values_list("pk", "name")}
    for shift in found:
        says, region = SAYS[shift.duty], regions.get(shift.region, shift.region)
        event = Event()
        event.add("uid", f"{shift.name}@rota.sundial")
        event.add("dtstamp", now)
        event.add("dtstart", shift.since)
        event.add("dtend", shift.until)
        whose = people.get(shift.person, "Somebody")
        event.add("summary", f"{whose}, {says}" if feed.region else f"{says[:1].upper()}{says[1:]}, {region}")
        if shift.offered:
            event.add("description", "Offered: somebody may take it.")
        yield event
