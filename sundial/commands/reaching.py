"""Protocol 08, delivery: the ways by which an alert goes out beside mail, each owed once (O8.6)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q

from sundial.commands.pages import needs_of
from sundial.commands.storms import joins_a_storm
from sundial.models import Alert, Case, Delivery, Way
from sundial.protocol.reaching import Event, event_of, takes

NAMES = UUID("5f2b3c0e-6d1a-4c7e-9b0f-2a8e4d6c1b35")  # of the things that a role's way hears of once


def owe_by_ways(alert: Alert, now: datetime) -> list[Delivery]:
    """Write down what an alert owes by the ways of its person and of their role, and return what is new of it."""
    new: list[Delivery] = []
    if joins_a_storm(alert, now):
        return new  # it stands in the app, and in one letter with the rest of the storm
    event = event_of(alert.kind, needs_of(alert))
    for way in ways_of(alert, event):
        shared = None if way.person_id else shared_key(alert)
        found = {"way": way, "shared": shared} if shared else {"way": way, "alert": alert}
        delivery, made = Delivery.objects.get_or_create(
            **found, defaults={"alert": alert, "channel": way.kind, "at": now}
        )
        if made:
            new.append(delivery)
    return new


def ways_of(alert: Alert, event: Event) -> Iterator[Way]:
    """Yield by which ways word of an event goes: a person's own, and of their role where its region is inside."""
    person = alert.person
    theirs = Q(person=person)
    if person.region and alert.case is not None and _is_inside(person.region, alert.case):
        theirs |= Q(role=person.role, region=person.region)
    for way in Way.objects.live().filter(theirs).order_by("made_at", "pk"):
        if takes(event, way.hears):
            yield way


def shared_key(alert: Alert) -> UUID:
    """Return the key of the thing that an alert is about, the same for everybody who is told of it."""
    return uuid5(NAMES, f"{alert.case_id}/{alert.seq}/{alert.kind}/{alert.about}")


def _is_inside(region: str, case: Case) -> bool:
    return not case.regions or region in case.regions
