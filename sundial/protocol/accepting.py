"""Protocol 06, a release date that the customer accepts without updates until then: which, and what bars it (O6.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sundial.protocol.agreeing import in_force, read_all
from sundial.protocol.effect import supposed
from sundial.protocol.facts import DateAccepted, Fact, Side
from sundial.protocol.fold.ledger import CADENCE
from sundial.protocol.fold.reading import Reading
from sundial.protocol.hours import HoursError
from sundial.protocol.life import State
from sundial.protocol.terms import Terms


class Bar(StrEnum):
    """Why a date cannot be accepted now."""

    NO_DATE = "no date stands"
    PAST = "the date has passed"
    NO_UPDATES = "there are no regular updates to stop"
    LATE = "an update is late"
    ACCEPTED = "it is accepted already"
    TOO_FAR = "it is further away than the calendars reach"


@dataclass(frozen=True, slots=True)
class Offer:
    """The date that a customer could accept (UTC, None: there is none), and what bars it (None: nothing)."""

    date: datetime | None
    bar: Bar | None


def expected(dates: Iterable[datetime | None]) -> datetime | None:
    """Return by when all that is waited for is expected: the latest date, None unless one stands for each fix."""
    found = list(dates)
    known = [date for date in found if date is not None]
    return max(known) if known and len(known) == len(found) else None


def offer(history: Sequence[Fact], terms: Terms, at: datetime) -> Offer:
    """Return the date that could be accepted at an instant: that of the last fix, for until then updates are owed."""
    reading = read_all(history, terms)
    date = expected(reading.life.fixes.dates.values())
    return Offer(date, _bar(history, reading, date, at))


def _bar(history: Sequence[Fact], reading: Reading, date: datetime | None, at: datetime) -> Bar | None:
    if date is None or reading.stage is not State.FIX:
        return Bar.NO_DATE
    if date <= at:
        return Bar.PAST
    if CADENCE not in reading.ledger.running:
        return Bar.NO_UPDATES
    held = reading.agreements.in_force(CADENCE, reading.ledger)
    if held is not None and held.silent is not None and held.silent >= date:
        return Bar.ACCEPTED
    after = supposed(history, DateAccepted(date), Side.CUSTOMER, at)
    try:
        return None if len(after) in in_force(read_all(after, reading.terms)) else Bar.LATE
    except HoursError:
        return Bar.TOO_FAR
