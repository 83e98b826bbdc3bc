"""What people write on a case: to each other across the desk, and notes among the staff."""

from datetime import datetime

from sundial.commands.errors import CaseClosed, NothingSaid, NotStaff
from sundial.commands.going_on import going_on
from sundial.commands.record import Entry, Recorded, record_on
from sundial.commands.team import can_own
from sundial.models import Case, Person
from sundial.protocol.case import State
from sundial.protocol.facts import Messaged, OwnerSet


def reply(case: Case, *, by: Person, text: str, now: datetime) -> Recorded:
    """Write a public message. By one of the staff it keeps what runs (O6.8b); by a contact it reopens a resolved case.

    Whoever of the staff answers a case that nobody owns, owns it: a promise without an owner is nobody's. What is
    written on a merged case arrives on the one as which it goes on (O6.10). Raises CaseClosed, NothingSaid.
    """
    return _say(case, Messaged(public=True), by, text, now)


def note(case: Case, *, by: Person, text: str, now: datetime) -> Recorded:
    """Write an internal note, which no customer ever sees and which keeps no promise. Raises NotStaff too."""
    if not by.is_staff_member:
        raise NotStaff
    return _say(case, Messaged(public=False), by, text, now)


def _say(case: Case, what: Messaged, by: Person, text: str, now: datetime) -> Recorded:
    if not text.strip():
        raise NothingSaid
    with going_on(case) as there:
        if there.state == State.CLOSED:
            raise CaseClosed
        taking = [Entry(there.pk, OwnerSet(str(by.pk)), by)] if _takes(there, what, by) else []
        return record_on(there, [*taking, Entry(there.pk, what, by, text=text.strip())], now=now)


def _takes(case: Case, what: Messaged, by: Person) -> bool:
    return what.public and case.owner_id is None and can_own(by, case)
