"""What is wrong with a pattern or a change, and what their keys are held to."""

from datetime import UTC, datetime
from typing import Any

from sundial.protocol.instants import FIRST, LAST, HoursError, micros


class RotaError(ValueError):
    """A pattern or a change cannot be: `key` is what is wrong with it, `problem` says what was found and allowed."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def named(key: str, text: Any) -> None:
    """Raise RotaError unless a key or an id can be part of the name of a shift: not empty, and without a slash."""
    if not isinstance(text, str) or not text or "/" in text or text.startswith("+"):
        raise RotaError(key, f"{text!r} is no name; allowed is a text without / that does not begin with +")


def in_utc(key: str, at: datetime) -> datetime:
    """Return an aware instant in UTC; raises RotaError naming `key` for one without a zone or beyond 1900 to 2199."""
    try:
        found = micros(at)
    except HoursError:
        raise RotaError(key, f"{at.isoformat()} has no time zone") from None
    if not FIRST <= found <= LAST:
        raise RotaError(key, f"{at.isoformat()} is outside the years 1900 to 2199")
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def span_in_utc(value: Any) -> None:
    """Keep `since` and `until` of a frozen value in UTC, None as it is; raises RotaError unless they are in order."""
    for key in ("since", "until"):
        at = getattr(value, key)
        if at is not None:
            object.__setattr__(value, key, in_utc(key, at))
    if value.since is not None and value.until is not None and value.until <= value.since:
        raise RotaError("until", f"{value.until.isoformat()} is not after {value.since.isoformat()}")
