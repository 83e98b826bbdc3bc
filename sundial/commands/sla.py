"""Protocol 05 and 06: say of a clock what is true of it now, once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from sundial.commands.answered_for import answered_for
from sundial.commands.owed import Owed
from sundial.commands.pages import ring
from sundial.commands.record import Entry, Recorded, record_many
from sundial.commands.said_rows import SaidRows
from sundial.commands.statements import write_plain
from sundial.commands.storms import owe_or_wait
from sundial.models import Clock
from sundial.models.fetch import fetch
from sundial.protocol.facts import Breached, DueSoon
from sundial.protocol.promises import Promise

LOCK = """
    SELECT FROM support_case WHERE id IN (SELECT case_id FROM clock WHERE id = ANY (%s)) ORDER BY id FOR NO KEY UPDATE
"""


class Said(NamedTuple):
    """What came of it on one case: the alerts that are owed."""

    case_id: UUID
    alerts: Sequence[Owed]


def say(clock_ids: Iterable[int], *, now: datetime, due_at_once: int = 0) -> list[Said]:
    """Record of each clock what is true of it at `now` and has not been said: due soon, or missed.

    The clocks are read again under the lock of their cases, so nothing is said twice, however often or by how
    many at once it is asked. A clock with nothing to say is left alone. A handover that nobody accepted in time gives
    the case to the receiving region's Duty Manager in the same transaction (O2.3). `due_at_once` is how many clocks
    there are about which something is to be said: in a storm word that may wait goes into digests.
    """
    wanted = set(clock_ids)
    with transaction.atomic():
        fetch(LOCK, list(wanted))
        by_rows = SaidRows(now)
        by_rows.gather(wanted)
        owed = [alert for alerts in by_rows.said.values() for alert in alerts]
        write_plain([*by_rows.writes, *owe_or_wait(owed, by_rows.severities, now=now, due_at_once=due_at_once)])
        left = Clock.objects.filter(pk__in=wanted - by_rows.clocks).order_by("case_id", "due_at", "pk")
        said = [Said(one.case.pk, one.alerts) for one in by_histories(left, now)]
        if by_rows.said and not said:
            ring()
    return [*(Said(*one) for one in by_rows.said.items()), *said]


def by_histories(clocks: Iterable[Clock], now: datetime) -> list[Recorded]:
    """Say of each clock what is to be said through the door for change; their cases are locked."""
    findings = [(clock.case_id, finding(clock, now)) for clock in clocks]
    entries = [Entry(case_id, what) for case_id, what in findings if what]
    if left := {case_id for case_id, what in findings if _is_left_lying(what)}:
        entries += answered_for(left, now)
    return record_many(entries, now=now) if entries else []


def _is_left_lying(what: DueSoon | Breached | None) -> bool:
    """Whether it says that nobody accepted a handover in time: then somebody answers for the case all the same."""
    return isinstance(what, Breached) and what.promise is Promise.HANDOVER


def finding(clock: Clock, now: datetime) -> DueSoon | Breached | None:
    """Return what is to be said of a clock: its breach once it is past, its warning only while that is still true."""
    if clock.check_at is None or clock.check_at > now:
        return None
    promise = Promise(clock.promise)
    if now >= clock.due_at:
        return None if clock.breach_said else Breached(promise, clock.cycle, clock.due_at)
    return None if clock.soon_said else DueSoon(promise, clock.cycle, clock.due_at)
