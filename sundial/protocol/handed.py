"""Protocol 02, handover: every offer of a case to another region, and which of them a fact is about (O2.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sundial.protocol.clock import Clock
from sundial.protocol.facts import (
    Breached,
    Closed,
    DueSoon,
    Fact,
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    MergedInto,
    OwnerSet,
    Resolved,
    in_order,
)
from sundial.protocol.promises import Promise

ABOUT_ONE = HandoverQuestioned | HandoverAccepted | HandoverWithdrawn
ENDS_ALL = HandoverOffered | Resolved | Closed | MergedInto  # another offer takes its place, or the case ends


@dataclass(frozen=True, slots=True)
class Handed:
    """One offer: whose the case was (`giver`, by id), what was asked back, and what ended it; None: it is open."""

    fact: Fact
    what: HandoverOffered
    giver: str
    questions: tuple[Fact, ...] = ()
    ended_by: Fact | None = None

    @property
    def seq(self) -> int:
        """What names it on its case."""
        return self.fact.seq

    @property
    def is_open(self) -> bool:
        """Whether it waits to be accepted."""
        return self.ended_by is None


def handovers_of(history: Sequence[Fact]) -> tuple[Handed, ...]:
    """Return every offer that was ever made on a case, in the order in which they were made."""
    found: dict[int, Handed] = {}
    owner = ""
    for fact in in_order(tuple(history)):
        what = fact.what
        if isinstance(what, ENDS_ALL):
            found |= {seq: replace(one, ended_by=fact) for seq, one in found.items() if one.is_open}
        if isinstance(what, OwnerSet):
            owner = what.owner or ""
        elif isinstance(what, HandoverOffered):
            found[fact.seq] = Handed(fact, what, owner or fact.by.id)
        elif isinstance(what, ABOUT_ONE):
            found[what.offer] = _after(found[what.offer], fact)
    return tuple(found.values())


def handover_of(fact: Fact, history: Sequence[Fact], clocks: Iterable[Clock]) -> Handed | None:
    """Return the offer that a fact is about; None if it is about none."""
    seq = _offer(fact, clocks)
    return next((one for one in handovers_of(history) if one.seq == seq), None) if seq else None


def _after(handed: Handed, fact: Fact) -> Handed:
    if isinstance(fact.what, HandoverQuestioned):
        return replace(handed, questions=(*handed.questions, fact))
    return replace(handed, ended_by=fact)


def _offer(fact: Fact, clocks: Iterable[Clock]) -> int | None:
    what = fact.what
    if isinstance(what, HandoverOffered):
        return fact.seq
    if isinstance(what, ABOUT_ONE):
        return what.offer
    if isinstance(what, DueSoon | Breached) and what.promise is Promise.HANDOVER:
        return next((one.about for one in clocks if (one.promise, one.cycle) == (what.promise, what.cycle)), None)
    return None
