"""Protocol 06, what was proposed and what was agreed on a case, and what became of each (O6.2, O6.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sundial.protocol.agreeing import UNTIL_DATED, can_agree, in_force
from sundial.protocol.case import as_they_happened
from sundial.protocol.facts import (
    AgreementDeclined,
    AgreementEnded,
    AgreementMade,
    AgreementProposed,
    DateAccepted,
    DateGiven,
    Fact,
    Instead,
    MergedFrom,
    ReleaseRescheduled,
    SeverityChanged,
    Side,
)
from sundial.protocol.fold.reading import Reading
from sundial.protocol.life import State
from sundial.protocol.promises import Promise
from sundial.protocol.states import OPEN
from sundial.protocol.terms import Terms


class Came(StrEnum):
    """What became of a proposal, or of an agreement: PROPOSED waits for the customer, IN_FORCE holds."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"
    LAPSED = "lapsed"
    IN_FORCE = "in force"
    WITHOUT_EFFECT = "without effect"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    SEVERITY = "severity changed"
    PHASE = "phase ended"
    CASE = "case ended"
    SLIPPED = "date slipped"
    MERGED = "merged"
    USED = "update came"
    DATE = "date passed"


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement, or a proposal that was not accepted: `fact` made it, `settled` ended it (None while it stands).

    `proposal` is what the staff had proposed before, where they had.
    """

    fact: Fact
    what: Instead | DateAccepted
    came: Came
    proposal: Fact | None = None
    settled: Fact | None = None

    @property
    def promise(self) -> Promise:
        """Whose cadence it replaces."""
        return self.what.promise if isinstance(self.what, Instead) else Promise.FIX_RELEASE

    @property
    def ends_at(self) -> datetime | None:
        """The date at which it has done its work (UTC); None: it has none."""
        what = self.what
        return what.date if isinstance(what, DateAccepted) else what.until or what.due_by or what.silent_until

    @property
    def silent(self) -> datetime | None:
        """Until when nothing is to come (UTC): a date that was accepted, or a silence; None where updates go on."""
        return self.what.date if isinstance(self.what, DateAccepted) else self.what.silent_until

    @property
    def is_proposal(self) -> bool:
        """Whether it never came to an agreement."""
        return isinstance(self.what, AgreementProposed)

    def holds(self, now: datetime) -> bool:
        """Say whether it is in force at an instant; what comes again and again ends with its date."""
        until = self.what.until if isinstance(self.what, Instead) else None
        return self.came is Came.IN_FORCE and (until is None or now < until)

    def has_passed(self, now: datetime) -> bool:
        """Say whether its date is over, by which it ends of itself."""
        return self.ends_at is not None and self.ends_at <= now


def agreements_of(history: Sequence[Fact], terms: Terms) -> tuple[Agreed, ...]:
    """Return all that was proposed and agreed, in the order in which it happened; the fold says what is in force.

    A date by which one ends has no fact: `has_passed` tells. Raises HistoryError like the fold.
    """
    found: dict[int, Agreed] = {}
    reading = Reading(terms)
    for fact in as_they_happened(history):
        reading.take(fact)
        _settle(found, reading, fact)
        _note(found, reading, fact)
    return tuple(found.values())


def instead_of(promise: Promise, history: Sequence[Fact], terms: Terms, now: datetime) -> Instead | None:
    """Return what is agreed at an instant in the place of a promise's cadence; an accepted date is none of these."""
    if not any(isinstance(fact.what, AgreementMade) for fact in history):
        return None  # as on most cases, whose history is not read a second time then
    held = (one.what for one in agreements_of(history, terms) if one.promise is promise and one.holds(now))
    return next((what for what in held if isinstance(what, Instead)), None)


def _note(found: dict[int, Agreed], reading: Reading, fact: Fact) -> None:
    """Write down what this fact proposes or makes."""
    what = fact.what
    if isinstance(what, AgreementProposed):
        found[fact.seq] = Agreed(fact, what, Came.PROPOSED)
    elif isinstance(what, AgreementMade | DateAccepted):
        proposal = found.pop(what.proposal, None) if isinstance(what, AgreementMade) and what.proposal else None
        holds = fact.seq in in_force(reading)
        settled = None if holds else fact
        came = Came.IN_FORCE if holds else Came.WITHOUT_EFFECT
        found[fact.seq] = Agreed(fact, what, came, proposal.fact if proposal else None, settled)


def _settle(found: dict[int, Agreed], reading: Reading, fact: Fact) -> None:
    """Settle what stood before this fact, where it does not stand any more."""
    held = in_force(reading)
    for seq, one in found.items():
        if one.came is Came.IN_FORCE and seq not in held:
            found[seq] = replace(one, came=_ended(one, fact, reading), settled=fact)
        elif one.came is Came.PROPOSED and (came := _answered(one, fact, reading)):
            found[seq] = replace(one, came=came, settled=fact)


def _answered(one: Agreed, fact: Fact, reading: Reading) -> Came | None:
    """Say what a fact does to a proposal: one on the same promise, or a change of what it replaces, ends it."""
    what = fact.what
    if isinstance(what, AgreementDeclined):
        mine = what.proposal == one.fact.seq
        return (Came.DECLINED if fact.by.side is Side.CUSTOMER else Came.TAKEN_BACK) if mine else None
    if isinstance(what, AgreementMade) and what.proposal == one.fact.seq:
        return None
    if isinstance(what, Instead) and what.promise is one.promise:
        return Came.REPLACED
    changed = isinstance(what, SeverityChanged) or not can_agree(one.promise, reading)
    return Came.LAPSED if changed else None


def _ended(one: Agreed, fact: Fact, reading: Reading) -> Came:
    what = fact.what
    if not one.holds(fact.at):
        return Came.DATE
    if reading.stage not in OPEN:
        return Came.CASE
    for kinds, came in _ENDED_BY:
        if isinstance(what, kinds):
            return came
    if isinstance(what, DateGiven) and one.promise is Promise.FIX_RELEASE and one.silent is not None:
        return Came.SLIPPED
    phase = UNTIL_DATED if one.promise is Promise.DIAGNOSIS_UPDATE else (State.FIX,)
    return Came.USED if reading.stage in phase else Came.PHASE


_ENDED_BY = (
    (AgreementEnded, Came.WITHDRAWN),
    (Instead | DateAccepted, Came.REPLACED),
    (SeverityChanged, Came.SEVERITY),
    (ReleaseRescheduled, Came.SLIPPED),
    (MergedFrom, Came.MERGED),
)
