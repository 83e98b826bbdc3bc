"""Protocol 08: the customers of answered escalations are asked, at set times, whether they are comfortable (O8.5)."""

import logging
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q

from sundial.commands.owed import Owed, owe
from sundial.commands.record import record
from sundial.commands.statements import write
from sundial.models import Case, Escalation, FactRow, Kind, Person
from sundial.protocol.facts import ComfortAsked, Messaged, Side
from sundial.protocol.stand_in import Colleague

ASKED = "are you comfortable with the progress?"
GONE = "nobody could be asked whether they are comfortable"
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # how long a case that cannot be asked waits
logger = logging.getLogger(__name__)
GONE_SINCE = Q(asked__gt=0, asked_of__is_active=False)  # whoever was asked cannot answer any more
_put_off: dict[UUID, tuple[int, datetime]] = {}  # how often in a row, and until when (UTC), in this process


def ask_who_is_due(now: datetime, *, at_most: int = 200) -> int:
    """Ask the customers whose time has come; return how many were.

    One case that cannot be asked stops no other: it is tried again after a pause that doubles.
    """
    for case_id in [one for one, (_, until) in _put_off.items() if until + LONGEST < now]:
        del _put_off[case_id]  # it is not due any more, or it would have been tried
    waiting = [case_id for case_id, (_, until) in _put_off.items() if until > now]
    due = Escalation.objects.filter(_due(now))
    due = due.exclude(case__in=waiting).order_by("asks_at", "case_id", "seq")
    return sum(_ask_or_say(case_id, seq, now) for case_id, seq in due.values_list("case_id", "seq")[:at_most])


def _due(now: datetime) -> Q:
    return Q(asks_at__lte=now) | GONE_SINCE


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

    Who is asked has word of it by mail, with the way to the two buttons. Where nobody of the customer is there nobody
    is asked, so that no silence counts; the case says so, and its point person hears.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=case_id).first()
    found = Escalation.objects.select_related("person", "asked_of").filter(_due(now), case_id=case_id, seq=seq).first()
    if case is None or found is None:
        return False
    contact = _whom(case, found)
    if contact is None:
        _say_that_they_are_gone(case, found, now)
        _pause(case_id, now)
        return False
    if contact not in (case.contact, found.asked_of):
        text = f"{contact.name} is asked whether they are comfortable: {case.contact.name} cannot sign in any more."
        record(case, Messaged(public=False, automatic=True), by=None, now=now, text=text)
    recorded = record(case, ComfortAsked(seq, str(contact.pk)), by=None, now=now)
    hearer = Colleague(str(contact.pk), contact.name, "", "")
    write(owe([Owed(uuid4(), case.pk, recorded.facts[0], hearer, ASKED)]))
    _put_off.pop(case_id, None)
    return True


def _whom(case: Case, one: Escalation) -> Person | None:
    """Return who is asked: whoever was asked before, the contact of the case, or who of the customer wrote here last.

    Where none of these can sign in any more it is the first of its other contacts, by name; None where there is none.
    """
    there = Person.objects.filter(organization=case.organization_id, kind=Kind.CONTACT, is_active=True)
    found = {person.pk: person for person in there.order_by("name", "pk")}
    wrote = FactRow.objects.filter(case=case, side=Side.CUSTOMER).order_by("-seq").values_list("by", flat=True)
    those = (one.asked_of_id, case.contact_id, *wrote, *found)
    return next((found[pk] for pk in those if pk in found), None)


def _say_that_they_are_gone(case: Case, one: Escalation, now: datetime) -> None:
    """Note on the case, once for an escalation, that nobody can be asked, and tell the point person."""
    said = (
        f"{case.contact.name} was not asked whether they are comfortable: neither they nor anybody else of "
        f"{case.organization.name} can sign in any more. Ask them otherwise, and note what they say."
    )
    if FactRow.objects.filter(case=case, kind="messaged", by=None, seq__gt=one.seq, text=said).exists():
        return
    recorded = record(case, Messaged(public=False, automatic=True), by=None, now=now, text=said)
    if (person := one.person) is not None and _may_hear(person, case):
        hearer = Colleague(str(person.pk), person.name, person.role, person.region)
        write(owe([Owed(uuid4(), case.pk, recorded.facts[0], hearer, GONE)]))


def _may_hear(person: Person, case: Case) -> bool:
    return person.is_active and (not case.regions or person.region in case.regions)
