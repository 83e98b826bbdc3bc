"""Determinations and their notices; releases (docs/promises.md, section 3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import Cause
from sundial.protocol.facts import DateGiven, Fact, FixReleased, FixRemoved, ReleaseRescheduled
from sundial.protocol.fold.agreements import rearm
from sundial.protocol.fold.ledger import CADENCE
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def rescheduled(reading: Reading, fact: Fact, what: ReleaseRescheduled) -> None:
    """Owe a notice (O6.4); the date that was accepted may have slipped by it."""
    _slipped(reading, fact, what.to)
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


def dated(reading: Reading, fact: Fact, what: DateGiven) -> None:
    """A later date that is given makes the accepted one slip as well (O6.8d)."""
    _slipped(reading, fact, what.date)


def _slipped(reading: Reading, fact: Fact, to: datetime | None) -> None:
    """End the silence where a date that lay within it moves beyond it: the date that was accepted, or agreed on."""
    held, was = reading.agreements.in_force(CADENCE, reading.ledger), reading.life.fixes.moved_from
    if held is None or held.silent is None or to is None or was is None or not was <= held.silent < to:
        return
    if (cycle := reading.ledger.in_time(CADENCE, fact.at)) is not None:
        rearm(reading, cycle, fact, Cause.SLIPPED)
    reading.agreements.pop(CADENCE, None)


STEPS: dict[type[Any], Any] = {
    DateGiven: dated,
    ReleaseRescheduled: rescheduled,
    FixRemoved: removed,
    FixReleased: released,
}
