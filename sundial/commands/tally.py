"""What a trial counts: due times that come earlier or later, and by how much, by promise and by customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sundial.protocol.recount import Shift

NOTHING = timedelta()


class Tried(NamedTuple):
    """A case on which a document is tried, by its row."""

    id: UUID
    number: str
    customer: UUID
    plan: str
    severity: int
    home_region: str
    regions: Sequence[str]


@dataclass(slots=True)
class Moved:
    """How many due times come earlier and how many later, by how much on the whole, and how many are late at once."""

    earlier: int = 0
    later: int = 0
    late: int = 0
    sooner_by: timedelta = NOTHING
    later_by: timedelta = NOTHING

    def add(self, shift: Shift) -> None:
        """Count one."""
        by = shift.now - shift.was
        if by < NOTHING:
            self.earlier, self.sooner_by = self.earlier + 1, self.sooner_by - by
        else:
            self.later, self.later_by = self.later + 1, self.later_by + by
        self.late += shift.late

    def join(self, other: "Moved") -> None:
        """Count what another part has counted."""
        self.earlier, self.later, self.late = (
            self.earlier + other.earlier,
            self.later + other.later,
            self.late + other.late,
        )
        self.sooner_by, self.later_by = self.sooner_by + other.sooner_by, self.later_by + other.later_by


Cell = tuple[str, int, str]  # plan, severity, promise
LateAtOnce = tuple[str, str, int, str, datetime, datetime]  # case number, plan, severity, promise, was due, would be


@dataclass(slots=True)
class Trial:
    """What came of it: of how many cases, how many stay because they are pinned, what moves and for whom."""

    cases: int = 0
    pinned: int = 0
    touched: int = 0
    whole: Moved = field(default_factory=Moved)
    cells: dict[Cell, Moved] = field(default_factory=dict)
    customers: dict[UUID, Moved] = field(default_factory=dict)
    late: list[LateAtOnce] = field(default_factory=list)

    def add(self, case: Tried, found: Iterable[Shift]) -> None:
        """Count what would move on one case."""
        moved = list(found)
        self.cases += 1
        self.touched += bool(moved)
        for shift in moved:
            cell = (case.plan, shift.severity, str(shift.promise))
            for tally in (self.whole, _of(self.cells, cell), _of(self.customers, case.customer)):
                tally.add(shift)
            if shift.late:
                self.late.append((case.number, *cell, shift.was, shift.now))

    def join(self, other: "Trial") -> None:
        """Take in what another part has found."""
        self.cases, self.pinned, self.touched = (
            self.cases + other.cases,
            self.pinned + other.pinned,
            self.touched + other.touched,
        )
        self.whole.join(other.whole)
        for cell, moved in other.cells.items():
            _of(self.cells, cell).join(moved)
        for customer, moved in other.customers.items():
            _of(self.customers, customer).join(moved)
        self.late += other.late


def _of(tallies: dict[Any, Moved], key: Any) -> Moved:
    return tallies.setdefault(key, Moved())
