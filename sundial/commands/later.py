"""Ask for a job inside the transaction: the job is there if and only if what it is about was committed."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app


def later(task: str, **arguments: Any) -> None:
    """Ask for one job; a job pays what a command owes, at least once."""
    later_many(task, [arguments])


def later_many(task: str, each: Iterable[dict[str, Any]]) -> None:
    """Ask for a job for each set of arguments, in one statement; raises RuntimeError outside a transaction."""
    wanted = list(each)
    if not connection.in_atomic_block:
        raise RuntimeError(f"the job {task!r} was asked for outside the transaction that owes it")
    if wanted:
        app.configure_task(task).batch_defer(*wanted)
