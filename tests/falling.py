"""Processes that are killed in the middle: before a statement by its number, or at a place by its name."""

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress

from django.db import connection

from sundial.commands.errors import Refused
from sundial.jobs.attempts import TryAgain
from sundial.models import Case
from sundial.outside import failpoint
from tests import database


def as_web() -> None:
    database.run("SET SESSION AUTHORIZATION sundial_web")


def dies(act: Callable[[], object], before: int) -> bool:
    """Do something as the web, killed before the statement of that number; say whether it was."""
    done = 0

    def counts(execute: Callable, sql: object, params: object, many: bool, context: dict) -> object:
        nonlocal done
        done += 1
        if done == before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    return _is_killed(act, lambda: connection.execute_wrapper(counts), as_web)


def falls_at(place: str, act: Callable[[], object], enter: Callable[[], object] = lambda: None) -> bool:
    """Do something, as the role that `enter` takes on, until it comes to a failpoint; say whether it fell there."""

    def arms() -> AbstractContextManager[object]:
        failpoint.arm(place)
        return nullcontext()

    return _is_killed(act, arms, enter)


def _is_killed(
    act: Callable[[], object], watched: Callable[[], AbstractContextManager[object]], enter: Callable[[], object]
) -> bool:
    """Do something in a process of its own, and say whether it was killed; anything else that ends it is a failure."""
    child = os.fork()
    if child == 0:
        _do(act, watched, enter)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _do(
    act: Callable[[], object], watched: Callable[[], AbstractContextManager[object]], enter: Callable[[], object]
) -> None:
    """Come in by a connection of one's own, and end without a word to anybody."""
    status = 1
    try:
        connection.connection = None  # the parent's, which stays open there
        enter()
        with watched(), suppress(Refused, TryAgain, Case.DoesNotExist):
            act()
        status = 0
    finally:
        os._exit(status)
