"""One cycle while a history is read; it becomes a Clock when the whole of it is known."""

from datetime import datetime

from sundial.protocol import hours
from sundial.protocol.clock import Because, Cause, Clock, Count, Outcome, as_counted
from sundial.protocol.counting import deciding, due_of, measure_of
from sundial.protocol.facts import Fact
from sundial.protocol.promises import BESIDE, Promise
from sundial.protocol.terms import Terms

Pause = tuple[datetime, datetime]
Whence = tuple[Fact, Cause, int]  # the fact that made a clock stand, why, and the severity then
Slot = tuple[Promise, int]  # what runs: the promise, and the fact that it is about (0 for the three phases)
Said = tuple[bool, bool, int | None]  # whether the warning of a clock was said, and its breach; the waiver of it


class Cycle:
    """A clock that stands, until something ends it; `late_at` knows whether anything can still move it."""

    __slots__ = (
        "about", "agreement", "cause", "counts", "decides", "due_at", "ended_at", "ended_by", "fact", "floor",
        "kept_by", "number", "outcome", "own_start", "paused_at", "pauses", "promise", "replaces", "severity", "since",
        "slot", "started_at", "was_due",
    )  # fmt: skip

    number: int
    decides: Count
    started_at: datetime
    due_at: datetime
    outcome: Outcome

    def __init__(self, slot: Slot, counts: tuple[Count, ...], because: Whence, own_start: datetime) -> None:
        self.slot = slot  # the place that it has among what runs
        self.promise, self.about = slot
        self.counts, self.own_start = counts, own_start
        fact, self.cause, self.severity = because
        self.fact, self.since = fact.seq, fact.at
        self.pauses: tuple[Pause, ...] = ()
        self.floor: datetime | None = None
        self.agreement: int | None = None
        self.replaces: int | None = None
        self.was_due: datetime | None = None
        self.paused_at: datetime | None = None
        self.ended_at: datetime | None = None
        self.ended_by: int | None = None
        self.kept_by: int | None = None

    @property
    def by_table(self) -> bool:
        """Whether changes of severity, plan and revision concern it (section 4)."""
        return self.agreement is None and self.promise not in BESIDE

    def count(self, terms: Terms) -> None:
        """Work out the due time: the earliest of the counts, but not before the floor."""
        counts = self.counts
        if len(counts) == 1:
            decides = counts[0]
            due = due_of(decides, self.promise, terms, self.pauses)
        else:
            decides, due = deciding(counts, self.promise, terms, self.pauses)
        self.decides = decides
        self.due_at = due if self.floor is None else max(due, self.floor)
        # where it counts from, at the latest when it came to stand; what is silent starts ahead
        counts_from = decides.start
        self.started_at = counts_from if counts_from <= self.since else max(self.own_start, self.since)

    def pauses_until(self, at: datetime) -> tuple[Pause, ...]:
        """Return what does not count by an instant, the pause that lasts included."""
        return self.pauses if self.paused_at is None else (*self.pauses, (self.paused_at, at))

    def resume(self, at: datetime, terms: Terms) -> None:
        """Go on after a pause: the time between does not count."""
        if self.paused_at is not None:
            self.pauses = self.pauses_until(at)
            self.paused_at = None
            self.count(terms)

    def clock(self, terms: Terms, said: Said) -> Clock:
        """Return the clock that it has become; `said`: whether its warning and its breach were, and its waiver."""
        soon_said, breach_said, waived = said
        because = as_counted(Because, (
            self.fact, self.since, self.cause, self.severity, self.counts, self.own_start,
            self.floor, self.replaces, self.was_due, self.agreement, self.pauses,
        ))  # fmt: skip
        return as_counted(Clock, (
            self.promise,
            self.number,
            self.started_at,
            self.due_at,
            self._warning(terms) if self.ended_at is None else None,
            self.ended_at,
            self.outcome,
            soon_said,
            breach_said,
            self.kept_by,
            because,
            self.about,
            self.paused_at is not None,
            waived,
            self.ended_by,
        ))  # fmt: skip

    def _warning(self, terms: Terms) -> datetime:
        """Count the warning back from the due time, but never to before the clock began."""
        measure = measure_of(self.decides, self.promise, terms)
        return max(self.started_at, hours.before(self.due_at, measure.warning, measure.calendar))
