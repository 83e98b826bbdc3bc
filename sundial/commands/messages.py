"""What people write on a case: to each other across the desk, and notes among the staff."""

from collections.abc import Sequence
from datetime import datetime

from sundial.commands.errors import CaseClosed, NothingSaid, NotStaff
from sundial.commands.going_on import going_on
from sundial.commands.notices_owed import NotOwed, check_owed
from sundial.commands.record import Entry, Recorded, record_on
from sundial.commands.team import can_own, goes_out
from sundial.models import Case, Person
from sundial.protocol.case import State
from sundial.protocol.facts import Messaged, OwnerSet


def reply(case: Case, *, by: Person, text: str, now: datetime, notice: Sequence[int] = ()) -> Recorded:
    """Write a public message. By one of the staff it keeps what runs (O6.8b); by a contact it reopens a resolved case.

    `notice` are the determinations, by `seq`, whose notice it is (O6.4). Whoever of the staff answers a case that
    nobody owns, owns it: a promise without an owner is nobody's. What is written on a merged case arrives on the one as
    which it goes on (O6.10). Raises CaseClosed, NothingSaid, NotOwed.
    """
    return _say(case, Messaged(public=True, notice=tuple(sorted(notice))), by, text, now)


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
        if what.notice and there.pk != case.pk:
            raise NotOwed  # the numbers are those of the merged case's facts
        check_owed(there, what.notice, by)
        taking = taken(there, by) if what.public else []
        return record_on(there, [*taking, Entry(there.pk, what, by, text=text.strip())], now=now)


def taken(case: Case, by: Person) -> list[Entry]:
    """Return the fact by which whoever answers a case that nobody owns takes it, if they do."""
    takes = case.owner_id is None and can_own(by, case) and not goes_out(by, case)
    return [Entry(case.pk, OwnerSet(str(by.pk)), by)] if takes else []
