"""Word inside the house: of a case that waits for a higher tier, and of a waiver that is asked for (O8.7, O12.1)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sundial.commands.owed import Owed, Staff, nobody, owe
from sundial.commands.record import Recorded, record
from sundial.commands.statements import write
from sundial.commands.team import goes_out
from sundial.models import AlertKind, Case, Kind, Person, rota_written
from sundial.protocol.facts import Messaged
from sundial.protocol.rota import Duty, on_shift, shifts
from sundial.protocol.stand_in import Colleague, hearers
from sundial.protocol.team import Role, Told, in_charge

INSTANT = timedelta(microseconds=1)


def tell_of_tier(case: Case, raised: Recorded, tier: int, *, by: Person, now: datetime) -> None:
    """Owe word of a case that nobody was named for to who is on shift for it: of that tier or above, where it is.

    That is the region of its owner, or the one in charge; where nobody is on shift the Duty Manager hears (O8.6).
    """
    regions = tuple(case.regions)
    manager = _manager(case)
    inside = case.owner is not None and (not regions or case.owner.region in regions)
    region = case.owner.region if case.owner and inside else manager.region
    found = list(_on_shift(case, tier, region, now))
    roles = [Told(Role.OWNER, region, str(one)) for one in found] or [manager]
    staff = _but(Staff.for_(found).people, by)
    heard = [one for role in roles for one in hearers(role, staff, regions)]
    if not heard:
        heard = list(hearers(manager, staff, regions))
    _owe(case, raised, AlertKind.TIER_RAISED, heard, manager, now)


def tell_of_waiver(case: Case, asked: Recorded, *, by: Person, now: datetime) -> None:
    """Owe word of a waiver that is asked for to who may approve it: Duty Managers of the case's region, or Directors.

    Never to who asks: nobody approves what they asked for themselves.
    """
    answer_for = case.regions or [case.home_region]
    staff = [one for one in _but(Staff.for_(()).people, by) if one.region in answer_for and not one.group]
    heard = hearers(_manager(case), staff, tuple(case.regions))
    _owe(case, asked, AlertKind.WAIVER_ASKED, heard, _manager(case), now)


def _owe(case: Case, told: Recorded, kind: AlertKind, heard: Iterable[Colleague], role: Told, now: datetime) -> None:
    fact = told.facts[0]
    people = {one.id: one for one in heard}.values()
    write(owe([Owed(uuid4(), case.pk, fact, one, kind.label, kind.value) for one in people]))
    if not people:
        text = nobody(role, fact)
        record(case, Messaged(public=False, automatic=True), by=None, now=now, text=text)


def _on_shift(case: Case, tier: int, region: str, now: datetime) -> Iterator[UUID]:
    """Yield who is on shift in a region, is of a tier or above, and could own the case."""
    written = rota_written(now, now + INSTANT)
    there = {one.person for one in on_shift(shifts(*written, now, now + INSTANT), now, region, Duty.SHIFT)}
    people = Person.objects.filter(pk__in=there, kind=Kind.STAFF, is_active=True, group="", tier__gte=tier)
    for one in people.order_by("name", "pk"):
        if not goes_out(one, case):
            yield one.pk


def _manager(case: Case) -> Told:
    return Told(Role.DUTY_MANAGER, in_charge(case.home_region, tuple(case.regions)))


def _but(people: Iterable[Colleague], by: Person) -> list[Colleague]:
    return [one for one in people if one.id != str(by.pk)]
