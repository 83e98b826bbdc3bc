"""One bad case stops no other: what cannot be said is set aside, looked at again later, and counted."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from sundial.commands.sla import say
from sundial.jobs.backoff import doubled
from sundial.models import Clock, Parked
from sundial.models.fetch import execute

FIRST = timedelta(seconds=1)
logger = logging.getLogger(__name__)


class Due(NamedTuple):
    """A clock whose time to be looked at has come, and its case."""

    pk: int
    case_id: UUID


def say_or_park(due: Sequence[Due], *, now: datetime, due_at_once: int = 0) -> None:
    """Say what is to be said of these clocks; where that fails, halve until the one bad case stands alone.

    Raises the database's own error when it is the database that is gone.
    """
    cases = sorted({clock.case_id for clock in due})
    try:
        with transaction.atomic():  # a savepoint
            said = {one.case_id for one in say([clock.pk for clock in due], now=now, due_at_once=due_at_once)}
            _park_the_mute([clock for clock in due if clock.case_id not in said], now)
            execute("DELETE FROM parked WHERE case_id = ANY (%s)", list(said))
    except Exception as error:
        if _is_gone():
            raise
        if len(cases) == 1:
            _park(cases[0], error, now)
            return
        left = set(cases[: len(cases) // 2])
        halves = [[clock for clock in due if (clock.case_id in left) is which] for which in (True, False)]
        for half in halves:
            say_or_park(half, now=now, due_at_once=due_at_once)


def _park(case_id: UUID, error: Exception, now: datetime) -> None:
    logger.error("case %s could not be read by clockwork", case_id, exc_info=error)
    _set_aside(case_id, type(error).__name__, now)


def _park_the_mute(quiet: Sequence[Due], now: datetime) -> None:
    """Set aside a clock that wants attention and has nothing to say: its row is not what the fold says."""
    still_due = Clock.objects.filter(pk__in=[clock.pk for clock in quiet], check_at__lte=now) if quiet else ()
    for clock in still_due:
        logger.error("clock %s of case %s wants attention and has nothing to say", clock.pk, clock.case_id)
        _set_aside(clock.case_id, "NothingToSay", now)


def _set_aside(case_id: UUID, error: str, now: datetime) -> None:
    """Look at the case again after a while that doubles with every failure."""
    parked = Parked.objects.filter(pk=case_id).first() or Parked(pk=case_id)
    parked.tries += 1
    parked.again_at = now + doubled(parked.tries, first=FIRST)
    parked.error = error[:80]
    parked.save()
    Clock.objects.filter(case_id=case_id, check_at__lte=now).update(check_at=parked.again_at)


def _is_gone() -> bool:
    return connection.connection is None or connection.connection.closed
