"""Protocol 06, waiting: for what a case waits; it pauses what the protocol document names, and nothing else (O6.9)."""

from datetime import datetime

from sundial.commands.errors import NotOffered, NotStaff
from sundial.commands.grounds import check_open
from sundial.commands.record import Recorded, record
from sundial.models import Case, Person, protocol_of
from sundial.protocol.facts import WaitingSet


def set_waiting(case: Case, status: str | None, *, by: Person, now: datetime) -> Recorded | None:
    """Let a case wait under a status of its protocol, or (None) wait no more; None if it does so already.

    Raises NotOffered for a status that the protocol does not have, NotStaff, and where the case has ended what
    `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_open(case)
        if status is not None and status not in protocol_of(case.revision).statuses:
            raise NotOffered("The protocol has no such status to wait under.")
        if (status or "") == case.waiting:
            return None
        return record(case, WaitingSet(status), by=by, now=now)
