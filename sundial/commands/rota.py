"""Protocol 02, the rota: shifts added, dropped, passed on, offered and taken; time off; and what is taken back (O2.3).

Each verb reads the whole rota under one lock, so that no two of them together put somebody in two places.
"""

from datetime import datetime

from django.db import transaction

from sundial.commands.errors import NotStaff
from sundial.commands.rota_ground import (
    RotaRefused,
    and_then,
    check_plans,
    colleague_of,
    is_ahead,
    is_of_staff,
    keep,
    plans,
    said,
    shift_of,
    written_under_lock,
)
from sundial.commands.rota_offers import may_take, tell_of_offer
from sundial.models import Person
from sundial.models.rota import Written
from sundial.protocol.on_duty import may_stand
from sundial.protocol.rota import (
    Added,
    Away,
    Change,
    Dropped,
    Duty,
    Offered,
    Passed,
    RotaError,
    Shift,
    TakenBack,
    What,
)

PLACES = {Duty.SHIFT: "on shift", Duty.MANAGER: "Duty Manager", Duty.ON_CALL: "on call"}


def add_shift(
    person: Person, place: tuple[str, Duty], since: datetime, until: datetime, *, by: Person, now: datetime
) -> Change:
    """Put somebody in a region and duty for once, from now on where it has begun. Raises NotYourRota, RotaRefused."""
    region, duty = place
    check_plans(by, region, now)
    check_may_stand(person, duty, "person")
    is_ahead("until", until, now)
    with transaction.atomic():
        try:
            what = Added(str(person.pk), region, duty, max(since, now), until)
        except RotaError as error:
            raise said(error, now) from None
        return keep(written_under_lock(), what, by=by, now=now)


def drop_shift(name: str, *, by: Person, now: datetime) -> Change:
    """Let a shift that has not begun not take place. Raises NotYourRota, RotaRefused."""
    with transaction.atomic():
        written = written_under_lock()
        shift = shift_of(written, name)
        check_plans(by, shift.region, now)
        if shift.since <= now:
            raise RotaRefused("shift", "That shift has begun. Give it to somebody, or enter time off.")
        return keep(written, Dropped(name), by=by, now=now)


def pass_shift(name: str, to: Person, *, by: Person, now: datetime) -> Change:
    """Give a shift, or what is left of it, to somebody else. Raises NotYourRota, RotaRefused."""
    with transaction.atomic():
        written = written_under_lock()
        shift = shift_of(written, name)
        check_plans(by, shift.region, now)
        return _passed(written, shift, to, by=by, now=now)


def offer_shift(name: str, to: Person | None, *, by: Person, now: datetime) -> Change:
    """Let a shift of one's own be taken, by somebody or (None) by anybody who may stand there; until then it stays.

    A manager of the region may offer it for whoever has it. Those who could take it are told.
    Raises NotYourRota, RotaRefused.
    """
    with transaction.atomic():
        written = written_under_lock()
        shift = shift_of(written, name)
        if shift.person != str(by.pk):
            check_plans(by, shift.region, now)
        is_ahead("shift", shift.until, now)
        if to is not None:
            check_may_stand(to, shift.duty, "to")
        change = keep(written, Offered(name, str(to.pk) if to else ""), by=by, now=now)
        written = and_then(written, change)
        tell_of_offer(written, change, shift_of(written, name))
        return change


def take_shift(name: str, *, by: Person, now: datetime) -> Change:
    """Take a shift that is offered, or take over one that runs in one's own region, from now on.

    Raises NotStaff, RotaRefused.
    """
    if not is_of_staff(by):
        raise NotStaff
    with transaction.atomic():
        written = written_under_lock()
        shift = shift_of(written, name)
        if not may_take(written, shift, by, now):
            raise RotaRefused("shift", "That shift is not offered to you (any more). Look again at the shift plan.")
        return _passed(written, shift, by, by=by, now=now)


