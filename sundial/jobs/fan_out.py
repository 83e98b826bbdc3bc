"""A decision about a release, told to every case that waits: a fact and a draft on each, in a transaction of its own.

What is still to be told stands in a table and not in the job, and that a case was told is seen on the case: it has a
draft of that event. So a worker that is killed is succeeded by one that goes on with the rest, and no case is left out
or told twice, however often and by how many at once it is tried.
"""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sundial.commands.record import record_each
from sundial.commands.telling import DecisionTale
from sundial.jobs.deliver import TryAgain, WhenAsked
from sundial.models import CLOCKWORK, FanOut, database_now, viewing
from sundial.models.fetch import fetch
from sundial.protocol.case import State

CHUNK = 100  # cases that are read together
HANDS = 2  # chunks at once: more of them would wait for each other
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
        left = [owed for owed in _owed() if not tell(owed)] if first else [event]
    if left:
        raise TryAgain(database_now() + SOON)


def tell(owed: FanOut) -> bool:
    """Tell one decision to every case that waits and was not told yet; say whether none is left out."""
    now = database_now()
    with transaction.atomic(), viewing(CLOCKWORK):
        telling = Telling(DecisionTale.of(owed.event, now), now)
    telling.run()
    if telling.failed:
        return False
    with transaction.atomic(), viewing(CLOCKWORK):
        owed.delete()  # a commit that is waited for: by then all that was told before it is on the disk
    return True


@dataclass(slots=True)
class Telling:
    """One decision while it is told: the cases that were looked at, and those that could not be told."""

    tale: DecisionTale
    now: datetime
    seen: set[UUID] = field(default_factory=set)
    failed: set[UUID] = field(default_factory=set)

    def run(self) -> None:
        """Tell every case; those that come to wait meanwhile, as another case goes on in them, in a further round."""
        while waiting := [case for case in self.waiting() if case not in self.seen]:
            self.seen.update(waiting)
            chunks = deque(waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK))
            if connection.in_atomic_block:
                self._hand(chunks)
                continue
            with ThreadPoolExecutor(HANDS) as hands:
                list(hands.map(self._other_hand, [chunks] * HANDS))

    def waiting(self) -> list[UUID]:
        """Return the cases that wait and have no draft of this event."""
        decision = self.tale.decision
        states = [str(state) for state in State if decision.reaches(state)]
        with transaction.atomic(), viewing(CLOCKWORK):
            rows = fetch(WAITING, list(decision.fixes), states, self.tale.event.pk)
        return [case for (case,) in rows]

    def _other_hand(self, chunks: deque[list[UUID]]) -> None:
        """Tell chunks in a thread of its own, on a connection of its own."""
        try:
            self._hand(chunks)
        finally:
            connection.close()

    def _hand(self, chunks: deque[list[UUID]]) -> None:
        while True:
            try:
                chunk = chunks.popleft()
            except IndexError:
                return
            self._tell(chunk)

    def _tell(self, chunk: Sequence[UUID]) -> None:
        """Tell some cases; where one cannot be told with the others, the rest is told one by one."""
        try:
            record_each(chunk, self.tale, now=self.now)
        except Exception:
            if _is_gone():
                raise
            logger.info("some cases are told of event %s one by one", self.tale.event.pk, exc_info=True)
            left = set(chunk) & set(self.waiting())
            self.failed.update(case for case in left if not self._is_told_alone(case))

    def _is_told_alone(self, case: UUID) -> bool:
        """Tell one case, again if somebody was quicker, and late if its history has no room for it any earlier."""
        for late in (False, False, True):
            try:
                record_each([case], replace(self.tale, late=late), now=self.now)
            except Exception:
                if _is_gone():
                    raise
                logger.warning("case %s could not be told of event %s", case, self.tale.event.pk, exc_info=late)
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
