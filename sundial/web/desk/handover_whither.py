"""To whom a case can be handed over and by when: the regions that follow, and colleagues by name (O2.3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from sundial.commands.pledged import shift_after
from sundial.models import Kind, Person, protocol_in_force
from sundial.protocol.rota import Duty
from sundial.protocol.stand_in import MANAGERS
from sundial.protocol.stretches import Stretch
from sundial.web.access import SignedIn
from sundial.web.desk.requests import LOCAL
from sundial.web.rota_now import plan_at
from sundial.web.sky import handovers

WITHIN = timedelta(hours=1)  # of the offer, where no two shifts overlap now
ANYBODY, ENGINEER = "Whoever is on shift", "engineer"
Choices = list[tuple[str, str]]


def choices(request: SignedIn) -> list[tuple[str, Choices]]:
    """Return each region with whom a handover to it can be for, as a form names them: `americas`, `americas:<id>`.

    One's own region has the case already, so there a colleague is named.
    """
    regions = protocol_in_force(request.now).regions
    there = [(key, one.name, list(_colleagues(request, key))) for key, one in regions.items()]
    anybody = {key: [(key, ANYBODY)] for key in regions if key != request.user.region}
    named = [(name, [*anybody.get(key, []), *people]) for key, name, people in there]
    return [one for one in named if one[1]]


def receiver(request: SignedIn) -> tuple[str, Person | None]:
    """Read whom a form names; "" for a region where nobody is meant who can be."""
    region, _, person = request.POST.get("to", "").partition(":")
    if not person:
        return region, None
    found = next((one for one in _support(region) if str(one.pk) == person), None)
    return (region, found) if found else ("", None)


def proposed(request: SignedIn) -> tuple[str, str]:
    """Return to which region the reader's own hands over next, and by when on the reader's clock, by the rota."""
    region, due_at = _proposed(request)
    return region, due_at.astimezone(request.zone).strftime(LOCAL)


def shift_that_follows(request: SignedIn) -> Stretch:
    """Return the time from now until the shift is over to which is proposed to hand over."""
    region, due_at = _proposed(request)
    return shift_after(region, request.now, due_at)


def _proposed(request: SignedIn) -> tuple[str, datetime]:
    window, region = _next(request)
    runs = window is not None and window.since <= request.now
    return region, window.until if window and runs else request.now + WITHIN


def _next(request: SignedIn) -> tuple[Stretch | None, str]:
    plan, now = plan_at(request.now), request.now
    engineers = [shift for shift in plan.shifts if shift.duty is Duty.SHIFT]
    coming = (one for one in handovers(list(plan.regions), engineers) if one[0].until > now)
    mine = ((window, receiver) for window, giver, receiver in coming if giver == request.user.region)
    return next(mine, (None, ""))


def _colleagues(request: SignedIn, region: str) -> Iterator[tuple[str, str]]:
    for one in _support(region):
        if one.pk != request.user.pk:
            yield f"{region}:{one.pk}", f"{one.name}, {f'Tier {one.tier}' if one.tier else one.title or 'manager'}"


def _support(region: str) -> list[Person]:
    who = Q(role=ENGINEER) | Q(role__in=MANAGERS)
    people = Person.objects.filter(who, kind=Kind.STAFF, is_active=True, group="", region=region)
    return sorted(people, key=lambda one: (one.role in MANAGERS, one.name))
