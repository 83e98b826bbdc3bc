"""The promises of a case, ready for a page: its history folded once, then the lines of its clocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sundial.models import Case, histories_of, protocols_of
from sundial.protocol.amounts import Elapsed
from sundial.protocol.because import Step, explain
from sundial.protocol.calendar import Calendar
from sundial.protocol.case import CaseState, named_protocols
from sundial.protocol.clock import ByRung
from sundial.protocol.counting import deciding, measure_of
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Fact
from sundial.protocol.promises import INSIDE, PHASES, Promise
from sundial.protocol.sla import Clock, Outcome, Standing, Terms, fold, standing, terms_of
from sundial.web import when

SHAPES = {
    Promise.FIRST_RESPONSE: "resp",
    Promise.DIAGNOSIS_UPDATE: "upd",
    Promise.FIX_RELEASE: "fix",
    Promise.RESOURCE_ANSWER: "req",
    Promise.HANDOVER: "req",
    Promise.ESCALATION: "esc",
}
NAMES = {
    Promise.FIRST_RESPONSE: "First response",
    Promise.DIAGNOSIS_UPDATE: "Diagnosis update",
    Promise.FIX_RELEASE: "Fix-release update",
    Promise.RESOURCE_ANSWER: "Answer of another group",
    Promise.HANDOVER: "Handover",
    Promise.ESCALATION: "Answer to the escalation",
}
NOTICE = "Fix-release notice"
BRIEFS = NAMES | {
    Promise.DIAGNOSIS_UPDATE: "Update",
    Promise.FIX_RELEASE: "Fix update",
    Promise.RESOURCE_ANSWER: "Group's answer",
    Promise.ESCALATION: "Escalation",
}
BRIEF_NOTICE = "Fix notice"
FILLS = {
    Standing.DUE: "due",
    Standing.SOON: "soon",
    Standing.LATE: "late",
    Standing.KEPT: "kept",
    Standing.KEPT_LATE: "late",
    Standing.BROKEN: "late",
}


def rung_of(clock: Clock) -> int:
    """Return the rung of the ladder that a clock is the answer to, 0 for any other promise."""
    return next((count.rung for count in clock.because.counts if isinstance(count, ByRung)), 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One clock as a page shows it: its marker, its words, and on demand the steps of its due time."""

    clock: Clock
    terms: Terms
    now: datetime

    @property
    def shape(self) -> str:
        return SHAPES[self.clock.promise]

    @property
    def is_notice(self) -> bool:
        return self.clock.is_notice

    @property
    def name(self) -> str:
        return f"Answer on rung {self.rung}" if self.rung else NOTICE if self.is_notice else NAMES[self.clock.promise]

    @property
    def brief(self) -> str:
        return f"Rung {self.rung}" if self.rung else BRIEF_NOTICE if self.is_notice else BRIEFS[self.clock.promise]

    @property
    def rung(self) -> int:
        """The rung of the ladder on which an answer is owed, 0 for any other promise."""
        return rung_of(self.clock)

    @property
    def inside(self) -> bool:
        """Whether it is owed inside the house, and no customer is ever shown it."""
        return self.clock.promise in INSIDE

    @property
    def waits(self) -> bool:
        """Whether it stands and has not begun: silent as agreed, or paused."""
        return self.runs and standing(self.clock, self.now) in (Standing.WAITING, Standing.PAUSED)

    @property
    def standing(self) -> str:
        """The fill of the marker: due, soon, late, kept, or next for what nothing came of."""
        return FILLS.get(standing(self.clock, self.now), "next")

    @property
    def runs(self) -> bool:
        return self.clock.ended_at is None

    @property
    def due_at(self) -> datetime:
        return self.clock.due_at

    @property
    def ended_at(self) -> datetime | None:
        return self.clock.ended_at

    @property
    def late_by(self) -> str:
        """How late it was answered, or is by now: `18 min`; "" if it is not."""
        seconds = ((self.clock.ended_at or self.now) - self.clock.due_at).total_seconds()
        return when.length(seconds) if self.standing == "late" else ""

    @property
    def early_by(self) -> str:
        """How long before its due time it was answered: `12 min`."""
        return when.length((self.clock.due_at - (self.clock.ended_at or self.now)).total_seconds())

    @property
    def used(self) -> str:
        """How long the answer took, of how long was promised: `17 min of 1 h`; "" of business time (O6.7)."""
        count, _ = deciding(self.clock.because.counts, self.clock.promise, self.terms, self.clock.because.pauses)
        if not isinstance(measure_of(count, self.clock.promise, self.terms).amount, Elapsed):
            return ""
        start, end = self.clock.started_at, self.clock.ended_at or self.now
        took, had = (end - start).total_seconds(), (self.clock.due_at - start).total_seconds()
        return f"{when.length(took)} of {when.length(had)}"

    @property
    def pace(self) -> str:
        """How a promise was kept: `in 17 min of 1 h`, or `3 h early` where business time is promised."""
        return f"in {self.used}" if self.used else f"{self.early_by} early"

    @property
    def key(self) -> str:
        """What names it on its page: `upd-2`."""
        return f"{self.shape}-{self.clock.cycle}"

    def steps(self, zone: ZoneInfo) -> tuple[Step, ...]:
        """The steps of its due time on the clock of a zone, the sum last (O12.1)."""
        return explain(self.clock, self.terms, zone)


