"""What of a digest is still true at the moment at which it leaves: asked of thousands at once, answered as of each one.

Most of what waits is certainly true by its row; of all else `relevance.why_not` is asked.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from sundial.commands.later import later
from sundial.jobs.certain import Told, certain
from sundial.jobs.relevance import why_not
from sundial.models import Alert, Delivery, DeliveryState, Digest, Person
from sundial.models.fetch import fetch

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

    def told(self, person: Person) -> Told:
        """What its truth hangs on, for whom the digest is for."""
        what = (self.seq, self.kind, self.promise, self.due_at)
        return Told(self.alert, person, *what, self.case_id, self.state, self.regions)


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
        true = certain([row.told(person) for row in some], now)
        asked = [row.alert for row in some if row.alert not in true]
        alerts = Alert.objects.select_related("case__organization", "person").in_bulk(asked)
        for row in some:
            if row.alert in true:
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
