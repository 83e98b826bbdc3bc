"""Protocol 02, the rota: a shift that is offered: who may take it, who is told, and what has become of it (O2.3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sundial.commands.later import asking_for_delivery
from sundial.commands.rota_ground import colleague_of
from sundial.commands.statements import Write, insert, write
from sundial.models import AlertKind, Kind, Person, protocol_in_force
from sundial.models.rota import Written
from sundial.protocol.on_duty import may_stand
from sundial.protocol.rota import (
    Away,
    Change,
    Offered,
    Passed,
    Shift,
    clashes,
    holding,
    offered_to,
    shift_named,
    shifts,
)

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


class Free:
    """Who is free for a shift from now on, read out of the rota once: neither away then, nor in two places by it."""

    def __init__(self, written: Written, shift: Shift, now: datetime) -> None:
        self.shift = replace(shift, since=max(shift.since, now))
        span = self.shift.since, self.shift.until
        self.there = shifts(*written, *span)
        held = (one.what for one in holding(written.changes))
        self.away = {
            one.person for one in held if isinstance(one, Away) and one.since < span[1] and span[0] < one.until
        }

    def has(self, person: str) -> bool:
        """Say whether somebody is free, by id, as `check` would."""
        taken = replace(self.shift, person=person)
        theirs = (one for one in self.there if one.person == person)
        return person not in self.away and not any(taken in pair for pair in clashes((taken, *theirs)))


def could_take(written: Written, shift: Shift, person: Person, now: datetime) -> bool:
    """Say whether somebody may take a shift, and would not be refused."""
    return may_take(written, shift, person, now) and Free(written, shift, now).has(str(person.pk))


def is_meant_for(written: Written, shift: Shift, person: Person) -> bool:
    """Say whether an offer is meant for somebody: by name, or for all of its region."""
    to = offered_to(written.changes, shift)
    return to == str(person.pk) or (to == "" and shift.region == person.region)


def tell_of_offer(written: Written, change: Change, shift: Shift) -> None:
    """Owe an alert to each for whom an offer is meant and who could take it now, never to who offers it."""
    free = Free(written, shift, change.at)
    may = (one for one in _asked(written, shift, change) if may_take(written, shift, one, change.at))
    told = [one for one in may if free.has(str(one.pk))]
    kind, text = AlertKind.SHIFT_OFFERED.value, words(shift, change.at)
    rows = [(uuid4(), change.seq, one.pk, kind, "", text, change.at) for one in told]
    write([Write(OWE, rows), asking_for_delivery(row[0] for row in rows)])


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
