"""Protocol 06, what can be agreed on a case as it stands, by asking the fold what it would come to (O6.2)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sundial.protocol.case import as_they_happened
from sundial.protocol.effect import supposed
from sundial.protocol.facts import AgreementMade, Fact, Instead, Side
from sundial.protocol.fold.ledger import CADENCE, UPDATE
from sundial.protocol.fold.reading import Reading
from sundial.protocol.life import State
from sundial.protocol.promises import PHASES, Promise
from sundial.protocol.terms import Terms

UNTIL_DATED = (State.NEW, State.DIAGNOSIS)  # where the diagnosis update has its phase (O6.8c)
WITH_CADENCE = (*UNTIL_DATED, State.FIX)


class Hindrance(StrEnum):
    """Why something cannot be agreed on."""

    NO_CADENCE = "nothing comes again there"
    NOTHING_RUNS = "no such promise runs"
    LATE = "it is late already"


def agreeable(history: Sequence[Fact], terms: Terms) -> tuple[Promise, ...]:
    """Return the promises on whose cadence something can be agreed where the case stands."""
    reading = read_all(history, terms)
    return tuple(promise for promise in PHASES if can_agree(promise, reading))


def hindrance(history: Sequence[Fact], terms: Terms, instead: Instead, at: datetime) -> Hindrance | None:
    """Return what stands against an agreement made at an instant, None if it would be in force.

    Raises HistoryError for one on an instant that is past, HoursError for one beyond all calendars.
    """
    reading = read_all(history, terms)
    if not can_agree(instead.promise, reading):
        return Hindrance.NO_CADENCE
    runs = (instead.promise, 0) in reading.ledger.running
    history = supposed(history, made_of(instead), Side.CUSTOMER, at)
    if len(history) in in_force(read_all(history, terms)):
        return None
    return Hindrance.LATE if runs else Hindrance.NOTHING_RUNS


def can_agree(promise: Promise, reading: Reading) -> bool:
    """Say whether a promise has a cadence where the case stands, or will have one before it passes on (O6.2)."""
    if promise not in reading.protocol.readings.agreeable:
        return False
    if promise is Promise.DIAGNOSIS_UPDATE:
        return reading.stage in UNTIL_DATED
    return promise is Promise.FIX_RELEASE and reading.stage in WITH_CADENCE and reading.fix_comes_again


def in_force(reading: Reading) -> set[int]:
    """Return what holds at this point of a reading, by `seq`, as the fold itself counts by it."""
    held = (reading.agreements.in_force(slot, reading.ledger) for slot in (UPDATE, CADENCE))
    return {one.seq for one in held if one is not None}


def made_of(instead: Instead, *, evidence: int | None = None, proposal: int | None = None) -> AgreementMade:
    """Return the agreement to what was proposed or written down."""
    what = (instead.promise, instead.every, instead.due_by, instead.silent_until, instead.until)
    return AgreementMade(*what, evidence, proposal)


def read_all(history: Sequence[Fact], terms: Terms) -> Reading:
    """Read a history to its end."""
    reading = Reading(terms)
    for fact in as_they_happened(history):
        reading.take(fact)
    return reading
