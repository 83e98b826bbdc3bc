"""Determinations and their notices; releases (docs/promises.md, section 3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import Cause
from sundial.protocol.facts import Fact, FixReleased, FixRemoved, ReleaseRescheduled
from sundial.protocol.fold.agreements import rearm
from sundial.protocol.fold.ledger import CADENCE
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def rescheduled(reading: Reading, fact: Fact, what: ReleaseRescheduled) -> None:
    """Owe a notice; a date that moves beyond the one that was accepted ends the silence (O6.4, O6.8d)."""
    held = reading.agreements.in_force(CADENCE, reading.ledger)
    if held and held.accepted and _stands_beyond(reading, what, held.accepted):
        cycle = reading.ledger.in_time(CADENCE, fact.at)
        if cycle is not None:
            rearm(reading, cycle, fact, Cause.SLIPPED)
        reading.agreements.end(CADENCE)
    _determined(reading, fact, what.fixes)


def removed(reading: Reading, fact: Fact, what: FixRemoved) -> None:
    """Owe a notice (O6.4)."""
    _determined(reading, fact, (what.fix,))


def released(reading: Reading, fact: Fact, what: FixReleased) -> None:
    """End the notices of determinations that named nothing that is still waited for."""
    awaited = reading.life.fixes.dates
    settled = [seq for seq, fixes in reading.notices.items() if fixes and not any(fix in awaited for fix in fixes)]
    reading.ledger.cancel([(Promise.FIX_RELEASE, seq) for seq in settled], fact)


def _determined(reading: Reading, fact: Fact, fixes: tuple[str, ...]) -> None:
    reading.settle(fact)
    if reading.life.ended is None:
        reading.notices[fact.seq] = tuple(fix for fix in fixes if fix in reading.life.fixes.dates)
        reading.begin((Promise.FIX_RELEASE, fact.seq), fact, Cause.DETERMINED)


def _stands_beyond(reading: Reading, what: ReleaseRescheduled, accepted: datetime) -> bool:
    """Say whether a date that stands has become the new one, and that lies beyond what was accepted."""
    dates = reading.life.fixes.dates
    return what.to is not None and what.to > accepted and any(dates.get(fix) == what.to for fix in what.fixes)


STEPS: dict[type[Any], Any] = {
    ReleaseRescheduled: rescheduled,
    FixRemoved: removed,
    FixReleased: released,
}
