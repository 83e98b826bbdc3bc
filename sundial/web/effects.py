"""What an act would move, in words, before it is done: each clock that runs, due now and due then (O6.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sundial.protocol.effect import Moved, effect
from sundial.protocol.facts import Side, What
from sundial.protocol.hours import HoursError
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Clock, HistoryError, Terms
from sundial.web import when
from sundial.web.promises import Line, Reading

NOUNS = {
    Promise.FIRST_RESPONSE: "first answer",
    Promise.DIAGNOSIS_UPDATE: "next update",
    Promise.FIX_RELEASE: "next word on the fix",
    Promise.ESCALATION: "answer to your escalation",
}


@dataclass(frozen=True, slots=True)
class Shift:
    """One clock before and after an act that has not happened yet, for a reader at `now` in a zone."""

    moved: Moved
    terms: Terms
    now: datetime
    zone: tzinfo

    @property
    def line(self) -> Line:
        """The clock as a page shows it."""
        return Line(self.moved.clock, self.terms, self.now)

    @property
    def is_same(self) -> bool:
        return self.moved.is_same

    @property
    def was(self) -> str:
        """When it is due as things stand; "" where nothing runs yet."""
        return self._due(self.moved.before)

    @property
    def would_be(self) -> str:
        """When it would be due; "" where it would end."""
        return self._due(self.moved.after)

    @property
    def row(self) -> str:
        """What would come of it, for a table: `stays 11:10`, `Tue 09:10 instead of 11:10`, `ends`."""
        if self.is_same:
            return f"stays {self.was}{', late' if self._late else ''}"
        if not self.would_be:
            return f"ends, now {self.was}"
        return f"{self.would_be} instead of {self.was}" if self.was else f"begins, due {self.would_be}"

    @property
    def sentence(self) -> str:
        """What would come of it, for a customer: `your next update would be due 14:30 instead of 18:00`."""
        noun = f"your {NOUNS[self.moved.clock.promise]}"
        if self._late:
            return f"{noun} is late and stays late until we answer"
        if self.is_same:
            return f"{noun} stays due {self.was}"
        if not self.would_be:
            return f"{noun}, due {self.was}, would no longer be owed"
        return f"{noun} would be due {self.would_be}{f' instead of {self.was}' if self.was else ''}"

    @property
    def _late(self) -> bool:
        return self.is_same and self.line.standing == "late"

    def _due(self, clock: Clock | None) -> str:
        if clock is None:
            return ""
        due = when.short(clock.due_at, self.now, self.zone)
        if clock.paused:
            return f"{due}, paused"
        if clock.started_at > max(self.now, clock.because.since):
            return f"{due}, nothing before {when.short(clock.started_at, self.now, self.zone)}"
        return due


def shifts(reading: Reading, what: What, side: Side, now: datetime, zone: tzinfo) -> tuple[Shift, ...]:
    """Return what an act by one side would do to everything that runs for the customer; () where it could not be."""
    try:
        moved = effect(reading.history, reading.terms, what, side, now)
    except (HistoryError, HoursError):
        return ()
    return tuple(Shift(one, reading.terms, now, zone) for one in moved)


def in_a_sentence(shifted: tuple[Shift, ...]) -> str:
    """Say all of it in the rest of a sentence: `your next update would be due 14:30 instead of 18:00.`"""
    return "; ".join(one.sentence for one in shifted) + "." if shifted else "nothing that runs would move."
