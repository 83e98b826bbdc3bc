"""The envelope of a fact: what happened, when, when it was recorded, by whom."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, ClassVar

LATER = "later"  # marks a key that came after facts had been kept without it


class FactError(ValueError):
    """A fact cannot be: `key` is what is wrong with it, `problem` says what was found and what is allowed."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def in_utc(key: str, at: datetime) -> datetime:
    """Return an aware instant in UTC; raises FactError naming `key` for one without a zone or beyond the years."""
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise FactError(key, f"{at.isoformat()} has no time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise FactError(key, f"{at.isoformat()} is beyond the years 1 to 9999") from None


def later(default: Any) -> Any:
    """Give a key that a kind of fact did not always have its default; while it has it, it is not written down.

    So a fact that was kept before the key existed has the same link in its chain as ever.
    """
    return field(default=default, metadata={LATER: True})


class Instants:
    """Keeps the instants of a fact in UTC, whatever zone they are given in; `instants` names them."""

    __slots__ = ()
    instants: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name in self.instants:
            at = getattr(self, name)
            if at is not None and at.tzinfo is not UTC:
                object.__setattr__(self, name, in_utc(name, at))


class Side(StrEnum):
    """On which side of the desk somebody stands; SYSTEM is Sundial itself."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class By:
    """Who did it: the person's id ("" for the system) and the side they stood on."""

    id: str
    side: Side


SYSTEM = By("", Side.SYSTEM)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One thing that happened on a case: its place in the record from 1, when it happened, when it was recorded.

    Instants are kept in UTC, whatever zone they are given in: two readings of one zone's clock compare by the
    clock, which goes back an hour in autumn. Raises FactError on an instant without a zone.
    """

    seq: int
    at: datetime
    recorded_at: datetime
    by: By

    def __post_init__(self) -> None:
        if self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", in_utc("at", self.at))
        if self.recorded_at.tzinfo is not UTC:
            object.__setattr__(self, "recorded_at", in_utc("recorded_at", self.recorded_at))


in_place = attrgetter("at", "seq")  # as things happened: by instant, and at the same instant as recorded