@dataclass(frozen=True, slots=True)
class Reading:
    """A case with everything that was ever promised on it, read at one instant."""

    case: Case
    history: tuple[Fact, ...]
    terms: Terms
    state: CaseState
    lines: tuple[Line, ...]

    @property
    def protocol(self) -> Protocol:
        """The revision by which the case counts now."""
        return self.terms.revision(self.state.protocol)

    @property
    def calendar(self) -> Calendar:
        """The business calendar by which it counts now."""
        return self.terms.calendar_of(self.protocol)

    @property
    def running(self) -> Line | None:
        """The promise to the customer that comes next; what is paused does not come."""
        return min(self._coming(), key=lambda line: line.due_at, default=None)

    @property
    def word(self) -> Line | None:
        """The promise that a word to the customer keeps: the answer to an escalation is more than a word (O7.5)."""
        coming = (line for line in self._coming() if line.clock.promise in PHASES)
        return min(coming, key=lambda line: line.due_at, default=None)

    def _coming(self) -> Iterable[Line]:
        return (line for line in self.lines if line.runs and not line.inside and not line.clock.paused)

    @property
    def kept(self) -> int:
        return sum(line.clock.outcome is Outcome.MET and not line.inside for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.standing == "late" and not line.inside for line in self.lines)

    def fact(self, seq: int | None) -> Fact | None:
        """The fact of a number."""
        return next((one for one in self.history if one.seq == seq), None)

    @property
    def tally(self) -> str:
        """What came of the promises so far: `2 kept, 1 late`; "" while nothing has."""
        return ", ".join(f"{count} {word}" for count, word in ((self.kept, "kept"), (self.late, "late")) if count)


def read(cases: Iterable[Case], now: datetime, *, inside: bool = False) -> dict[UUID, Reading]:
    """Fold the histories of cases that the viewer sees, with two queries however many they are.

    `inside`: with what is owed inside the house, which is for the staff alone.
    """
    by_id = {case.pk: case for case in cases}
    histories = histories_of(by_id)
    protocols = protocols_of(digest for history in histories.values() for digest in named_protocols(history))
    found = {}
    for case_id, history in histories.items():
        terms = terms_of(history, protocols)
        clocks, state = fold(history, terms)
        lines = tuple(Line(clock, terms, now) for clock in clocks if inside or clock.promise not in INSIDE)
        found[case_id] = Reading(by_id[case_id], history, terms, state, lines)
    return found


def read_one(case: Case, now: datetime, *, inside: bool = False) -> Reading:
    """Fold the history of one case."""
    return read([case], now, inside=inside)[case.pk]


def soonest(readings: Iterable[Reading]) -> Sequence[Reading]:
    """Order readings by what is owed next; what owes nothing comes last."""
    return sorted(readings, key=_order)


def _order(reading: Reading) -> tuple[bool, datetime, str]:
    running = reading.running
    return (running is None, running.due_at if running else reading.case.opened_at, reading.case.number)
