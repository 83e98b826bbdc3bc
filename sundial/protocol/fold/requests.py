"""What other groups owe the desk: due when whoever asks says so (O3.4, O8.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import AtInstant, Cause
from sundial.protocol.facts import Fact, ResourceAnswered, ResourceAsked, ResourceWithdrawn
from sundial.protocol.fold.cycle import Slot
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def asked(reading: Reading, fact: Fact, what: ResourceAsked) -> None:
    """Let the group's clock stand."""
    count = AtInstant(fact.at, max(what.due_at, fact.at), reading.life.protocol)
    reading.ledger.begin(_slot(fact.seq), (count,), (fact, Cause.ASKED, reading.life.severity))


def answered(reading: Reading, fact: Fact, what: ResourceAnswered) -> None:
    """End it as kept."""
    reading.ledger.keep(reading.ledger.running[_slot(what.request)], fact)


def withdrawn(reading: Reading, fact: Fact, what: ResourceWithdrawn) -> None:
    """End it unanswered."""
    reading.ledger.cancel((_slot(what.request),), fact)


def _slot(request: int) -> Slot:
    return Promise.RESOURCE_ANSWER, request


STEPS: dict[type[Any], Any] = {ResourceAsked: asked, ResourceAnswered: answered, ResourceWithdrawn: withdrawn}
