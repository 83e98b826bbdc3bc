"""More hands than one for a job: this process works, and another beside it, for one alone fills no more than a core."""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

import django
from django.conf import settings
from django.db import connection

from sundial.outside.collector import settle_down

P = TypeVar("P")
R = TypeVar("R")
OTHERS = min(2, os.cpu_count() or 1) - 1  # processes beside this one: more of them would wait for each other
AHEAD = 2  # parts in hand for each of them
WORTH = 8  # parts, of some tenths of a second each; of fewer the other process would see none, for it has to begin
logger = logging.getLogger(__name__)


def share(work: Callable[[P], R], parts: Iterable[P], *, worth: int = WORTH) -> Iterator[R]:
    """Yield what came of each part, as it comes; few parts are worked by this process alone.

    `work` is a function of a module, parts and what comes of them can be pickled; each part makes its own transactions,
    and may be worked twice: what a process that died had in hand is worked here. What a part raises is raised.
    Inside a transaction there are no others, for they would not see what it has written. They are begun anew, and not
    copied, for a worker has threads; they end when this process does, however it ends.
    """
    left = deque(parts)
    if OTHERS and len(left) >= worth and not connection.in_atomic_block:
        yield from _with_another(work, left)
    yield from map(work, left)


def _with_another(work: Callable[[P], R], left: deque[P]) -> Iterator[R]:
    """Work with another process until nothing is left, or it has died; what it had in hand is then left once more."""
    given: dict[Future[R], P] = {}
    with ProcessPoolExecutor(OTHERS, get_context("spawn"), _begin, (settings.DATABASES,)) as pool:
        try:
            while left or given:
                while left and len(given) < AHEAD * OTHERS:
                    given[pool.submit(work, left[0])] = left[0]
                    left.popleft()
                if left:
                    yield work(left.popleft())
                yield from _done(given, wait_for_one=not left)
        except BrokenProcessPool:
            logger.warning("the other process has died; this one goes on alone")
            left.extend(given.values())
        finally:
            for one in given:
                one.cancel()


def _done(given: dict[Future[R], P], *, wait_for_one: bool) -> Iterator[R]:
    """Yield what has come back from the others."""
    done, _ = wait(given, None if wait_for_one else 0, FIRST_COMPLETED)
    for one in done:
        came = one.result()
        del given[one]
        yield came


def _begin(databases: dict[str, Any]) -> None:
    """Make a new process ready, on the databases of the one that began it."""
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    settings.DATABASES = databases
    django.setup()
    settle_down()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
