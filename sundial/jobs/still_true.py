"""What of a digest is still true at the moment at which it leaves: asked of thousands at once, answered as of each one.

Most of what waits is certainly true by its row; of all else `relevance.why_not` is asked.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from sundial.commands.later import later
from sundial.jobs.relevance import OF_ITS_KIND, why_not
from sundial.models import Alert, AlertAct, AlertKind, Clock, Delivery, DeliveryState, Digest, Person
from sundial.models.fetch import fetch
from sundial.protocol.case import State

CHUNK = 1_000
LISTED = 100  # alerts that a letter tells singly; of more nobody reads each, and all of them are in the app
logger = logging.getLogger(__name__)
HELD = """
    SELECT d.id, a.id, a.seq, a.kind, a.promise, a.due_at, c.id, c.state, c.number, c.regions
    FROM delivery d JOIN alert a ON a.id = d.alert_id LEFT JOIN support_case c ON c.id = a.case_id
    WHERE d.digest_id = %s AND d.state = 'in digest'
    ORDER BY c.severity, a.due_at, a.at, a.id
"""


class Row(NamedTuple):
    """One alert of a digest, with its case."""

    delivery: UUID
    alert: UUID
    seq: int
    kind: str
    promise: str
    due_at: datetime | None
    case_id: UUID | None
    state: str | None
    number: str | None
    regions: Sequence[str] | None


@dataclass(slots=True)
class Held:
    """What a digest tells: how many alerts, and those that are told singly, the severest and earliest first.

    Those of restricted cases stand apart, in the order of their numbers: a place among the others would say more.
    """

    count: int = 0
    listed: list[UUID] = field(default_factory=list)
    walled: list[tuple[str, UUID]] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count one, and keep it if it is among the first."""
        self.count += 1
        if row.regions:
            self.walled.append((row.number or "", row.alert))
        elif len(self.listed) < LISTED:
            self.listed.append(row.alert)


def still_true(digest: Digest, now: datetime) -> Held:
    """Return what of a digest is still true, and note of everything else why it is not sent."""
    held = Held()
    why: dict[str, list[UUID]] = {}
    for row, reason in _reasons([Row._make(one) for one in fetch(HELD, digest.pk)], digest.person, now):
        if reason:
            why.setdefault(reason, []).append(row.delivery)
        else:
            held.add(row)
    for reason, rows in why.items():
        Delivery.objects.filter(pk__in=rows).update(state=DeliveryState.NOT_NEEDED, problem=reason)
    held.walled = sorted(held.walled)[:LISTED]
    return held


def _reasons(rows: Sequence[Row], person: Person, now: datetime) -> Iterator[tuple[Row, str]]:
    """Yield each row with why it is not sent any more, "" if it is."""
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        certain = _certain(some, person, now)
        asked = [row.alert for row in some if row.alert not in certain]
        alerts = Alert.objects.select_related("case__organization", "person").in_bulk(asked)
        for row in some:
            if row.alert in certain:
                yield row, ""
            elif (reason := _asked(alerts[row.alert], now)) is not None:
                yield row, reason


def _asked(alert: Alert, now: datetime) -> str | None:
    """Return why an alert is not sent any more, None where that cannot be told."""
    try:
        with transaction.atomic():  # a savepoint
            return why_not(alert, now)
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError):
            raise
        logger.exception("alert %s of a digest could not be read", alert.pk)
        single_out(alert.pk)
        return None


def single_out(alert: UUID) -> None:
    """Let an alert that cannot be read go its own way: it stops no other, and is looked after as any other."""
    rows = Delivery.objects.filter(alert=alert, state=DeliveryState.IN_DIGEST)
    rows.update(state=DeliveryState.OWED, digest=None, send_at=None, attempts=1)
    later("deliver", alert=str(alert))


def _certain(rows: Sequence[Row], person: Person, now: datetime) -> Collection[UUID]:
    """Return the alerts that are true by what their rows say, so that nobody needs to ask."""
    if not (person.is_active and person.is_staff_member):
        return ()
    cases = {row.case_id for row in rows if row.case_id}
    running = Clock.objects.running().filter(case_id__in=cases).values_list("case_id", "promise", "due_at")
    runs = set(running) if any(row.kind == AlertKind.DUE_SOON for row in rows) else set()
    went_on = set(AlertAct.objects.filter(case_id__in=cases, to=person).values_list("case_id", "seq", "kind"))
    return {
        row.alert
        for row in rows
        if _stands(row, person)
        and (row.case_id, row.seq, row.kind) not in went_on
        and (row.kind not in OF_ITS_KIND or _is_ahead(row, now, runs))
    }


def _stands(row: Row, person: Person) -> bool:
    """Whether the case is there, not closed, and the person inside its wall."""
    return row.state not in (None, State.CLOSED) and (not row.regions or person.region in row.regions)


def _is_ahead(row: Row, now: datetime, running: Collection[object]) -> bool:
    """Whether it is a warning of what is still owed."""
    due = row.due_at
    return (
        row.kind == AlertKind.DUE_SOON and due is not None and now < due and (row.case_id, row.promise, due) in running
    )
