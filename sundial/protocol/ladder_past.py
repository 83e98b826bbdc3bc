"""Protocol 07 and 08: every rung that a case ever stood on, and by what each of them ended (O8.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sundial.protocol.asks import ENDS
from sundial.protocol.case import as_they_happened
from sundial.protocol.facts import ComfortSaid, Escalated, EscalationSettled, Fact, FindingsWritten
from sundial.protocol.ladder import LADDER_KINDS, Escalation, Rungs

SETTLING = (ComfortSaid, FindingsWritten, EscalationSettled)


@dataclass(frozen=True, slots=True)
class Taken:
    """A rung that was taken with a fact: as it stands now, or stood before what `ended` it (None: nothing has)."""

    fact: Fact
    one: Escalation
    ended: Fact | None = None

    @property
    def seq(self) -> int:
        """The number by which facts name it."""
        return self.fact.seq


def taken(history: Sequence[Fact]) -> tuple[Taken, ...]:
    """Return every rung that was taken, in the order in which that happened; raises HistoryError as `state_of` does."""
    rungs, found = Rungs(), dict[int, Taken]()
    for fact in as_they_happened(history):
        if isinstance(fact.what, ENDS):
            rungs.end()
        elif isinstance(fact.what, LADDER_KINDS):
            rungs.take(fact, "")
            if isinstance(fact.what, Escalated):
                found[fact.seq] = Taken(fact, rungs[fact.seq])
        found.update({one.seq: _after(one, rungs, fact) for one in found.values() if one.ended is None})
    return tuple(found.values())


def goes_back(fact: Fact, history: Sequence[Fact]) -> bool:
    """Say whether with a fact nothing is open on the ladder any more: the case is its owner's alone again (O7.5).

    What ends the case gives it back to nobody. Raises what `taken` raises.
    """
    if not isinstance(fact.what, SETTLING):
        return False
    found = taken(history)
    return all(one.ended for one in found) and any(one.ended == fact for one in found)


def _after(one: Taken, rungs: Rungs, fact: Fact) -> Taken:
    """Return an open rung as a fact leaves it."""
    return replace(one, one=rungs[one.seq]) if one.seq in rungs else replace(one, ended=fact)
