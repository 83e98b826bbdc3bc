"""Waiting pauses what the status that is waited under names, and nothing else (docs/promises.md, section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sundial.protocol.facts import Fact
from sundial.protocol.history_error import HistoryError
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def change(reading: Reading, fact: Fact, before: str | None) -> None:
    """Pause and resume where the status has changed; raises HistoryError for one that the protocol does not have."""
    old, new = set(reading.ledger.paused), _paused_by(reading, fact)
    for promise in old - new:
        reading.ledger.resume(promise, fact.at)
    for promise in new - old:
        reading.ledger.pause(promise, fact.at)


def _paused_by(reading: Reading, fact: Fact) -> set[Promise]:
    status = reading.life.waiting
    if status is None:
        return set()
    known = reading.protocol.statuses
    if status not in known:
        raise HistoryError(f"{fact}: status {status!r} is not in its protocol")
    return set(known[status].pauses)
