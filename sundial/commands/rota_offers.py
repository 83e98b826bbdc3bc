"""Protocol 02, the rota: a shift that is offered: who may take it, who is told, and what has become of it (O2.3)."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sundial.commands.later import asking
from sundial.commands.rota_ground import colleague_of
from sundial.commands.statements import Write, insert, write
from sundial.models import AlertKind, Kind, Person, protocol_in_force
from sundial.models.rota import Written
from sundial.protocol.on_duty import may_stand
from sundial.protocol.rota import Change, Offered, Passed, RotaError, Shift, check, holding, offered_to, shift_named

OWE = insert(
    "alert",
    {
        "id": "uuid", "seq": "int", "person_id": "uuid", "kind": "text", "promise": "text", "text": "text",
        "at": "timestamptz",
    },
)  # fmt: skip


class Became(StrEnum):
    """What has become of an offer, for one of those who were told of it; OPEN: they may still take it."""

    OPEN = ""
    WITHDRAWN = "the offer was withdrawn"
    PASSED = "the shift has passed to somebody"
    GONE = "the shift does not take place"
    OVER = "the shift is over"
    ANEW = "the shift was offered anew"
    ELSEWHERE = "the person can no longer take it"


def may_take(written: Written, shift: Shift, person: Person, now: datetime) -> bool:
    """Say whether somebody may take a shift: it is offered to them or to anybody, or runs now in their own region."""
    if shift.person == str(person.pk) or not may_stand(colleague_of(person), shift.duty):
        return False
    if offered_to(written.changes, shift) in ("", str(person.pk)):
        return shift.until > now
    return shift.region == person.region and shift.since <= now < shift.until


def could_take(written: Written, shift: Shift, person: Person, now: datetime) -> bool:
    """Say whether somebody may take a shift, and would not be refused: neither away nor in two places by it."""
    if not may_take(written, shift, person, now):
        return False
    since = now if shift.since < now else None
    try:
        check(*written, Passed(shift.name, str(person.pk), since, None))
    except RotaError:
        return False
    return True


def is_meant_for(written: Written, shift: Shift, person: Person) -> bool:
    """Say whether an offer is meant for somebody: by name, or for all of its region."""
    to = offered_to(written.changes, shift)
    return to == str(person.pk) or (to == "" and shift.region == person.region)


def tell_of_offer(written: Written, change: Change, shift: Shift) -> None:
    """Owe an alert to each for whom an offer is meant and who could take it now, never to who offers it."""
    told = [one for one in _asked(written, shift, change) if could_take(written, shift, one, change.at)]
    kind, text = AlertKind.SHIFT_OFFERED.value, words(shift, change.at)
    rows = [(uuid4(), change.seq, one.pk, kind, "", text, change.at) for one in told]
    write([Write(OWE, rows), asking("deliver", [{"alert": str(row[0])} for row in rows])])


def words(shift: Shift, now: datetime) -> str:
    """Say which shift is offered, as far as an alert keeps it."""
    found = protocol_in_force(now).regions.get(shift.region)
    region, since = found.name if found else shift.region, shift.since
    return f"a shift is offered: {region}, {since:%a} {since.day} {since:%b %H:%M} to {shift.until:%H:%M} UTC"


def shift_offered(written: Written, seq: int) -> tuple[Change, Shift] | None:
    """Return an offer by its number, and its shift as it is; None where it is not there (any more)."""
    change = next((one for one in written.changes if one.seq == seq), None)
    if change is None or not isinstance(change.what, Offered):
        return None
    shift = shift_named(*written, change.what.shift)
    return (change, shift) if shift else None


def became_of(written: Written, seq: int, person: Person, now: datetime) -> Became:
    """Say what has become of the offer of this number, for somebody who was told of it."""
    held = tuple(one for one in holding(written.changes) if one.seq >= seq)
    offer = next((one.what for one in held if one.seq == seq), None)
    if not isinstance(offer, Offered):
        return Became.WITHDRAWN
    later = [one.what for one in held if one.seq > seq]
    if any(isinstance(one, Passed) and one.shift == offer.shift for one in later):
        return Became.PASSED
    shift = shift_named(*written, offer.shift)
    if shift is None:
        return Became.GONE
    if shift.until <= now:
        return Became.OVER
    if any(isinstance(one, Offered) and one.shift == offer.shift for one in later):
        return Became.ANEW
    return Became.OPEN if could_take(written, shift, person, now) else Became.ELSEWHERE


def _asked(written: Written, shift: Shift, change: Change) -> Iterator[Person]:
    staff = Person.objects.filter(kind=Kind.STAFF, is_active=True).order_by("name", "pk")
    for one in staff:
        if is_meant_for(written, shift, one) and str(one.pk) != change.by:
            yield one
