"""What is to be recorded on a case, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sundial.commands import owed, projection
from sundial.commands.chain import Link, moment_after
from sundial.models import Case, Person
from sundial.models.history import is_felt, moves_to
from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock
from sundial.protocol.facts import SYSTEM, Fact, What
from sundial.protocol.terms import Terms


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded on a case; `at` is when it happened where that was before it is recorded."""

    case_id: UUID
    what: What
    by: Person | None = None
    at: datetime | None = None
    text: str = ""


@dataclass(slots=True)
class Recorded:
    """What came of it on one case: the row as it stands now, the new facts, every clock, the alerts owed."""

    case: Case
    history: tuple[Fact, ...]
    links: list[Link] = field(default_factory=list)
    terms: Terms | None = None
    clocks: tuple[Clock, ...] = ()
    state: CaseState | None = None
    alerts: list[owed.Owed] = field(default_factory=list)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that were appended."""
        return tuple(link.fact for link in self.links)

    @property
    def owner(self) -> str:
        """Whose case it is, by their id; "" for nobody's."""
        return (self.state.owner or "") if self.state else ""

    def append(self, entry: Entry, now: datetime) -> None:
        """Put one fact behind the others."""
        at = entry.at or moment_after(now, self.history)
        by = entry.by.by if entry.by else SYSTEM
        fact = Fact(len(self.history) + 1, at, now, by, entry.what)
        previous = self.links[-1].hash if self.links else self.case.head_hash
        self.links.append(Link.of(self.case.pk, previous, fact, entry.text))
        self.history += (fact,)

    def sum_up(self) -> dict[str, Any]:
        """Bring the case in hand into line with its history, and return the columns that changed with it."""
        assert self.state is not None
        assert self.terms is not None
        last = self.links[-1]
        changed_at, told_at = self.case.changed_at, self.case.told_at
        for fact in self.facts:
            changed_at = moves_to(fact, changed_at)
            told_at = moves_to(fact, told_at) if is_felt(fact.what) else told_at
        summed = {
            "product": self.case.product,
            **projection.summary(self.state, self.clocks, self.terms.revision(self.state.protocol)),
            "changed_at": changed_at,
            "told_at": told_at,
            "head_seq": last.fact.seq,
            "head_hash": last.hash,
        }
        self.case.take_over(summed)
        return summed
