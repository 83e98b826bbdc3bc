"""One letter that holds what waits for one person and is still true: at least once, under one key.

What it holds was gathered before (`commands/digesting.py`), so a worker that dies is succeeded by one that sends the
same letter under the same Message-ID, without what has meanwhile become untrue. Each delivery says in which digest it
was sent; where a digest cannot be sent, each of them is given up, and told as any other.
"""

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from sundial.commands.delivery import give_up
from sundial.commands.later import queue_of
from sundial.jobs.attempts import LEASE, Attempt, Life, TryAgain, WhenAsked, lease, ours, pay
from sundial.jobs.digest_letter import letter_of
from sundial.jobs.still_true import still_true
from sundial.models import CLOCKWORK, Delivery, DeliveryState, Digest, database_now, viewing
from sundial.outside.mail import send

NOTHING = "nothing in it is true any more"
AT_A_TIME = 100  # deliveries that are given up in one transaction: each may owe word of it
logger = logging.getLogger(__name__)


@app.task(name="digest", queue=queue_of("digest"), retry=WhenAsked())
def digest(digest: str) -> None:
    """Send one digest, by its id, unless nothing in it is true any more. Raises TryAgain if it must wait."""
    attempt = begin(UUID(digest))
    if attempt is not None:
        pay(attempt)


@transaction.atomic
def begin(digest_id: UUID) -> Attempt | None:
    """Take the lease of one digest, and return the attempt, or None if there is nothing to send any more.

    Raises TryAgain while another worker holds the lease.
    """
    with viewing(CLOCKWORK):
        now = database_now()
        rows = Digest.objects.select_for_update(of=("self",)).select_related("person")
        digest = rows.filter(pk=digest_id, state=DeliveryState.OWED).first()
        if digest is None:
            return None
        if digest.trying_until and digest.trying_until > now:
            raise TryAgain(digest.trying_until)
        held = still_true(digest, now)
        letter = letter_of(digest, held)
        return lease(DIGEST, digest, "" if held.count else NOTHING, partial(send, letter), now)


def _arrived(digest_id: UUID) -> None:
    """Note on all that a digest held what its own row says."""
    digest = Digest.objects.get(pk=digest_id)
    _waiting(digest_id).update(state=digest.state, sent_at=digest.sent_at, attempts=digest.attempts)


def _give_up(attempt: Attempt, problem: str) -> None:
    """Give up all that it held, and then the digest; killed in the middle, the rest is given up at the next attempt."""
    logger.error("digest %s is given up: %s", attempt.row, problem)
    while _some_given_up(attempt, problem):
        pass


@transaction.atomic
def _some_given_up(attempt: Attempt, problem: str) -> bool:
    with viewing(CLOCKWORK):
        digest = ours(attempt)
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


def _waiting(digest_id: UUID) -> QuerySet[Delivery]:
    """Return what is still to be told by a digest."""
    return Delivery.objects.filter(digest=digest_id, state=DeliveryState.IN_DIGEST)


DIGEST = Life(Digest, _arrived, _give_up, lease=2 * LEASE)  # the letter of a storm is long
