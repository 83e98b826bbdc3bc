"""One look at the clocks: what is due is said; after an outage severity 1 first, then the rest in larger batches."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from sundial.commands.storms import FIRST
from sundial.jobs.parking import Due, say_or_park
from sundial.models import CLOCKWORK, Clock, viewing
from sundial.models.fetch import execute, fetch
from sundial.outside.failpoint import reached
from sundial.protocol.digests import AT_ONCE
from sundial.protocol.paging import URGENT

BATCH = 200  # clocks in one transaction: when much falls due at once, the first are told early
MANY = 1_000  # clocks in one transaction, of an outage's that are not urgent: the urgent wait no longer than that takes
BREATH = 0.02  # seconds after so many: whoever waits for a case of theirs has it then
LONG_BREATH = 1.0  # while what is urgent still waits for the worker
PATIENCE = timedelta(seconds=20)  # so long: a mail server that hangs holds up nobody's record
THE_REST = 0x5D1A_5702  # the lock of the one hand that says what is not urgent: the other core is for who uses the desk
TAKE, LEAVE = "SELECT pg_try_advisory_lock(%s)", "SELECT pg_advisory_unlock(%s)"
FIRST_JOBS = """
    SELECT EXISTS (SELECT FROM procrastinate_jobs
        WHERE status = 'todo' AND priority >= %s AND attempts = 0 AND scheduled_at IS NULL)
"""
BY_INDEX = "SET LOCAL enable_seqscan = off"  # a thousand rows by their keys: not by reading all that there are
NOTHING = timedelta()


@dataclass
class Looking:
    """Looks again and again; `urgent_by` is until when everything urgent was said, while there is much to say.

    `began` is since when there is; `breath` is for how many seconds to sleep before the next look. `has_the_rest` says
    that what is not urgent is this hand's; one that dies leaves it with its connection.
    """

    urgent_by: datetime | None = None
    began: datetime | None = None
    breath: float = 0.0
    has_the_rest: bool = False

    def look(self, now: datetime, *, at_most: int = BATCH, behind: timedelta = NOTHING) -> int:
        """Record what is to be said about the clocks whose time to be looked at has come; return of how many.

        Two may look at once: each takes the cases that the other has not locked. One bad case stops no other. Where
        more is due than one look can say, what is of severity 1 goes first, and one hand alone says the rest.
        """
        due_by, self.breath = now - behind, 0.0
        with transaction.atomic(), viewing(CLOCKWORK):
            due = Clock.objects.due(due_by)[: at_most + 1].count()
            if due <= at_most:
                self.leave_the_rest()
                return _say(Clock.objects.wanting_attention(due_by)[:at_most], now) if due else 0
            self.began = self.began or now
            rows = Clock.objects.of_severity(URGENT, after=self.urgent_by)
            if urgent := _say(rows.wanting_attention(due_by)[:at_most], now):
                return urgent
            self.urgent_by = due_by
            return self._say_of_the_rest(due_by, now, at_most * MANY // BATCH) if self._takes_the_rest() else 0

    def _say_of_the_rest(self, due_by: datetime, now: datetime, at_most: int) -> int:
        self.breath = self._breath(now)
        execute(BY_INDEX)
        at_once = Clock.objects.due(due_by).unrestricted()[:AT_ONCE].count()
        return _say(Clock.objects.wanting_attention(due_by)[:at_most], now, at_once)

    def _takes_the_rest(self) -> bool:
        """Say whether the rest is this hand's to say; else it looks again in a second."""
        if not self.has_the_rest:
            ((self.has_the_rest,),) = fetch(TAKE, THE_REST)
        self.breath = 0.0 if self.has_the_rest else LONG_BREATH
        return self.has_the_rest

    def leave_the_rest(self) -> None:
        """There is little to say again."""
        if self.has_the_rest:
            fetch(LEAVE, THE_REST)
        self.urgent_by, self.began, self.has_the_rest = None, None, False

    def _breath(self, now: datetime) -> float:
        """Return how long to leave the machine to others, longer while they send what is urgent."""
        if self.began and now - self.began > PATIENCE:
            return BREATH
        ((waits,),) = fetch(FIRST_JOBS, FIRST)
        return LONG_BREATH if waits else BREATH


def look(now: datetime, *, at_most: int = BATCH, behind: timedelta = NOTHING) -> int:
    """Look once, as `Looking` does."""
    looking = Looking()
    said = looking.look(now, at_most=at_most, behind=behind)
    looking.leave_the_rest()
    return said


def _say(due: QuerySet[Clock], now: datetime, at_once: int = 0) -> int:
    statement, values = due.query.sql_with_params()
    clocks = [Due(pk, case_id) for pk, case_id, _ in fetch(statement, *values)]  # no objects: there are thousands
    if clocks:
        say_or_park(clocks, now=now, due_at_once=at_once)
        reached("clockwork.said_not_committed")
    return len(clocks)
