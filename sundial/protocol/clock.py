"""One cycle of one promise: by when, how it ended, what of it has been said, and when to look at it next."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sundial.protocol.amounts import Amount
from sundial.protocol.promises import Promise


class Outcome(StrEnum):
    """How a clock ended, or that it has not; a breached one may still be open, until it is kept late."""

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


_RUNNING, _BREACHED = Outcome.RUNNING, Outcome.BREACHED


class Standing(StrEnum):
    """How a clock looks at one moment; BROKEN ended without ever being kept, WAITING has not begun yet."""

    WAITING = "waiting"
    DUE = "due"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    BROKEN = "broken"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Cause(StrEnum):
    """What a clock came to stand for."""

    OPENED = "the case was opened"
    ANSWERED = "the first response"
    UPDATED = "the last public update"
    REOPENED = "the case was opened again"
    WROTE = "the customer wrote after the release"
    DATED = "the fix has its release date"
    UNDATED = "the fix has no release date any more"
    IDENTIFIED = "a fix was identified"
    RAISED = "the severity was raised"
    LOWERED = "the severity was lowered with the customer's agreement"
    BETTER_PLAN = "the plan became a better one"
    LESSER_PLAN = "the plan became a lesser one with the customer's agreement"
    AGREED = "the customer agreed otherwise"
    WITHDRAWN = "what was agreed was withdrawn"
    ACCEPTED = "the customer accepted the release date"
    SLIPPED = "the accepted release date slipped"
    DETERMINED = "the release was rescheduled, or the fix removed from it"
    MERGED = "another case was merged into this one"
    MOVED = "the case was moved to another revision of the protocol"
    ASKED = "another group was asked"
    OFFERED = "a handover was offered"
    ESCALATED = "the case was escalated"


class ByTable(NamedTuple):
    """A count by the table: from `start` (UTC), the target of a plan and severity under a revision, by its digest."""

    start: datetime
    plan: str
    severity: int
    revision: str


class ByAgreement(NamedTuple):
    """A count by what was agreed, in the fact of that `seq`: an amount from `start` (UTC), on a revision's calendar."""

    start: datetime
    amount: Amount
    agreement: int
    revision: str


class ByRung(NamedTuple):
    """A count by what a section says of a rung of the ladder, from `start` (UTC), as it stood at the escalation (O8.2).

    Where the section names the severity's target, that is the one of `plan` and `severity` (O8.3).
    """

    start: datetime
    rung: int
    section: str
    plan: str
    severity: int
    revision: str


class AtInstant(NamedTuple):
    """A due time that was given as an instant (UTC): agreed, carried by a merge, asked of a group, or offered with."""

    start: datetime
    at: datetime
    revision: str


Count = ByTable | ByAgreement | ByRung | AtInstant
as_counted = tuple.__new__  # makes what is made by the million of all of its values in order, for half of what it costs


class Because(NamedTuple):
    """What decided a due time: the fact, by `seq`, since which the clock stands, and the counts: the earliest holds.

    `floor` is the instant before which it could not fall due (UTC, None for none), `replaces` the cycle that it
    superseded and `was_due` when that one was due, `agreement` the `seq` of what it is counted by, `own_start` where
    the cycle began, whatever superseded it since.
    """

    fact: int
    since: datetime
    cause: Cause
    severity: int
    counts: tuple[Count, ...]
    own_start: datetime
    floor: datetime | None = None
    replaces: int | None = None
    was_due: datetime | None = None
    agreement: int | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()


class Clock(NamedTuple):
    """One cycle of one promise, cycles of a promise counted from 1; all instants in UTC.

    `started_at` is where the count begins that decides the due time, and may lie ahead. `warn_at` is None once it has
    ended. `ended_by` is the `seq` of the fact that ended it, `kept_by` that of the word that kept it, in time or late.
    `about` is the determination whose notice it is, the request to a group, the offer of a handover, or the escalation,
    by `seq`; 0 for the rest. A `paused` clock stands still: its due time is frozen. `waived` is the `seq` of the waiver
    of its breach.
    """

    promise: Promise
    cycle: int
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome
    soon_said: bool
    breach_said: bool
    kept_by: int | None
    because: Because
    about: int = 0
    paused: bool = False
    waived: int | None = None
    ended_by: int | None = None

    @property
    def is_notice(self) -> bool:
        """Whether it is owed after a determination, and not a cadence (O6.4)."""
        return self.promise is Promise.FIX_RELEASE and self.about > 0

    @property
    def check_at(self) -> datetime | None:
        """When there is next something to say: the warning while it is true, then the breach, each once."""
        outcome = self.outcome
        if (outcome is not _RUNNING and outcome is not _BREACHED) or self.breach_said or self.paused:
            return None
        return self.warn_at if outcome is _RUNNING and not self.soon_said else self.due_at


def standing(clock: Clock, now: datetime) -> Standing:
    """Say how the clock looks at `now`; at its due instant it can still be kept, so it is not yet late (O6.7b)."""
    if clock.ended_at is not None:
        return _ended(clock)
    if clock.paused:
        return Standing.PAUSED
    if clock.outcome is Outcome.BREACHED or now > clock.due_at:
        return Standing.LATE
    if now < clock.started_at:
        return Standing.WAITING
    return Standing.SOON if clock.warn_at and now >= clock.warn_at else Standing.DUE


def _ended(clock: Clock) -> Standing:
    if clock.outcome is Outcome.BREACHED:
        return Standing.BROKEN if clock.kept_by is None else Standing.KEPT_LATE
    return {
        Outcome.MET: Standing.KEPT,
        Outcome.CANCELLED: Standing.CANCELLED,
        Outcome.SUPERSEDED: Standing.SUPERSEDED,
    }[clock.outcome]
