"""Alerts are owed by every way of those who are told, each in a job of its own: one that hangs holds up no other."""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sundial.commands.later import later_many
from sundial.commands.reaching import owe_by_ways
from sundial.jobs.attempts import TryAgain, WhenAsked
from sundial.jobs.backoff import FIRST
from sundial.models import CLOCKWORK, Alert, Way, database_now, viewing

logger = logging.getLogger(__name__)


@app.task(name="reach", retry=WhenAsked())
def reach(alerts: Sequence[str]) -> None:
    """Owe some alerts, by their ids, by every way there is beside mail. Raises TryAgain if one of them failed."""
    with transaction.atomic(), viewing(CLOCKWORK):
        if not Way.objects.live().exists():
            return
        now = database_now()
    left = [alert for alert in alerts if not _reached(UUID(alert))]
    if left:
        raise TryAgain(now + 5 * FIRST)


def _reached(alert_id: UUID) -> bool:
    """Owe one alert; say whether that went well: one that cannot be read stops no other."""
    try:
        with transaction.atomic(), viewing(CLOCKWORK):
            alert = Alert.objects.select_related("case", "person").filter(pk=alert_id).first()
            owed = owe_by_ways(alert, database_now()) if alert else []
            later_many("send_word", [{"delivery": str(one.pk)} for one in owed])
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.exception("alert %s could not be owed by its ways", alert_id)
        return False
    return True
