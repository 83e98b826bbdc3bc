"""A decision about a release, told to every case that waits: a fact and a draft on each, in a transaction of its own.

What is still to be told stands in a table and not in the job, and that a case was told is seen on the case: it has a
draft of that event. So a worker that is killed is succeeded by one that goes on with the rest, and no case is left out
or told twice, however often and by how many at once it is tried.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sundial.commands.record import record_each
from sundial.commands.telling import DecisionTale
from sundial.jobs.attempts import TryAgain, WhenAsked
from sundial.jobs.hands import share
from sundial.models import CLOCKWORK, FanOut, ReleaseEvent, database_now, viewing
from sundial.models.fetch import fetch
from sundial.protocol.case import State

CHUNK = 100  # cases that are read together
LINE = 0x5D1A_FA70  # the lock of whoever tells, so that decisions are told in the order in which they were made
SOON = timedelta(seconds=1)
WAITING = """
    SELECT DISTINCT a.case_id FROM awaited_fix a JOIN support_case c ON c.id = a.case_id
    WHERE a.fix = ANY (%s) AND c.state = ANY (%s)
        AND NOT EXISTS (SELECT FROM notice_draft d WHERE d.case_id = a.case_id AND d.event_id = %s)
    ORDER BY a.case_id
"""
logger = logging.getLogger(__name__)


@app.task(name="fan_out", retry=WhenAsked())
def fan_out(event: str) -> None:
    """Tell this decision, and whatever else is still to be told, in the order in which it was decided.

    Raises TryAgain while another worker tells, and where a case could not be told.
    """
    with _first_in_line() as first:
        left = [owed for owed in _owed() if not tell(owed, database_now())] if first else [event]
    if left:
        raise TryAgain(database_now() + SOON)


def tell(owed: FanOut, now: datetime) -> bool:
    """Tell one decision, at an instant (UTC), to every case that waits and was not told yet; say whether all were."""
    with transaction.atomic(), viewing(CLOCKWORK):
        tale = DecisionTale.of(owed.event, now)
    if _tell_all(tale, now):
        return False
    with transaction.atomic(), viewing(CLOCKWORK):
        owed.delete()  # a commit that is waited for: by then all that was told before it is on the disk
    return True


class Part(NamedTuple):
    """Some cases, and what they are told: a decision by its id, at an instant (UTC)."""

    event: UUID
    now: datetime
    cases: Sequence[UUID]


def tell_part(part: Part) -> set[UUID]:
    """Tell some cases, and return those that could not be told: where one stops the others, each is told alone."""
    tale = _tale(part.event, part.now)
    try:
        record_each(part.cases, tale, now=part.now)
    except Exception:
        if _is_gone():
            raise
        logger.info("some cases are told of event %s one by one", part.event, exc_info=True)
        left = set(part.cases).intersection(_waiting(tale))
        return {case for case in left if not _is_told_alone(case, tale, part.now)}
    return set()


def _tell_all(tale: DecisionTale, now: datetime) -> set[UUID]:
    """Tell every case; those that come to wait meanwhile, as another case goes on in them, in a further round."""
    seen: set[UUID] = set()
    failed: set[UUID] = set()
    while waiting := [case for case in _waiting(tale) if case not in seen]:
        seen.update(waiting)
        chunks = [waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK)]
        for some in share(tell_part, [Part(tale.event.pk, now, chunk) for chunk in chunks]):
            failed |= some
    return failed


def _waiting(tale: DecisionTale) -> list[UUID]:
    """Return the cases that wait and have no draft of this event."""
    decision = tale.decision
    states = [str(state) for state in State if decision.reaches(state)]
    with transaction.atomic(), viewing(CLOCKWORK):
        rows = fetch(WAITING, list(decision.fixes), states, tale.event.pk)
    return [case for (case,) in rows]


@lru_cache(maxsize=1)
def _tale(event: UUID, now: datetime) -> DecisionTale:
    with transaction.atomic(), viewing(CLOCKWORK):
        return DecisionTale.of(ReleaseEvent.objects.select_related("release", "fix", "by").get(pk=event), now)


def _is_told_alone(case: UUID, tale: DecisionTale, now: datetime) -> bool:
    """Tell one case, again if somebody was quicker, and late if its history has no room for it any earlier."""
    for late in (False, False, True):
        try:
            record_each([case], replace(tale, late=late), now=now)
        except Exception:
            if _is_gone():
                raise
            logger.warning("case %s could not be told of event %s", case, tale.event.pk, exc_info=late)
        else:
            return True
    return False


@contextmanager
def _first_in_line() -> Iterator[bool]:
    """Say whether nobody else tells, and keep it so; a worker that dies leaves the line with its connection."""
    ((first,),) = fetch("SELECT pg_try_advisory_lock(%s)", LINE)
    try:
        yield first
    finally:
        if first and connection.connection is not None:
            fetch("SELECT pg_advisory_unlock(%s)", LINE)


def _owed() -> list[FanOut]:
    """Return what is still to be told, in order."""
    with transaction.atomic(), viewing(CLOCKWORK):
        rows = FanOut.objects.select_related("event__release", "event__fix", "event__by")
        return list(rows.order_by("event__at", "event__recorded_at"))


def _is_gone() -> bool:
    """Say whether the database itself is away."""
    return connection.connection is None or connection.connection.closed