def take_time_off(
    person: Person, since: datetime, until: datetime, *, deputy: Person | None, by: Person, now: datetime
) -> Change:
    """Enter time off: their shifts in it are cut, and `deputy` stands in for their roles until it ends.

    Raises NotYourRota, RotaRefused.
    """
    if person.pk != by.pk:
        check_plans(by, person.region, now)
    if not is_of_staff(person) or not is_of_staff(by):
        raise RotaRefused("person", "Time off is for the staff.")
    if deputy is not None and not is_of_staff(deputy):
        raise RotaRefused("deputy", "A deputy is one of the staff.")
    is_ahead("until", until, now)
    with transaction.atomic():
        try:
            what = Away(str(person.pk), max(since, now), until, str(deputy.pk) if deputy else "")
        except RotaError as error:
            raise said(error, now) from None
        return keep(written_under_lock(), what, by=by, now=now)


def take_back(seq: int, *, by: Person, now: datetime) -> Change:
    """Let a change not hold any more from now on; of what it did until now, it stays as it was.

    One takes back one's own offers and time off, and what one planned as a manager. Raises NotYourRota, RotaRefused.
    """
    with transaction.atomic():
        written = written_under_lock()
        change = next((one for one in written.changes if one.seq == seq), None)
        if change is None:
            raise RotaRefused("change", "There is no such change.")
        region, span = _touches(written, change.what)
        if not may_take_back(change, by, region):
            check_plans(by, region, now)
        is_ahead("change", span[1], now)
        if span[0] > now:
            return keep(written, TakenBack(seq), by=by, now=now)
        return _end_now(written, change, by=by, now=now)


def may_take_back(change: Change, person: Person, region: str) -> bool:
    """Say whether somebody may take a change back that touches a region."""
    if isinstance(change.what, Away) and change.what.person == str(person.pk):
        return is_of_staff(person)
    own = isinstance(change.what, Offered) and change.by == str(person.pk)
    return (own and is_of_staff(person)) or plans(person, region)


def check_may_stand(person: Person, duty: Duty, field: str) -> None:
    """Refuse somebody who cannot have a shift of this duty. Raises RotaRefused."""
    if not is_of_staff(person) or not may_stand(colleague_of(person), duty):
        who = "a Duty Manager or Director" if duty is Duty.MANAGER else "one of support"
        raise RotaRefused(field, f"{person.name} cannot be {PLACES[duty]}: choose {who}.")


def _passed(written: Written, shift: Shift, to: Person, *, by: Person, now: datetime) -> Change:
    check_may_stand(to, shift.duty, "to")
    is_ahead("shift", shift.until, now)
    since = now if shift.since < now else None
    return keep(written, Passed(shift.name, str(to.pk), since, None), by=by, now=now)


def _end_now(written: Written, change: Change, *, by: Person, now: datetime) -> Change:
    """Take back what has begun, and write down again what it did until now. Raises RotaRefused."""
    what = change.what
    if isinstance(what, Offered):
        return keep(written, TakenBack(change.seq), by=by, now=now)
    if not isinstance(what, Added | Away):
        raise RotaRefused("change", "That has begun. Give the shift to somebody else instead.")
    written = and_then(written, taken := keep(written, TakenBack(change.seq), by=by, now=now))
    keep(written, _until(what, now), by=by, now=now)
    return taken


def _until(what: Added | Away, now: datetime) -> What:
    if isinstance(what, Added):
        return Added(what.person, what.region, what.duty, what.since, now)
    return Away(what.person, what.since, now, what.deputy)


def _touches(written: Written, what: What) -> tuple[str, tuple[datetime, datetime]]:
    """Return the region and the span that a change is about. Raises RotaRefused for one of a shift that is gone."""
    if isinstance(what, Added):
        return what.region, (what.since, what.until)
    if isinstance(what, Away):
        person = Person.objects.filter(pk=what.person).first()
        return person.region if person else "", (what.since, what.until)
    if isinstance(what, TakenBack):
        return _touches(written, next(one.what for one in written.changes if one.seq == what.change))
    before = written._replace(changes=tuple(one for one in written.changes if one.what is not what))
    shift = shift_of(before, what.shift)
    return shift.region, (shift.since, shift.until)
