"""Attempts to send one alert by one way, or one digest: each with a lease and a number; none is lost, a double says so.

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
from sundial.models import CLOCKWORK, Delivery, DeliveryState, Digest, database_now, viewing
from sundial.models.fetch import fetch
from sundial.outside.failpoint import reached
from sundial.outside.not_sent import NotNow, Refused, Unknown

LEASE = timedelta(seconds=30)  # longer than a server should take over one alert
PATIENCE = timedelta(hours=24)
TAKE = """
    UPDATE {table} SET attempts = attempts + 1, trying_until = statement_timestamp() + %s, problem = ''
    WHERE id = %s AND state = 'owed' AND attempts = %s AND trying_until IS NULL
    RETURNING attempts
"""
SETTLE = """
    UPDATE {table} SET state = CASE WHEN unclear THEN 'sent, maybe twice' ELSE 'sent' END,
        sent_at = statement_timestamp(), trying_until = NULL, problem = ''
    WHERE id = %s AND state = 'owed' AND attempts = %s
    RETURNING id
"""
Row = Delivery | Digest


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
class Life:
    """What is its own in the life of a table's rows: its name, how long one is leased, and how one arrives and ends.

    `arrived` notes what else is to be noted with one that was sent, in its transaction; `give_up` makes its own.
    """

    rows: type[Row]
    arrived: Callable[[UUID], None]
    give_up: Callable[["Attempt", str], None]
    lease: timedelta = LEASE

    @property
    def name(self) -> str:
        """The name of the table."""
        return str(self.rows._meta.db_table)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was begun: the `number`-th of this row; only the newest may report back.

    `send` sends what is to be sent, or raises what became of it (`outside/not_sent.py`).
    """

    life: Life
    row: UUID
    number: int
    send: Callable[[], None]


def lease(life: Life, row: Row, why_not: str, send: Callable[[], None], now: datetime) -> Attempt | None:
    """Take the lease of a row that is locked, or settle that it is not needed any more (None).

    The attempt is on the row before a word is sent, so that a worker that dies sending leaves a trace.
    """
    row.problem = why_not[:300]
    if why_not:
        row.state = DeliveryState.NOT_NEEDED
    else:
        row.unclear |= row.trying_until is not None
        row.attempts += 1
        row.trying_until = now + life.lease
    row.save()
    return None if why_not else Attempt(life, row.pk, row.attempts, send)


def lease_if_untouched(
    life: Life, row: Row, send: Callable[[], None], still: Callable[[], bool] = lambda: True
) -> Attempt | None:
    """Take the lease of a row that is owed as it was read and that nobody tries; None where that is not so any more.

    Or where what it says is not `still` so, which is asked as it is taken.
    """
    with transaction.atomic(), viewing(CLOCKWORK):
        taken = fetch(TAKE.format(table=life.name), life.lease, row.pk, row.attempts) if still() else ()
    return Attempt(life, row.pk, taken[0][0], send) if taken else None


def pay(attempt: Attempt) -> None:
    """Send, and note what came of it. Raises TryAgain where another attempt may help."""
    reached("attempt.claimed")
    try:
        attempt.send()
    except Refused as refusal:
        attempt.life.give_up(attempt, str(refusal)[:300])
    except NotNow as problem:
        postpone(attempt, problem)
    else:
        reached("attempt.sent_not_committed")
        settle(attempt)
    reached("attempt.settled")


def settle(attempt: Attempt) -> None:
    """Note that it arrived; if an earlier attempt ended without an answer, that it may have arrived twice."""
    with transaction.atomic(), viewing(CLOCKWORK):
        if fetch(SETTLE.format(table=attempt.life.name), attempt.row, attempt.number):
            attempt.life.arrived(attempt.row)


def postpone(attempt: Attempt, problem: NotNow) -> None:
    """Give the lease back and ask for another attempt, or give it up after a day. Raises TryAgain."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        row = ours(attempt)
        if row is None:
            return
        row.trying_until, row.problem = None, str(problem)[:300]
        row.unclear |= isinstance(problem, Unknown)
        row.save()
        patient = now - row.at <= PATIENCE
    if patient:
        raise TryAgain(now + jittered(attempt.number))
    attempt.life.give_up(attempt, str(problem)[:300])


def ours(attempt: Attempt) -> Row | None:
    """Return the row if this attempt still is its newest, locked."""
    rows = attempt.life.rows._default_manager.select_for_update(of=("self",))
    return rows.filter(pk=attempt.row, attempts=attempt.number, state=DeliveryState.OWED).first()


def _give_up(attempt: Attempt, problem: str) -> None:
    """Give up what will not be taken."""
    with transaction.atomic(), viewing(CLOCKWORK):
        delivery = ours(attempt)
        if isinstance(delivery, Delivery):
            delivery.trying_until, delivery.problem = None, problem
            give_up(delivery, now=database_now())


DELIVERY = Life(Delivery, lambda _: None, _give_up)
