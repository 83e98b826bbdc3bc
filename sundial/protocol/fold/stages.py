"""What begins and ends where a case passes from one state to another (docs/promises.md, sections 2 and 3)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sundial.protocol.clock import Cause, Outcome
from sundial.protocol.facts import Fact, FixIdentified, Messaged
from sundial.protocol.fold.cycle import Slot
from sundial.protocol.fold.ledger import CADENCE, FIRST, UPDATE
from sundial.protocol.life import OPEN, State, is_word

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading

_NEW, _DIAGNOSIS, _FIX, _RELEASED = OPEN
_OPENED, _REOPENED, _ANSWERED = Cause.OPENED, Cause.REOPENED, Cause.ANSWERED
_CANCELLED = Outcome.CANCELLED


def pass_on(reading: Reading, fact: Fact, before: State | None, now: State) -> None:
    """End what the state before had running, and begin what the new one owes."""
    if now not in OPEN:
        reading.ledger.cancel(list(reading.ledger.running), fact)
        reading.agreements.clear()
        return
    if before not in OPEN:
        _open(reading, fact, _OPENED if before is None else _REOPENED)
        return
    _ENTER[now](reading, fact, before)


def _in_diagnosis(reading: Reading, fact: Fact, before: State) -> None:
    held = _end(reading, CADENCE, fact) if before is _FIX else None
    reading.begin(UPDATE, fact, _why_diagnosis(fact, before), no_later=held)


def _awaits_fix(reading: Reading, fact: Fact, before: State) -> None:
    held = _end(reading, UPDATE, fact)
    if reading.fix_comes_again:
        reading.begin(CADENCE, fact, _why_fix(fact, before), no_later=held)


def _is_released(reading: Reading, fact: Fact, before: State) -> None:
    _end(reading, UPDATE, fact)
    _end(reading, CADENCE, fact)


_ENTER = {_DIAGNOSIS: _in_diagnosis, _FIX: _awaits_fix, _RELEASED: _is_released}  # an open case is never new again


def _open(reading: Reading, fact: Fact, cause: Cause) -> None:
    """Begin what a case owes when it is opened, or opened again (O6.10)."""
    answered = reading.life.answered
    if not answered:
        reading.begin(FIRST, fact, cause)
    if answered or reading.protocol.readings.diagnosis_starts == "opening":
        reading.begin(UPDATE, fact, cause)


def _end(reading: Reading, slot: Slot, fact: Fact) -> datetime | None:
    """End a phase: what runs in it, and what was agreed on it.

    Returns the due time (UTC) that holds for what follows: of a clock that was in time and had begun, unless the
    customer hears a word by this very fact.
    """
    reading.agreements.pop(slot, None)
    cycle = reading.ledger.in_time(slot, fact.at)
    if cycle is None:
        reading.ledger.cancel((slot,), fact)
        return None
    begun = cycle.started_at <= fact.at
    reading.ledger.end(cycle, fact, _CANCELLED)
    return cycle.due_at if begun and not is_word(fact) else None


def _why_diagnosis(fact: Fact, before: State) -> Cause:
    if before is _NEW:
        return _ANSWERED
    if before is _RELEASED:
        return Cause.WROTE if isinstance(fact.what, Messaged) else _of(fact)
    return Cause.UNDATED


def _why_fix(fact: Fact, before: State) -> Cause:
    if before is _NEW:
        return _ANSWERED
    return _of(fact) if before is _RELEASED else Cause.DATED


def _of(fact: Fact) -> Cause:
    return Cause.IDENTIFIED if isinstance(fact.what, FixIdentified) else Cause.MERGED
