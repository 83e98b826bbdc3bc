"""Ask for a job inside the transaction: the job is there if and only if what it is about was committed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from sundial.commands.statements import Statement, Write

QUEUES: Mapping[str, str] = {  # each with hands of its own
    "deliver": "mail",
    "deliver_together": "mail",
    "digest": "mail",
    "answer_astray": "mail",
    "synthetic_alert": "mail",
    "send_word": "ways",
    "try_way": "ways",
}
EVERYTHING_ELSE = "default"
MANY = 8  # letters that are asked for at once: so many have hands of their own, of more each hand takes several
TOGETHER = 10  # letters in one job at the most: a job that dies has them looked at again
ASK = Statement(
    """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW(queue, task, priority, NULL, NULL, args, at)::procrastinate_job_to_defer_v1
    )) FROM {rows} HAVING count(*) > 0
    """,
    {"queue": "text", "task": "text", "args": "jsonb", "priority": "int", "at": "timestamptz"},
)


def later(task: str, **arguments: Any) -> int:
    """Ask for one job, and return its number; a job pays what a command owes, at least once."""
    (number,) = later_many(task, [arguments])
    return number


def later_at(at: datetime, task: str, **arguments: Any) -> int:
    """Ask for one job that is to be done at `at`, and not before; return its number."""
    (number,) = later_many(task, [arguments], at=at)
    return number


def later_many(task: str, each: Iterable[dict[str, Any]], *, at: datetime | None = None) -> Sequence[int]:
    """Ask for a job for each set of arguments, in one statement, and return their numbers; none is done before `at`.

    Raises RuntimeError outside a transaction.
    """
    wanted = list(each)
    if not connection.in_atomic_block:
        raise RuntimeError(f"the job {task!r} was asked for outside the transaction that owes it")
    return app.configure_task(task, queue=queue_of(task), schedule_at=at).batch_defer(*wanted) if wanted else []


def asking(task: str, each: Iterable[dict[str, Any]], *, priority: int = 0, at: datetime | None = None) -> Write:
    """Return the asking itself, to be written with everything else that its transaction writes.

    What has a higher `priority` is done before what was asked for earlier, and nothing before `at`.
    """
    return Write(ASK, [(queue_of(task), task, json.dumps(arguments), priority, at) for arguments in each])


def asking_for_delivery(alerts: Iterable[UUID], *, priority: int = 0) -> Write:
    """Return the asking for the delivery of some alerts: a job for the mail of each, and one for all other ways.

    A server that hangs holds up its own kind alone, and a desk whose people have no other way pays one look for all.
    Of many alerts a job mails several.
    """
    ids = [str(alert) for alert in alerts]
    size = min(TOGETHER, -(-len(ids) // MANY))
    if size > 1:
        some = [ids[start : start + size] for start in range(0, len(ids), size)]
        mail = asking("deliver_together", [{"alerts": each} for each in some], priority=priority)
    else:
        mail = asking_to_mail(ids, priority=priority)
    others = asking("reach", [{"alerts": ids}] if ids else [], priority=priority)
    return Write(ASK, [*mail.rows, *others.rows])


def asking_to_mail(alerts: Iterable[UUID | str], *, priority: int = 0, at: datetime | None = None) -> Write:
    """Return the asking for the mail of some alerts alone, each in a job of its own."""
    return asking("deliver", [{"alert": str(one)} for one in alerts], priority=priority, at=at)


def deliver_later(alerts: Iterable[UUID]) -> None:
    """Ask for the delivery of some alerts, as above."""
    ids = [str(alert) for alert in alerts]
    later_many("deliver", [{"alert": one} for one in ids])
    later_many("reach", [{"alerts": ids}] if ids else [])


def queue_of(task: str) -> str:
    """Return in which queue a job waits: one that speaks to somebody else's server waits in that of its kind."""
    return QUEUES.get(task, EVERYTHING_ELSE)
