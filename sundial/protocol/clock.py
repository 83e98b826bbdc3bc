"""One cycle of one promise: by when, how it ended, what of it has been said, and when to look at it next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sundial.protocol.promises import Promise


class Outcome(StrEnum):
    """How a clock ended, or that it has not; a breached one may still be open, until it is kept late."""

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """How a clock looks at one moment; BROKEN ended without ever being kept."""

    DUE = "due"
    SOON = "soon"
    LATE = "late"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    BROKEN = "broken"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Cause(StrEnum):
    """What a cycle counts from."""

    OPENED = "the case was opened"
    ANSWERED = "the first response"
    UPDATED = "the last public update"
    REOPENED = "the case was opened again"


@dataclass(frozen=True, slots=True)
class Because:
    """What decided a due time: the severity then, what the cycle counts from, and the `seq` of that fact."""

    severity: int
    cause: Cause
    fact: int


@dataclass(frozen=True, slots=True)
class Clock:
    """One cycle of one promise, cycles of a promise counted from 1; all instants in UTC.

    `kept_by` is the `seq` of the message that kept it, in time or late; None if none did.
    """

    promise: Promise
    cycle: int
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    soon_said: bool
    breach_said: bool
    kept_by: int | None
    because: Because

    @property
    def check_at(self) -> datetime | None:
        """When there is next something to say: the warning while it is true, then the breach, each once."""
        if self.breach_said or self.outcome not in (Outcome.RUNNING, Outcome.BREACHED):
            return None
        warns = self.outcome is Outcome.RUNNING and not self.soon_said
        return self.warn_at if warns else self.due_at


def standing(clock: Clock, now: datetime) -> Standing:
    """Say how the clock looks at `now`; at its due instant it can still be kept, so it is not yet late (O6.7b)."""
    if clock.ended_at is not None:
        return _ended(clock)
    if clock.outcome is Outcome.BREACHED or now > clock.due_at:
        return Standing.LATE
    return Standing.SOON if now >= clock.warn_at else Standing.DUE


def _ended(clock: Clock) -> Standing:
    if clock.outcome is Outcome.BREACHED:
        return Standing.BROKEN if clock.kept_by is None else Standing.KEPT_LATE
    return {
        Outcome.MET: Standing.KEPT,
        Outcome.CANCELLED: Standing.CANCELLED,
        Outcome.SUPERSEDED: Standing.SUPERSEDED,
    }[clock.outcome]
