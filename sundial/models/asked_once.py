"""What a page that only reads asks once, however often it needs it: the document in force, where the rota stands."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def asking_once() -> Iterator[None]:
    """Keep the answers until the block ends; for who changes nothing in it."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def answered(question: Hashable, answer: object) -> None:
    """Keep an answer that has come with another, wherever answers are kept."""
    answers = _answers.get()
    if answers is not None:
        answers[question] = answer


def once(question: Hashable, ask: Callable[[], T]) -> T:
    """Return the answer to a question, asked anew wherever answers are not kept."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: T = answers[question]
    return answer
