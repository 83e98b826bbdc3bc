"""Spread work over processes: parts of it in, what came of each out, never more in hand than the hands can hold."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

import django
from django.apps import apps
from django.db import connections

from sundial.outside.collector import settle_down

P = TypeVar("P")
R = TypeVar("R")
HANDS = min(2, os.cpu_count() or 1)
AHEAD = 2  # parts in hand for each process
ALL_IDS = 1 << 128


def spread(work: Callable[[P], R], parts: Iterable[P], *, hands: int = HANDS) -> Iterator[R]:
    """Yield what came of each part, in order; one hand works here, more of them in processes of their own.

    `work` is a function of a module, parts and what comes of them can be pickled. What a part raises is raised.
    """
    if hands == 1:
        yield from map(work, parts)
        return
    connections.close_all()  # a connection is nobody's inheritance
    gc.freeze()
    context = multiprocessing.get_context()
    with ProcessPoolExecutor(hands, mp_context=context, initializer=_begin) as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for part in parts:
                waiting.append(pool.submit(work, part))
                if len(waiting) > AHEAD * hands:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def slices(count: int) -> Iterator[tuple[UUID, UUID]]:
    """Yield the bounds of so many equal slices of all ids: after the first, up to the second."""
    bounds = [ALL_IDS * place // count for place in range(count + 1)]
    for low, high in pairwise(bounds):
        yield UUID(int=max(low - 1, 0)), UUID(int=high - 1)


def _begin() -> None:
    """Make a process ready, whether it was copied from this one or begun anew."""
    if not apps.ready:
        django.setup()
    settle_down()
    for inherited in connections.all(initialized_only=True):
        inherited.connection = None  # not closed: what was inherited is its owner's to close
