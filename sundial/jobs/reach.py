"""Alerts are owed by every way of those who are told, each in a job of its own: one that hangs holds up no other."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from procrastinate.contrib.django import app

from sundial.commands.delivery import give_up
from sundial.commands.later import later_at, later_many
from sundial.commands.reaching import dead_by, mail_instead, owe_by_ways, ways_of
from sundial.jobs.attempts import WhenAsked
from sundial.jobs.backoff import FIRST, doubled
from sundial.jobs.poison import TRIES
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, Way, database_now, viewing

T = TypeVar("T")
AGAIN = 5 * FIRST
logger = logging.getLogger(__name__)


@app.task(name="reach", retry=WhenAsked())
def reach(alerts: Sequence[str], tries: int = 1) -> None:
    """Owe some alerts, by their ids, by every way there is beside mail; at the `tries`-th time.

    One that cannot be read stops no other: it is tried again by itself, and after the last try given up (R13).
    """
    with transaction.atomic(), viewing(CLOCKWORK):
        if not Way.objects.live().exists():
            return
    owe = _owe if tries < TRIES else _owe_or_give_up
    left = [alert for alert in alerts if not _done(owe, UUID(alert))]
    if left:
        with transaction.atomic():
            later_at(database_now() + doubled(tries, first=AGAIN), "reach", alerts=left, tries=tries + 1)


def _done(owe: Callable[[Alert, datetime], None], alert_id: UUID) -> bool:
    """Owe one alert; say whether that went well. A database that is away is no fault of the alert."""
    try:
        with transaction.atomic(), viewing(CLOCKWORK):
            alert = Alert.objects.select_related("case", "person").filter(pk=alert_id).first()
            if alert is not None:
                owe(alert, database_now())
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError):
            raise
        logger.exception("alert %s could not be owed by its ways", alert_id)
        return False
    return True


def _owe(alert: Alert, now: datetime, ways: Sequence[Way] | None = None) -> None:
    owed = owe_by_ways(alert, now, ways)
    later_many("send_word", [{"delivery": str(one.pk)} for one in owed])


def _owe_or_give_up(alert: Alert, now: datetime) -> None:
    """Owe an alert by each way by itself; by one that cannot be read it is a dead letter, unless it is over anyway."""
    for way in ways_of(alert):
        _, error = _tried(partial(_owe, alert, now, [way]))
        if error is None:
            continue
        logger.error("alert %s could not be owed by the way %s", alert.pk, way.pk, exc_info=error)
        over, _ = _tried(partial(why_not, alert, now))
        dead = None if over else dead_by(way, alert, now, f"it could not be read: {type(error).__name__}")
        if dead is not None:
            give_up(dead, now=now)
            _tried(partial(mail_instead, dead, way, now))


def _tried(what: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """Do something in a savepoint; return what came of it, or what went wrong."""
    try:
        with transaction.atomic():
            return what(), None
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError):
            raise
        return None, error
