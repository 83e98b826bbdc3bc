"""What hangs on the wall of the naive model: a promise with its counts, and what became of it (docs/promises.md 1)."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tests.naive_hours import Hours, Pauses
from tests.naive_tables import ANSWER, ESCALATION, FIRST, FIX, HANDOVER, UPDATE, Amount, Revision

PROMISE = {"first response": FIRST, "update": UPDATE, "cadence": FIX, "notice": FIX, "request": ANSWER}
PROMISE |= {"handover": HANDOVER, "escalation": ESCALATION}
ORDER = list(PROMISE)  # at one and the same fact
PHASES = ("update", "cadence")  # the kinds that can be agreed on


@dataclass(frozen=True)
class Count:
    """One reason for a due time: an amount from a start, by the table (`cell` says which) or agreed; or an instant."""

    start: int
    revision: Revision
    hours: Hours
    amount: Amount | None = None
    cell: tuple[str, int, str] | None = None  # plan, severity, promise
    instant: int | None = None
    never_before: int = 0

    def due(self, pauses: Pauses) -> int:
        if self.instant is not None:
            return self.instant
        return max(self.never_before, self.hours.add(self.start, *self.amount, pauses))

    def under(self, revision: Revision, hours: Hours) -> "Count":
        """Return the count under another revision: only what is counted by the table changes (8)."""
        if self.cell is None:
            return self
        return replace(self, revision=revision, hours=hours, amount=revision.cell(*self.cell).amount)

    def warn(self, due: int, promise: str) -> int:
        """Count the warning back from the due time (9)."""
        ahead = self.revision.warn[promise]
        most, unit = self.amount or (due, "EM")
        if unit == "EM":
            return due - min(ahead.elapsed.seconds // 60, most)
        minutes = ahead.days.seconds // 60 if unit == "BD" else min(ahead.business.seconds // 60, most)
        return self.hours.back(due, minutes)


def due_of(counts: list[Count], pauses: list[tuple[int, int]]) -> int:
    return min(count.due(tuple(pauses)) for count in counts)


class Name(NamedTuple):
    """How a saying or a waiver names a clock."""

    promise: str
    due: int


@dataclass
class Owed:
    """One clock. It is due at the earliest of its counts; of two at one instant the first decides."""

    kind: str
    cycle: int
    counts: list[Count]
    own_start: int
    stood: int  # when it came to stand
    about: int = 0
    agreed: int = 0  # the agreement by which it is counted
    pauses: list[tuple[int, int]] = field(default_factory=list)
    paused_since: int | None = None
    ended: int | None = None
    kept: bool = False
    late: bool = False  # when it ended
    superseded: bool = False

    @property
    def promise(self) -> str:
        return PROMISE[self.kind]

    @property
    def decides(self) -> Count:
        return min(self.counts, key=lambda count: count.due(tuple(self.pauses)))

    @property
    def due(self) -> int:
        return due_of(self.counts, self.pauses)

    def pauses_until(self, now: int) -> list[tuple[int, int]]:
        return self.pauses if self.paused_since is None else [*self.pauses, (self.paused_since, now)]

    @property
    def warn(self) -> int | None:
        """When it is due soon; never before its start, and None once it has ended."""
        return None if self.ended is not None else max(self.start, self.decides.warn(self.due, self.promise))

    @property
    def name(self) -> Name:
        return Name(self.promise, self.due)

    @property
    def start(self) -> int:
        """The start of the count that decides, no later than it came to stand; of a silent clock its own, ahead (5)."""
        return self.own_start if self.own_start > self.stood else min(self.decides.start, self.stood)

    def has_begun(self, now: int) -> bool:
        return self.start <= now

    def is_late(self, now: int, said_broken: set[Name]) -> bool:
        if self.paused_since is not None:
            return False
        return now > self.due or self.name in said_broken

    def pause(self, now: int) -> None:
        self.paused_since = now

    def go_on(self, now: int) -> None:
        """The pause is over: it is taken out of each count."""
        if self.paused_since is not None:
            self.pauses.append((self.paused_since, now))
            self.paused_since = None

    def outcome(self, now: int, said_broken: set[Name]) -> str:
        if self.ended is None:
            return "breached" if self.is_late(now, said_broken) else "running"
        if self.superseded:
            return "superseded"
        if self.late:
            return "breached"
        return "met" if self.kept else "cancelled"
