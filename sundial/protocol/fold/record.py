"""What was said of clocks, and what was waived (docs/promises.md, section 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sundial.protocol.facts import Breached, DueSoon, Fact, Waived

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def warned(reading: Reading, fact: Fact, what: DueSoon) -> None:
    """Note that a clock's warning was said."""
    reading.ledger.note(reading.ledger.warned, what.promise, what.due_at)


def broken(reading: Reading, fact: Fact, what: Breached) -> None:
    """Note that a clock's breach was said."""
    reading.ledger.note(reading.ledger.said, what.promise, what.due_at)


def waived(reading: Reading, fact: Fact, what: Waived) -> None:
    """Note that a breach was waived; it stays a breach."""
    reading.ledger.waive(what.promise, what.due_at, what.about, fact.seq)


STEPS: dict[type[Any], Any] = {DueSoon: warned, Breached: broken, Waived: waived}
