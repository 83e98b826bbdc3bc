"""Word by a service or a webhook: one job a way, so that a way that hangs holds up itself alone (R12).

A way that does not answer is rested: while it is, one attempt at a time asks whether it is there again.
"""

import random
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.delivery import give_up
from sundial.commands.later import queue_of
from sundial.commands.reaching import mail_instead
from sundial.jobs.attempts import DELIVERY, PATIENCE, Attempt, TryAgain, WhenAsked, lease, pay
from sundial.jobs.backoff import doubled
from sundial.jobs.poison import given_up_if_poison
from sundial.jobs.relevance import why_not_by
from sundial.jobs.way_letter import Parcel, parcel_of
from sundial.models import CLOCKWORK, Delivery, DeliveryState, Way, database_now, viewing
from sundial.outside.not_sent import NotNow

ARRIVED = (DeliveryState.SENT, DeliveryState.MAYBE_TWICE)
AT_ONCE = 6  # attempts by one way that run together, of the sixteen that the worker has hands for
REST = timedelta(minutes=2)  # the longest for which a way that does not answer is left alone


@app.task(name="send_word", queue=queue_of("send_word"), retry=WhenAsked())
def send_word(delivery: str) -> None:
    """Send one alert by one way, by the delivery's id. Raises TryAgain if it must wait."""
    with given_up_if_poison(pk=UUID(delivery)):
        try:
            attempt = begin(UUID(delivery))
            if attempt is not None:
                pay(attempt)
        finally:
            _mail_what_it_does_not_take(UUID(delivery))


@transaction.atomic
def begin(delivery_id: UUID) -> Attempt | None:
    """Take the lease of one delivery and return the attempt, or None if there is nothing to send any more.

    Raises TryAgain while another worker holds the lease, and while its way rests or is busy.
    """
    with viewing(CLOCKWORK):
        now = database_now()
        rows = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery_id, state=DeliveryState.OWED)
        delivery = rows.select_related("alert__case__organization", "alert__person").first()
        if delivery is None:
            return None
        ways = Way.objects.select_for_update(no_key=True, of=("self",)).select_related("whole")
        way = ways.get(deliveries=delivery.pk)
        if delivery.trying_until and delivery.trying_until > now:
            raise TryAgain(delivery.trying_until)
        why = why_not_by(way, delivery.alert, now)
        if not why and _has_waited_in_vain(delivery, way, now):
            give_up(delivery, now=now)
            return None
        parcel = parcel_of(delivery, way, now)
        return lease(DELIVERY, delivery, why, partial(_send, parcel, way.pk), now)


def _mail_what_it_does_not_take(delivery_id: UUID) -> None:
    """Let what wants somebody to act go by mail while, or because, their own way does not take it (O8.6)."""
    with transaction.atomic(), viewing(CLOCKWORK):
        rows = Delivery.objects.select_related("alert__case", "way")
        delivery = rows.filter(pk=delivery_id, shared__isnull=True).exclude(state__in=ARRIVED).first()
        if delivery is not None and delivery.way is not None:
            mail_instead(delivery, delivery.way, database_now())


def _has_waited_in_vain(delivery: Delivery, way: Way, now: datetime) -> bool:
    """Raise TryAgain where a delivery must wait for its way; say so once it has waited for too long."""
    running = Delivery.objects.filter(way=way, state=DeliveryState.OWED, trying_until__gt=now).count()
    rests = way.again_at is not None and way.again_at > now
    if not rests and running < (1 if way.failing else AT_ONCE):
        return False
    if now - delivery.at > PATIENCE:
        delivery.problem = delivery.problem or "the way does not answer"
        return True
    spread = timedelta(seconds=random.uniform(0.2, 2))  # noqa: S311 - spreading a crowd, not keeping a secret
    raise TryAgain(max(now, way.again_at or now) + spread)


def _send(parcel: Parcel, way: UUID) -> None:
    """Send, and note of the way whether it answers."""
    try:
        parcel.send()
    except NotNow:
        with transaction.atomic(), viewing(CLOCKWORK):
            failing = Way.objects.select_for_update(no_key=True).values_list("failing", flat=True).get(pk=way)
            rest = database_now() + doubled(failing + 1, longest=REST)
            Way.objects.filter(pk=way).update(failing=min(failing + 1, 1000), again_at=rest)
        raise
    with transaction.atomic(), viewing(CLOCKWORK):
        Way.objects.filter(pk=way, failing__gt=0).update(failing=0, again_at=None)
