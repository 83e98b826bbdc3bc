"""What a merged case was owed goes on here, and the earlier holds (docs/promises.md, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import AtInstant, Cause
from sundial.protocol.facts import Carried, Fact, MergedFrom
from sundial.protocol.fold.cycle import Slot
from sundial.protocol.fold.ledger import PHASES

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def merged(reading: Reading, fact: Fact, what: MergedFrom) -> None:
    """Owe what the other case owed: the three phases, then the earliest of its notices."""
    reading.settle(fact)
    for slot in PHASES:
        for one in what.owed:
            if (one.promise, 0) == slot and not one.notice:
                _carry(reading, fact, slot, one)
    notices = [one for one in what.owed if one.notice]
    if notices:
        first = min(notices, key=lambda one: one.due_at)
        _carry(reading, fact, (first.promise, fact.seq), first)


def _carry(reading: Reading, fact: Fact, slot: Slot, one: Carried) -> None:
    """Let a clock stand that is due when the other was, unless what runs here is late or due no later."""
    count = AtInstant(fact.at, one.due_at, reading.life.protocol)
    because = (fact, Cause.MERGED, reading.life.severity)
    if slot not in reading.ledger.running:
        reading.ledger.begin(slot, (count,), because, own_start=one.started_at)
        return
    cycle = reading.ledger.in_time(slot, fact.at)
    if cycle is not None and one.due_at < cycle.due_at:
        reading.ledger.supersede(cycle, (count,), because)


STEPS: dict[type[Any], Any] = {MergedFrom: merged}
