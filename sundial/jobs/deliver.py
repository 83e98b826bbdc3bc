"""Word to one of the team by mail: at least once, under one key, and only while it is still true.

Nobody can promise a mail exactly once: a server may take it and the line break before it says so. So the alert
itself is kept exactly once, in the app; its mail is sent until a server has it, always with the same Message-ID,
and a sending that may have happened twice says so on its row.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from sundial.commands.delivery import give_up
from sundial.commands.storms import joins_a_storm
from sundial.jobs.alert_letter import letter_of
from sundial.jobs.backoff import jittered
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, Channel, Delivery, DeliveryState, database_now, viewing
from sundial.outside.mail import Letter, NotNow, Refused, Unknown, send
from sundial.protocol.digests import WAIT

LEASE = timedelta(seconds=30)  # longer than a mail server should take over one letter
PATIENCE = timedelta(hours=24)
logger = logging.getLogger(__name__)


class TryAgain(Exception):
    """The job is not done; it is to run again at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at:%H:%M:%S}")
        self.at = at


class WhenAsked(BaseRetryStrategy):
    """Run again when the job says, and after any other failure with growing patience: a job is never dropped."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Return when to run again."""
        if isinstance(exception, TryAgain):
            return RetryDecision(retry_at=exception.at)
        return RetryDecision(retry_in={"seconds": int(jittered(job.attempts + 1).total_seconds())})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was begun: the `number`-th of this delivery; only the newest may report back."""

    delivery: UUID
    number: int
    letter: Letter


@app.task(name="deliver", retry=WhenAsked())
def deliver(alert: str) -> None:
    """Mail one alert, by its id, unless it is no longer true or has been sent. Raises TryAgain if it must wait."""
    attempt = begin(UUID(alert))
    if attempt is None:
        return
    try:
        send(attempt.letter)
    except Refused as refusal:
        _close(attempt, refusal)
    except NotNow as problem:
        _postpone(attempt, problem)
    else:
        _settle(attempt)


@transaction.atomic
def begin(alert_id: UUID) -> Attempt | None:
    """Take the lease of one delivery and return the attempt, or None if there is nothing to send any more.

    The attempt is on the row before a word is sent, so that a worker that dies sending leaves a trace.
    Raises TryAgain while another worker holds the lease.
    """
    with viewing(CLOCKWORK):
        now = database_now()
        alert = Alert.objects.select_related("case__organization", "person").filter(pk=alert_id).first()
        if alert is None or (delivery := _owed(alert, now)) is None:
            return None
        if delivery.trying_until and delivery.trying_until > now:
            raise TryAgain(delivery.trying_until)
        if not delivery.attempts and joins_a_storm(alert, now):
            delivery.state, delivery.send_at = DeliveryState.IN_DIGEST, now + WAIT
            delivery.save()
            return None
        delivery.problem = why_not(alert, now)
        if delivery.problem:
            delivery.state = DeliveryState.NOT_NEEDED
        else:
            delivery.unclear |= delivery.trying_until is not None
            delivery.attempts += 1
            delivery.trying_until = now + LEASE
        delivery.save()
        return None if delivery.problem else Attempt(delivery.pk, delivery.attempts, letter_of(alert))


def _owed(alert: Alert, now: datetime) -> Delivery | None:
    """Return the mail delivery of an alert, locked, if it is still owed."""
    made, _ = Delivery.objects.get_or_create(alert=alert, channel=Channel.MAIL, defaults={"at": now})
    return Delivery.objects.select_for_update().filter(pk=made.pk, state=DeliveryState.OWED).first()


def _settle(attempt: Attempt) -> None:
    """Note that the server has it; if an earlier attempt ended without an answer, that it may have it twice."""
    with transaction.atomic(), viewing(CLOCKWORK):
        delivery = _ours(attempt)
        if delivery is not None:
            delivery.state = DeliveryState.MAYBE_TWICE if delivery.unclear else DeliveryState.SENT
            delivery.sent_at, delivery.trying_until, delivery.problem = database_now(), None, ""
            delivery.save()


def _postpone(attempt: Attempt, problem: NotNow) -> None:
    """Give the lease back and ask for another attempt, or give the delivery up after a day."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        delivery = _ours(attempt)
        if delivery is None:
            return
        delivery.trying_until, delivery.problem = None, str(problem)[:300]
        delivery.unclear |= isinstance(problem, Unknown)
        delivery.save()
        if now - delivery.at > PATIENCE:
            give_up(delivery, now=now)
            return
    raise TryAgain(now + jittered(attempt.number))


def _close(attempt: Attempt, refusal: Refused) -> None:
    """Give up what the server will never take."""
    with transaction.atomic(), viewing(CLOCKWORK):
        delivery = _ours(attempt)
        if delivery is not None:
            delivery.trying_until, delivery.problem = None, str(refusal)[:300]
            give_up(delivery, now=database_now())


def _ours(attempt: Attempt) -> Delivery | None:
    """Return the delivery, locked, unless a later attempt has taken it over or it is settled."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("alert__case", "alert__person")
    return rows.filter(pk=attempt.delivery, attempts=attempt.number, state=DeliveryState.OWED).first()
