"""The sign of life that clockwork leaves for `/health`: when it looked, and what was waiting then.

With it goes the asking for the synthetic alert, under the lock of the same row: two clockworks ask for one.
"""

import math
import time

from django.db import connection, transaction

from sundial.jobs.synthetic import Standing, ask_if_due
from sundial.models import CLOCKWORK, viewing
from sundial.models.case_sum import add_up

EVERY = 1.0  # seconds between two signs of life
ADD_UP = 60.0  # seconds between two times that changes of sums are added up: a page reads what lies there
BEAT = """
WITH read_again AS (DELETE FROM parked WHERE again_at < statement_timestamp() - interval '5 minutes')
INSERT INTO pulse (id, looked_at, waiting_since, worker_at, parked, unheard)
SELECT 1, statement_timestamp(),
    (SELECT min(at) FROM procrastinate_events WHERE type = 'deferred' AND job_id = (
        SELECT min(id) FROM procrastinate_jobs
        WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR attempts > 0)
            AND (queue_name <> 'ways' OR attempts = 0))),  -- a way that does not answer is its owner's trouble
    (SELECT max(last_heartbeat) FROM procrastinate_workers),
    (SELECT count(*) FROM parked),
    EXISTS (SELECT FROM delivery WHERE state = 'given up' AND at > statement_timestamp() - interval '7 days')
ON CONFLICT (id) DO UPDATE SET (looked_at, waiting_since, worker_at, parked, unheard) =
    (excluded.looked_at, excluded.waiting_since, coalesce(excluded.worker_at, pulse.worker_at),
        excluded.parked, excluded.unheard)
RETURNING looked_at, asked_at, arrived_at, EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = pulse.job)
"""


class Pulses:
    """Leaves a sign of life, but no more than one a second."""

    def __init__(self) -> None:
        self._last, self._added = -math.inf, time.monotonic()

    def beat(self) -> None:
        """Leave one if it is time."""
        if time.monotonic() - self._last >= EVERY:
            leave()
            self._last = time.monotonic()
        if time.monotonic() - self._added >= ADD_UP:
            add_up()
            self._added = time.monotonic()


def leave() -> None:
    """Write down that clockwork has looked, and how things stand; and ask for a synthetic alert if it is time."""
    with transaction.atomic(), viewing(CLOCKWORK), connection.cursor() as cursor:
        cursor.execute(BEAT)
        ask_if_due(Standing(*cursor.fetchone()))
