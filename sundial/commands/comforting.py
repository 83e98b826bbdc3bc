"""Protocol 08: the customers of answered escalations are asked, at set times, whether they are comfortable (O8.5)."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from sundial.commands.owed import Owed, owe
from sundial.commands.record import record
from sundial.commands.statements import write
from sundial.models import Case, Escalation, FactRow, Person
from sundial.protocol.facts import ComfortAsked, Messaged
from sundial.protocol.stand_in import Colleague

ASKED = "are you comfortable with the progress?"
GONE = "nobody could be asked whether they are comfortable"
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # how long a case that cannot be asked waits
logger = logging.getLogger(__name__)
_put_off: dict[UUID, tuple[int, datetime]] = {}  # how often in a row, and until when (UTC), in this process


def ask_who_is_due(now: datetime, *, at_most: int = 200) -> int:
    """Ask the customers whose time has come; return how many were.

    One case that cannot be asked stops no other: it is tried again after a pause that doubles.
    """
    for case_id in [one for one, (_, until) in _put_off.items() if until + LONGEST < now]:
        del _put_off[case_id]  # it is not due any more, or it would have been tried
    waiting = [case_id for case_id, (_, until) in _put_off.items() if until > now]
    due = Escalation.objects.filter(asks_at__lte=now).exclude(case__in=waiting).order_by("asks_at", "case_id", "seq")
    return sum(_ask_or_say(case_id, seq, now) for case_id, seq in due.values_list("case_id", "seq")[:at_most])


def _ask_or_say(case_id: UUID, seq: int, now: datetime) -> bool:
    try:
        with transaction.atomic():  # a savepoint
            return _ask(case_id, seq, now)
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.exception("case %s could not be asked whether its customer is comfortable", case_id)
        _pause(case_id, now)
        return False


def _pause(case_id: UUID, now: datetime) -> None:
    tries, _ = _put_off.get(case_id, (0, now))
    _put_off[case_id] = tries + 1, now + min(LONGEST, FIRST * 2 ** min(tries, 10))


def _ask(case_id: UUID, seq: int, now: datetime) -> bool:
    """Ask about one escalation, under the lock of its case; False where another has asked, or it is settled.

    The contact of the case has word of it by mail, with the way to the two buttons. Where they are gone nobody is
    asked, so that no silence counts; the case says so, and its point person hears.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=case_id).first()
    found = Escalation.objects.select_related("person").filter(case_id=case_id, seq=seq, asks_at__lte=now).first()
    if case is None or found is None:
        return False
    contact = case.contact
    if not contact.is_active:
        _say_that_they_are_gone(case, found, now)
        _pause(case_id, now)
        return False
    recorded = record(case, ComfortAsked(seq), by=None, now=now)
    hearer = Colleague(str(contact.pk), contact.name, "", "")
    write(owe([Owed(uuid4(), case.pk, recorded.facts[0], hearer, ASKED)]))
    _put_off.pop(case_id, None)
    return True


def _say_that_they_are_gone(case: Case, one: Escalation, now: datetime) -> None:
    """Note on the case, once for an escalation, that its contact cannot be asked, and tell the point person."""
    said = (
        f"{case.contact.name} was not asked whether they are comfortable: they cannot sign in any more. "
        f"Ask somebody else of {case.organization.name}, and note what they say."
    )
    if FactRow.objects.filter(case=case, kind="messaged", by=None, seq__gt=one.seq, text=said).exists():
        return
    recorded = record(case, Messaged(public=False, automatic=True), by=None, now=now, text=said)
    if (person := one.person) is not None and _may_hear(person, case):
        hearer = Colleague(str(person.pk), person.name, person.role, person.region)
        write(owe([Owed(uuid4(), case.pk, recorded.facts[0], hearer, GONE)]))


def _may_hear(person: Person, case: Case) -> bool:
    return person.is_active and (not case.regions or person.region in case.regions)
