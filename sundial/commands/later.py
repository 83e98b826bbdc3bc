"""Ask for a job inside the transaction: the job is there if and only if what it is about was committed."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from sundial.commands.statements import Statement, Write

ASK = Statement(
    """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW('default', task, priority, NULL, NULL, args, NULL)::procrastinate_job_to_defer_v1
    )) FROM {rows} HAVING count(*) > 0
    """,
    {"task": "text", "args": "jsonb", "priority": "int"},
)


def later(task: str, **arguments: Any) -> int:
    """Ask for one job, and return its number; a job pays what a command owes, at least once."""
    (number,) = later_many(task, [arguments])
    return number


def later_many(task: str, each: Iterable[dict[str, Any]]) -> Sequence[int]:
    """Ask for a job for each set of arguments, in one statement, and return their numbers.

    Raises RuntimeError outside a transaction.
    """
    wanted = list(each)
    if not connection.in_atomic_block:
        raise RuntimeError(f"the job {task!r} was asked for outside the transaction that owes it")
    return app.configure_task(task).batch_defer(*wanted) if wanted else []


def asking(task: str, each: Iterable[dict[str, Any]], *, priority: int = 0) -> Write:
    """Return the asking itself, to be written with everything else that its transaction writes.

    What has a higher `priority` is done before what was asked for earlier.
    """
    return Write(ASK, [(task, json.dumps(arguments), priority) for arguments in each])


def asking_for_delivery(alerts: Iterable[UUID], *, priority: int = 0) -> Write:
    """Return the asking for the delivery of some alerts."""
    return asking("deliver", [{"alert": str(alert)} for alert in alerts], priority=priority)
