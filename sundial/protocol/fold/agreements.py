"""What a customer agreed to in the place of a cadence, and how it ends (docs/promises.md, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sundial.protocol import hours
from sundial.protocol.amounts import Amount
from sundial.protocol.clock import AtInstant, ByAgreement, Cause, Count
from sundial.protocol.facts import AgreementEnded, AgreementMade, AgreementProposed, DateAccepted, Fact
from sundial.protocol.fold.cycle import Cycle, Slot
from sundial.protocol.history_error import HistoryError, NotInForce
from sundial.protocol.promises import Promise

if TYPE_CHECKING:
    from sundial.protocol.fold.ledger import Ledger
    from sundial.protocol.fold.reading import Reading

AGREEABLE = (Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE)


@dataclass(slots=True)
class Agreement:
    """One agreement in force, by the `seq` of its fact: an amount `every`, perhaps `until` an instant, or one clock.

    `once` is the clock that it made, where it holds for that one alone; `silent` until when there is none, such as the
    release date that was accepted.
    """

    seq: int
    every: Amount | None = None
    until: datetime | None = None
    once: Cycle | None = None
    silent: datetime | None = None


class Agreements(dict[Slot, Agreement]):
    """What is agreed on a case: at most one for each slot."""

    def for_cycle(self, slot: Slot, start: datetime) -> int | None:
        """Return the agreement, by its `seq`, by which a cycle that begins at `start` is counted; None: the table."""
        found = self.get(slot)
        if found is None or found.every is None or (found.until is not None and start >= found.until):
            return None
        return found.seq

    def counts(self, reading: Reading, slot: Slot, start: datetime) -> tuple[Count, ...]:
        """Return the counts of a cycle by the agreement that holds, from `start`."""
        found = self[slot]
        assert found.every is not None
        agreed = ByAgreement(start, found.every, found.seq, reading.life.protocol)
        return (agreed,) if found.until is None else (agreed, reading.count(max(start, found.until)))

    def in_force(self, slot: Slot, ledger: Ledger) -> Agreement | None:
        """Return what holds for a slot: an agreement on a single clock as long as that runs, another to its end."""
        found = self.get(slot)
        if found is None or (found.until is not None and ledger.read_to >= found.until):
            return None
        return found if found.once in (None, ledger.running.get(slot)) else None

    def slot_of(self, seq: int, ledger: Ledger) -> Slot | None:
        """Return the slot for which the agreement of this `seq` holds; None if it is not in force."""
        return next((slot for slot in self if (held := self.in_force(slot, ledger)) and held.seq == seq), None)


def proposed(reading: Reading, fact: Fact, what: AgreementProposed) -> None:
    """Keep what the staff propose; it moves nothing before the customer accepts it."""
    reading.proposals[fact.seq] = what


def made(reading: Reading, fact: Fact, what: AgreementMade) -> None:
    """Replace a cadence by what was agreed; raises HistoryError without the customer's own recorded act."""
    _check_proposed(reading, fact, what)
    if what.promise not in AGREEABLE:
        raise HistoryError(f"{fact} agrees on the {what.promise}, which has no cadence to be agreed on")
    _check(reading, fact, what.evidence, what.due_by or what.silent_until or what.until)
    slot: Slot = (what.promise, 0)
    if what.every is not None:
        reading.agreements[slot] = Agreement(fact.seq, what.every, what.until)
        if (cycle := reading.ledger.in_time(slot, fact.at)) is not None:
            start = _anchor(reading, cycle, what.every, fact.at)
            _replace(reading, cycle, fact, reading.agreements.counts(reading, slot, start), Cause.AGREED)
        return
    if what.silent_until is not None:
        _once(reading, slot, fact, reading.count(what.silent_until), Agreement(fact.seq, silent=what.silent_until))
    elif what.due_by is not None:
        _once(reading, slot, fact, AtInstant(fact.at, what.due_by, reading.life.protocol), Agreement(fact.seq))


def accepted(reading: Reading, fact: Fact, what: DateAccepted) -> None:
    """Silence the cadence of severity 1 until a release date that the customer accepted (O6.3)."""
    _check(reading, fact, what.evidence, what.date)
    _once(reading, (Promise.FIX_RELEASE, 0), fact, reading.count(what.date), Agreement(fact.seq, silent=what.date))


def ended(reading: Reading, fact: Fact, what: AgreementEnded) -> None:
    """Go back to the table; the earlier of the agreed due time and of the target from now on holds."""
    slot = reading.agreements.slot_of(what.agreement, reading.ledger)
    if slot is None:
        raise NotInForce(fact.seq, f"{fact} ends the agreement of fact {what.agreement}, which is not in force")
    cycle = reading.ledger.in_time(slot, fact.at)
    if cycle is not None and cycle.agreement == what.agreement:
        rearm(reading, cycle, fact, Cause.WITHDRAWN)
    reading.agreements.pop(slot, None)


def rearm(reading: Reading, cycle: Cycle, fact: Fact, cause: Cause) -> None:
    """Count by the table again from a fact; what the clock had owed holds if it is earlier."""
    because = (fact, cause, reading.life.severity)
    reading.ledger.supersede(cycle, (*cycle.counts, reading.count(fact.at)), because)


def _once(reading: Reading, slot: Slot, fact: Fact, count: Count, agreement: Agreement) -> None:
    """Let one clock be due as agreed; of a promise that does not run, or is late, there is nothing to agree."""
    cycle = reading.ledger.in_time(slot, fact.at)
    if cycle is not None:
        cause = Cause.ACCEPTED if isinstance(fact.what, DateAccepted) else Cause.AGREED
        begins = None if isinstance(count, AtInstant) else count.start
        agreement.once = _replace(reading, cycle, fact, (count,), cause, begins)
        reading.agreements[slot] = agreement


def _replace(
    reading: Reading, cycle: Cycle, fact: Fact, counts: tuple[Count, ...], cause: Cause, begins: datetime | None = None
) -> Cycle:
    because = (fact, cause, reading.life.severity)
    return reading.ledger.supersede(cycle, counts, because, agreement=fact.seq, own_start=begins)


def _anchor(reading: Reading, cycle: Cycle, every: Amount, at: datetime) -> datetime:
    """Return where an agreed amount counts from: the clock's own start, unless it would have run out before `at`."""
    calendar, start = reading.terms.calendar_of(reading.protocol), min(cycle.own_start, at)
    return start if hours.add(start, every, calendar, cycle.pauses_until(at)) >= at else at


def _check(reading: Reading, fact: Fact, evidence: int | None, until: datetime | None) -> None:
    if not reading.life.agreed(fact, evidence):
        raise HistoryError(f"{fact} is made neither by the customer nor on a fact of theirs")
    if until is not None and until <= fact.at:
        raise HistoryError(f"{fact} names an instant that is past: {until:%Y-%m-%d %H:%M} UTC")


def _check_proposed(reading: Reading, fact: Fact, what: AgreementMade) -> None:
    if what.proposal is not None and not what.says_the_same(reading.proposals.get(what.proposal)):
        raise HistoryError(f"{fact} accepts what was not proposed in fact {what.proposal}")


STEPS: dict[type[Any], Any] = {
    AgreementProposed: proposed,
    AgreementMade: made,
    DateAccepted: accepted,
    AgreementEnded: ended,
}
