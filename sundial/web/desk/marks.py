"""A clock as a mark: its shape says which promise it is, its fill how it stands (LANGUAGE 5)."""

from datetime import datetime
from typing import NamedTuple

from sundial.protocol.clock import Outcome
from sundial.protocol.promises import Promise
from sundial.web.promises import SHAPES
from sundial.web.rail import Mark


class Run(NamedTuple):
    """A clock's row, as far as a queue shows it."""

    promise: str
    due_at: datetime
    warn_at: datetime | None
    ended_at: datetime | None
    outcome: str
    started_at: datetime
    paused: bool

    @property
    def shows(self) -> bool:
        """Whether it belongs on a strip: what was cancelled or superseded does not."""
        return self.outcome not in (Outcome.CANCELLED, Outcome.SUPERSEDED)

    def standing(self, now: datetime) -> str:
        """Say how it looks at `now`: due, soon, late, kept or next; at its due instant it can still be kept (O6.7b)."""
        if self.ended_at is not None:
            return "late" if self.outcome == Outcome.BREACHED else "kept"
        if self.paused or now < self.started_at:
            return "next"
        if self.outcome == Outcome.BREACHED or now > self.due_at:
            return "late"
        return "soon" if self.warn_at and now >= self.warn_at else "due"


def mark(run: Run, now: datetime) -> Mark:
    """Set a clock on a strip: at the instant it was answered, or else at its due time."""
    return Mark(run.ended_at or run.due_at, SHAPES[Promise(run.promise)], run.standing(now), warn_at=run.warn_at)
