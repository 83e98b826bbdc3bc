"""Protocol 02, the rota: what every change of it rests upon: one writer at a time, who may, and words for a refusal."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from sundial.commands.errors import Refused
from sundial.models import Kind, Person, RotaChange, lock_rota, protocol_in_force, rota_written
from sundial.models.rota import AROUND, Written
from sundial.protocol.document import Protocol
from sundial.protocol.on_duty import may_plan
from sundial.protocol.rota import (
    Added,
    Away,
    Change,
    RotaError,
    Shift,
    TakenBack,
    What,
    check,
    shift_named,
    what_to_json,
)
from sundial.protocol.rota.reading import span_of
from sundial.protocol.stand_in import Colleague

LONGEST = AROUND - timedelta(days=1)  # of one shift; the reading looks no further around an instant
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GONE = "That shift is not there any more. Look again at the shift plan."
Span = tuple[datetime, datetime]


class RotaRefused(Refused):
    """The rota cannot be changed like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class NotYourRota(RotaRefused):
    """What others have is changed by the managers of the region."""

    def __init__(self, region: str) -> None:
        super().__init__("", f"Only Duty Managers and Directors of {region} change the shifts of others there.")


def colleague_of(person: Person) -> Colleague:
    """Return one of the staff as the rules know them."""
    return Colleague(str(person.pk), person.name, person.role, person.region, person.group)


def is_of_staff(person: Person) -> bool:
    """Whether somebody works here."""
    return person.is_staff_member and person.is_active


def plans(person: Person, region: str) -> bool:
    """Whether somebody may change what others have in a region."""
    return is_of_staff(person) and may_plan(colleague_of(person), region)


def check_plans(person: Person, region: str, now: datetime) -> None:
    """Refuse whoever may not change what others have in a region. Raises NotYourRota."""
    if not plans(person, region):
        raise NotYourRota(_region(region, protocol_in_force(now)))


def written_under_lock() -> Written:
    """Stand in line with whoever else writes, and return the whole rota."""
    lock_rota()
    return rota_written()


def shift_of(written: Written, name: str) -> Shift:
    """Return a shift by its name. Raises RotaRefused."""
    found = shift_named(*written, name)
    if found is None:
        raise RotaRefused("shift", GONE)
    return found


def is_ahead(field: str, until: datetime, now: datetime) -> None:
    """Refuse what is over: who was there stays as it was. Raises RotaRefused."""
    if until <= now:
        raise RotaRefused(field, "That is over. Who was on shift stays as it was.")


def keep(written: Written, what: What, *, by: Person, now: datetime) -> Change:
    """Write a change down, if it has the effect that is meant and nobody is in two places. Raises RotaRefused."""
    try:
        check(*written, what)
    except RotaError as error:
        raise said(error, now) from None
    since, until = _span(written, what)
    if until - since > LONGEST and isinstance(what, Added):
        raise RotaRefused("until", f"One shift lasts at most {LONGEST.days} days: make it a pattern.")
    change = Change(max((one.seq for one in written.changes), default=0) + 1, now, str(by.pk), what)
    RotaChange.objects.create(seq=change.seq, what=what_to_json(what), since=since, until=until, by=by, at=now)
    return change


def and_then(written: Written, change: Change) -> Written:
    """Return the rota with one more change."""
    return written._replace(changes=(*written.changes, change))


def said(error: RotaError, now: datetime) -> RotaRefused:
    """Return what the rules refuse in words for a page: names for ids, and never the name of a shift."""
    if error.key == "shift":
        return RotaRefused("shift", GONE)
    protocol, names = protocol_in_force(now), dict(_names(UUID.findall(error.problem)))
    words = re.sub(rf"'?{UUID.pattern}'?", lambda found: names.get(found[0].strip("'"), "somebody"), error.problem)
    words = re.sub(r"\b(shift|manager|on-call) in ([\w-]+) from", lambda one: _duty(one, protocol), words)
    return RotaRefused(error.key, f"{words[:1].upper()}{words[1:]}.")


def _duty(found: re.Match[str], protocol: Protocol) -> str:
    duty = {"shift": "on shift", "manager": "Duty Manager", "on-call": "on call"}[found[1]]
    return f"{duty} in {_region(found[2], protocol)} from"


def _region(key: str, protocol: Protocol) -> str:
    found = protocol.regions.get(key)
    return found.name if found else key


def _names(ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    rows = Person.objects.filter(kind=Kind.STAFF, pk__in=set(ids)).values_list("pk", "name")
    return ((str(pk), name) for pk, name in rows)


def _span(written: Written, what: What) -> Span:
    """Return between which instants all lies that a change touches."""
    if isinstance(what, Added | Away):
        return what.since, what.until
    if isinstance(what, TakenBack):
        return _span(written, next(one.what for one in written.changes if one.seq == what.change))
    span = span_of(written.changes, what.shift)
    assert span is not None  # it was found under this name
    return span
