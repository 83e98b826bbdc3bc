"""Attempts to send one alert by one way: each with a lease and a number, so that none is lost and a double says so.

Nobody can promise that word arrives exactly once: a server may take it and the line break before it says so. So the
alert itself is kept exactly once, in the app; it is sent until somebody has it, always under the same key, and a
sending that may have happened twice says so on its row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from sundial.commands.delivery import give_up
from sundial.jobs.backoff import jittered
from sundial.models import CLOCKWORK, Delivery, DeliveryState, database_now, viewing
from sundial.outside.failpoint import reached
from sundial.outside.not_sent import NotNow, Refused, Unknown

LEASE = timedelta(seconds=30)  # longer than a server should take over one alert
PATIENCE = timedelta(hours=24)


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
    """One attempt that was begun: the `number`-th of this delivery; only the newest may report back.

    `send` sends what is to be sent, or raises what became of it (`outside/not_sent.py`).
    """

    delivery: UUID
    number: int
    send: Callable[[], None]


def lease(delivery: Delivery, why_not: str, send: Callable[[], None], now: datetime) -> Attempt | None:
    """Take the lease of a delivery that is locked, or settle that it is not needed any more (None).

    The attempt is on the row before a word is sent, so that a worker that dies sending leaves a trace.
    """
    delivery.problem = why_not[:300]
    if why_not:
        delivery.state = DeliveryState.NOT_NEEDED
    else:
        delivery.unclear |= delivery.trying_until is not None
        delivery.attempts += 1
        delivery.trying_until = now + LEASE
    delivery.save()
    return None if why_not else Attempt(delivery.pk, delivery.attempts, send)


def pay(attempt: Attempt) -> None:
    """Send, and note what came of it. Raises TryAgain where another attempt may help."""
    reached("delivery.claimed")
    try:
        attempt.send()
    except Refused as refusal:
        close(attempt, refusal)
    except NotNow as problem:
        postpone(attempt, problem)
    else:
        reached("delivery.sent_not_committed")
        settle(attempt)
    reached("delivery.settled")


def settle(attempt: Attempt) -> None:
    """Note that it arrived; if an earlier attempt ended without an answer, that it may have arrived twice."""
    with transaction.atomic(), viewing(CLOCKWORK):
        delivery = _ours(attempt)
        if delivery is not None:
            delivery.state = DeliveryState.MAYBE_TWICE if delivery.unclear else DeliveryState.SENT
            delivery.sent_at, delivery.trying_until, delivery.problem = database_now(), None, ""
            delivery.save()


def postpone(attempt: Attempt, problem: NotNow) -> None:
    """Give the lease back and ask for another attempt, or give the delivery up after a day. Raises TryAgain."""
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


def close(attempt: Attempt, refusal: Refused) -> None:
    """Give up what will never be taken."""
    with transaction.atomic(), viewing(CLOCKWORK):
        delivery = _ours(attempt)
        if delivery is not None:
            delivery.trying_until, delivery.problem = None, str(refusal)[:300]
            give_up(delivery, now=database_now())


def _ours(attempt: Attempt) -> Delivery | None:
    """Return the delivery if this attempt still is its newest, locked."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("alert__case", "alert__person", "way")
    return rows.filter(pk=attempt.delivery, attempts=attempt.number, state=DeliveryState.OWED).first()
