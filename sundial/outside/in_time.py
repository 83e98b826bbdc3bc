"""What has no timeout of its own, such as the look-up of a name, is waited for so long and no longer.

Python cannot end a thread, so what hangs goes on by itself until its own patience is over; there are never more of them
than there are slots, and whoever finds none free waits no longer for one than for an answer.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from typing import TypeVar

T = TypeVar("T")
SLOTS = 32
_free = BoundedSemaphore(SLOTS)


def in_time(what: Callable[[], T], seconds: float) -> T:
    """Return what something answers. Raises TimeoutError after so many seconds, and whatever it raises itself."""
    if not _free.acquire(timeout=seconds):
        raise TimeoutError
    answer: Future[T] = Future()
    Thread(target=_answer, args=(what, answer), name="in-time", daemon=True).start()
    return answer.result(seconds)


def _answer(what: Callable[[], T], answer: Future[T]) -> None:
    try:
        answer.set_result(what())
    except BaseException as problem:  # noqa: BLE001 - it is whoever waits that is to have it
        answer.set_exception(problem)
    finally:
        _free.release()
