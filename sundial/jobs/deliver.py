"""Word to one of the team by mail: at least once, under one key, and only while it is still true."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.later import later_many, queue_of
from sundial.commands.quieting import NOT_CHOSEN, quiet_until, set_time_of
from sundial.commands.reaching import is_heard, is_mailed, is_mailed_alone, lock_mail, owe_by_ways
from sundial.commands.storms import joins_a_storm
from sundial.jobs.alert_letter import letter_of
from sundial.jobs.attempts import DELIVERY, LEASE, PATIENCE, Attempt, TryAgain, WhenAsked, lease, pay
from sundial.jobs.poison import given_up_if_poison
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, Channel, Delivery, DeliveryState, database_now, viewing
from sundial.outside.mail import send
from sundial.protocol.digests import WAIT

__all__ = ["LEASE", "PATIENCE", "TryAgain", "WhenAsked", "begin", "deliver"]


@app.task(name="deliver", queue=queue_of("deliver"), retry=WhenAsked())
def deliver(alert: str) -> None:
    """Mail one alert, by its id, unless it is no longer true or has been sent. Raises TryAgain if it must wait."""
    with given_up_if_poison(alert_id=UUID(alert), channel=Channel.MAIL):
        attempt = begin(UUID(alert))
        if attempt is not None:
            pay(attempt)


@transaction.atomic
def begin(alert_id: UUID) -> Attempt | None:
    """Take the lease of one delivery and return the attempt, or None if there is nothing to send any more.

    Raises TryAgain while another worker holds the lease.
    """
    with viewing(CLOCKWORK):
        now = database_now()
        alert = Alert.objects.select_related("case__organization", "person").filter(pk=alert_id).first()
        if alert is None or (delivery := _owed(alert, now)) is None:
            return None
        if delivery.trying_until and delivery.trying_until > now:
            raise TryAgain(delivery.trying_until)
        why, storm = why_not(alert, now), joins_a_storm(alert, now)
        if not why and not is_mailed(alert) and not (storm and is_heard(alert)):  # a storm has no way but mail
            why = NOT_CHOSEN
            _leave_to_ways(alert, now)
        if not why and not delivery.attempts and (until := _waits_until(alert, now, storm=storm)):
            delivery.state, delivery.send_at = DeliveryState.IN_DIGEST, until
            delivery.save()
            return None
        return lease(DELIVERY, delivery, why, partial(send, letter_of(alert)) if not why else _nothing, now)


def _waits_until(alert: Alert, now: datetime, *, storm: bool) -> datetime | None:
    """Return when an alert leaves in one letter: as was chosen, after quiet hours, or in a storm; None: it leaves now.

    Quiet hours are asked first, for whoever hears instead is told there; a set time is never within them. In a storm
    no other way has it, so that nobody waits for a set time who chose to hear of it by another too.
    """
    quiet = quiet_until(alert, now)
    if storm:
        return quiet or (set_time_of(alert, now) if is_mailed_alone(alert) else None) or now + WAIT
    return set_time_of(alert, now) or quiet


def _leave_to_ways(alert: Alert, now: datetime) -> None:
    """Owe by the ways of its person what mail is left out of: one may be newer than the alert."""
    later_many("send_word", [{"delivery": str(one.pk)} for one in owe_by_ways(alert, now)])


def _owed(alert: Alert, now: datetime) -> Delivery | None:
    """Return the mail delivery of an alert, locked, if it is still owed."""
    delivery = lock_mail(alert, now)
    return delivery if delivery.state == DeliveryState.OWED else None


def _nothing() -> None:
    """Send nothing."""
