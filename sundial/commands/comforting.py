"""Protocol 08: the customers of answered escalations are asked, at set times, whether they are comfortable (O8.5)."""

import logging
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from sundial.commands.owed import Owed, owe
from sundial.commands.record import record
from sundial.commands.statements import write
from sundial.models import Case, Escalation
from sundial.protocol.facts import ComfortAsked
from sundial.protocol.stand_in import Colleague

ASKED = "are you comfortable with the progress?"
logger = logging.getLogger(__name__)


def ask_who_is_due(now: datetime, *, at_most: int = 200) -> int:
    """Ask the customers whose time has come; return how many were. One case that cannot be asked stops no other."""
    due = Escalation.objects.filter(asks_at__lte=now).order_by("asks_at", "case_id", "seq")[:at_most]
    return sum(_ask_or_say(case_id, seq, now) for case_id, seq in due.values_list("case_id", "seq"))


def _ask_or_say(case_id: UUID, seq: int, now: datetime) -> bool:
    try:
        with transaction.atomic():  # a savepoint
            return _ask(case_id, seq, now)
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.exception("case %s could not be asked whether its customer is comfortable", case_id)
        return False


def _ask(case_id: UUID, seq: int, now: datetime) -> bool:
    """Ask about one escalation, under the lock of its case; False where another has asked, or it is settled.

    The contact of the case has word of it by mail, with the way to the two buttons.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=case_id).first()
    if case is None or not Escalation.objects.filter(case=case, seq=seq, asks_at__lte=now).exists():
        return False
    recorded = record(case, ComfortAsked(seq), by=None, now=now)
    contact = case.contact
    hearer = Colleague(str(contact.pk), contact.name, "", "")
    write(owe([Owed(uuid4(), case.pk, recorded.facts[0], hearer, ASKED)]))
    return True
