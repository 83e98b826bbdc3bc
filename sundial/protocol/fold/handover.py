"""What a region owes whoever hands a case over to it: an answer by the instant that the offer names (O2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import AtInstant, Cause, Outcome
from sundial.protocol.facts import Fact, HandoverAccepted, HandoverOffered, HandoverWithdrawn
from sundial.protocol.fold.cycle import Slot
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def offered(reading: Reading, fact: Fact, what: HandoverOffered) -> None:
    """Let the clock of the offer stand, in the place of that of one before."""
    ledger = reading.ledger
    for cycle in [one for slot, one in ledger.running.items() if slot[0] is Promise.HANDOVER]:
        ledger.end(cycle, fact, Outcome.SUPERSEDED)
    count = AtInstant(fact.at, max(what.due_at, fact.at), reading.life.protocol)
    ledger.begin(_slot(fact.seq), (count,), (fact, Cause.OFFERED, reading.life.severity))


def accepted(reading: Reading, fact: Fact, what: HandoverAccepted) -> None:
    """End it as kept."""
    reading.ledger.keep(reading.ledger.running[_slot(what.offer)], fact)


def withdrawn(reading: Reading, fact: Fact, what: HandoverWithdrawn) -> None:
    """End it unanswered."""
    reading.ledger.cancel((_slot(what.offer),), fact)


def _slot(offer: int) -> Slot:
    return Promise.HANDOVER, offer


STEPS: dict[type[Any], Any] = {HandoverOffered: offered, HandoverAccepted: accepted, HandoverWithdrawn: withdrawn}
