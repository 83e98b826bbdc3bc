"""Whoever was looked up and was moved or left before they could be told is looked up once more (O2.7, O8.6)."""

from collections.abc import Callable
from typing import TypeVar

from django.db import ProgrammingError

OFTEN = 5  # people seldom move, and never so often in one breath
NOT_ALLOWED = "42501"  # PostgreSQL's insufficient_privilege: what row security refuses
Done = TypeVar("Done")


def till_they_stand(act: Callable[[], Done]) -> Done:
    """Do something in a transaction of its own or a savepoint, and anew where the wall refused whom it was to tell.

    The wall is asked as the row is written, and the team was read before: in between somebody may have been moved out,
    or have left. Nothing of the attempt remains, and the next one reads who is there now.
    """
    for _ in range(OFTEN - 1):
        try:
            return act()
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", "") != NOT_ALLOWED:
                raise
    return act()
