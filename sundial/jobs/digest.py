"""One letter that holds what waits for one person and is still true: at least once, under one key.

What it holds was gathered before (`commands/digesting.py`), so a worker that dies is succeeded by one that sends the
same letter under the same Message-ID, without what has meanwhile become untrue. Each delivery says in which digest it
was sent; where a digest cannot be sent, each of them is given up, and told as any other.
"""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from sundial.commands.delivery import give_up
from sundial.commands.later import queue_of
from sundial.jobs.attempts import LEASE, PATIENCE, TryAgain, WhenAsked
from sundial.jobs.backoff import jittered
from sundial.jobs.digest_letter import letter_of
from sundial.jobs.still_true import still_true
from sundial.models import CLOCKWORK, Delivery, DeliveryState, Digest, database_now, viewing
from sundial.outside.failpoint import reached
from sundial.outside.mail import Letter, send
from sundial.outside.not_sent import NotNow, Refused, Unknown

AT_A_TIME = 100  # deliveries that are given up in one transaction: each may owe word of it
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was begun: the `number`-th of this digest; only the newest may report back."""

    digest: UUID
    number: int
    letter: Letter


@app.task(name="digest", queue=queue_of("digest"), retry=WhenAsked())
def digest(digest: str) -> None:
    """Send one digest, by its id, unless nothing in it is true any more. Raises TryAgain if it must wait."""
    attempt = begin(UUID(digest))
    if attempt is None:
        return
    try:
        send(attempt.letter)
    except Refused as refusal:
        _give_up(attempt, str(refusal))
    except NotNow as problem:
        _postpone(attempt, problem)
    else:
        reached("digest.sent_not_committed")
        _settle(attempt)


@transaction.atomic
def begin(digest_id: UUID) -> Attempt | None:
    """Take the lease of one digest, and return the attempt, or None if there is nothing to send any more.

    Raises TryAgain while another worker holds the lease.
    """
    with viewing(CLOCKWORK):
        now = database_now()
        digest = _locked(digest_id)
        if digest is None:
            return None
        if digest.trying_until and digest.trying_until > now:
            raise TryAgain(digest.trying_until)
        held = still_true(digest, now)
        letter = letter_of(digest, held)
        if not held.count:
            digest.state = DeliveryState.NOT_NEEDED
        else:
            digest.unclear |= digest.trying_until is not None
            digest.attempts += 1
            digest.trying_until = now + 2 * LEASE  # the letter of a storm is long
        digest.save()
        return Attempt(digest.pk, digest.attempts, letter) if held.count else None


def _settle(attempt: Attempt) -> None:
    """Note on the digest and on all that it held that the server has it, or that it may have it twice."""
    with transaction.atomic(), viewing(CLOCKWORK):
        digest = _locked(attempt.digest, attempt.number)
        if digest is not None:
            digest.state = DeliveryState.MAYBE_TWICE if digest.unclear else DeliveryState.SENT
            digest.sent_at, digest.trying_until, digest.problem = database_now(), None, ""
            _waiting(digest.pk).update(state=digest.state, sent_at=digest.sent_at, attempts=digest.attempts)
            digest.save()


def _postpone(attempt: Attempt, problem: NotNow) -> None:
    """Give the lease back and ask for another attempt, or give the digest up after a day."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        digest = _locked(attempt.digest, attempt.number)
        if digest is None:
            return
        digest.trying_until, digest.problem = None, str(problem)[:300]
        digest.unclear |= isinstance(problem, Unknown)
        digest.save()
        patient = now - digest.at <= PATIENCE
    if patient:
        raise TryAgain(now + jittered(attempt.number))
    _give_up(attempt, str(problem))


def _give_up(attempt: Attempt, problem: str) -> None:
    """Give up all that it held, and then the digest; killed in the middle, the rest is given up at the next attempt."""
    logger.error("digest %s is given up: %s", attempt.digest, problem)
    while _some_given_up(attempt, problem[:300]):
        pass


@transaction.atomic
def _some_given_up(attempt: Attempt, problem: str) -> bool:
    with viewing(CLOCKWORK):
        digest = _locked(attempt.digest, attempt.number)
        if digest is None:
            return False
        now = database_now()
        some = list(_waiting(digest.pk).select_related("alert__case", "alert__person").order_by("pk")[:AT_A_TIME])
        for delivery in some:
            delivery.problem, delivery.attempts = problem, digest.attempts
            give_up(delivery, now=now)
        if not some:
            digest.state, digest.trying_until, digest.problem = DeliveryState.GIVEN_UP, None, problem
        digest.save()
        return bool(some)


def _locked(digest_id: UUID, number: int | None = None) -> Digest | None:
    """Return a digest, locked, if it is still owed and no later attempt has taken it over."""
    rows = Digest.objects.select_for_update(of=("self",)).select_related("person")
    rows = rows.filter(pk=digest_id, state=DeliveryState.OWED)
    return (rows.filter(attempts=number) if number else rows).first()


def _waiting(digest_id: UUID) -> QuerySet[Delivery]:
    """Return what is still to be told by a digest."""
    return Delivery.objects.filter(digest=digest_id, state=DeliveryState.IN_DIGEST)
