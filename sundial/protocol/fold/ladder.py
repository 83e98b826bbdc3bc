"""What a rung of the ladder owes the customer: an answer, by the earlier of its figures (docs/promises.md 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import ByRung, Cause
from sundial.protocol.facts import Escalated, Fact
from sundial.protocol.history_error import HistoryError
from sundial.protocol.ladder import LADDER_KINDS
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def escalated(reading: Reading, fact: Fact, what: Escalated) -> None:
    """Let the clock of a rung stand, as the case is promised it now; raises HistoryError for a rung that is none."""
    life, protocol = reading.life, reading.protocol
    if what.rung not in protocol.ladder.rungs:
        raise HistoryError(f"{fact}: rung {what.rung} is not in its protocol")
    sections = protocol.answers(what.rung, life.plan, life.severity)
    counts = tuple(ByRung(fact.at, what.rung, one, life.plan, life.severity, life.protocol) for one in sections)
    reading.ledger.begin((Promise.ESCALATION, fact.seq), counts, (fact, Cause.ESCALATED, life.severity))


def went_on(reading: Reading, fact: Fact, what: object) -> None:
    """End what is answered by now as kept, and what is settled without that as cancelled."""
    rungs, ledger = reading.life.rungs, reading.ledger
    for cycle in [one for slot, one in ledger.running.items() if slot[0] is Promise.ESCALATION]:
        escalation = rungs.get(cycle.about)
        if escalation is None:
            ledger.cancel((cycle.slot,), fact)
        elif escalation.answered_at is not None:
            ledger.keep(cycle, fact)


STEPS: dict[type[Any], Any] = {**dict.fromkeys(LADDER_KINDS, went_on), Escalated: escalated}
