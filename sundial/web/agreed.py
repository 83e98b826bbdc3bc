"""What was proposed and agreed on a case, in words for both doors: who, from when until when, what ends it (O6.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sundial.models import Case
from sundial.protocol.agreed import Agreed, Came, agreements_of
from sundial.protocol.agreeing import made_of
from sundial.protocol.facts import (
    KINDS,
    AgreementEnded,
    AgreementMade,
    AgreementProposed,
    DateAccepted,
    Instead,
    Side,
)
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.effects import Shift, in_a_sentence, shifts
from sundial.web.happened import Reader, instead
from sundial.web.promises import Reading
from sundial.web.said import Said, said_on

KIND_NAMES = tuple(name for name, kind in KINDS.items() if kind in (AgreementProposed, AgreementMade, DateAccepted))
CAME = {
    Came.PROPOSED: "waits for an answer",
    Came.IN_FORCE: "in force",
    Came.DECLINED: "declined",
    Came.TAKEN_BACK: "taken back",
    Came.LAPSED: "lapsed: the case went on before an answer",
    Came.WITHOUT_EFFECT: "had no effect",
    Came.WITHDRAWN: "withdrawn",
    Came.REPLACED: "replaced by another",
    Came.SEVERITY: "ended with the change of severity",
    Came.PHASE: "ended, because the case went on",
    Came.CASE: "ended with the case",
    Came.SLIPPED: "ended, because the date slipped",
    Came.MERGED: "ended with the merging of another case",
    Came.USED: "done: we wrote",
    Came.DATE: "ended with its date",
}
PHASE_ENDS = {
    Promise.DIAGNOSIS_UPDATE: "when the fix has its release date",
    Promise.FIX_RELEASE: "when the fix is out",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One agreement or proposal for a reader at `now` in a zone; `nth` numbers it among those of its case."""

    one: Agreed
    nth: int
    case: Case
    reading: Reading
    words: dict[int, Said]
    now: datetime
    zone: tzinfo

    @property
    def title(self) -> str:
        """What holds instead: `An update every business day until Friday 10:00`."""
        what = self.one.what
        if isinstance(what, DateAccepted):
            return f"No updates until the release date, {when.moment(what.date, self.now, self.zone)}"
        said_so = instead(what, Reader(self.reading.protocol, {}, self.zone, self.now, inside=False))
        return said_so[0].upper() + said_so[1:]

    @property
    def by(self) -> Said:
        """Who made it what it is: who accepted, accepted the date, recorded or proposed it."""
        return self.words[self.one.fact.seq]

    @property
    def proposed(self) -> Said | None:
        """Who had proposed it, with the words for the customer; None where nobody had."""
        if self.one.proposal is not None:
            return self.words.get(self.one.proposal.seq)
        return self.by if self.one.is_proposal else None

    @property
    def evidence(self) -> Said | None:
        """The customer's own message by which it was agreed, where it was not agreed by a press."""
        seq = getattr(self.one.what, "evidence", None)
        return self.words.get(seq) if seq else None

    @property
    def text(self) -> str:
        """What was agreed, as it was put in words."""
        return (self.proposed or self.by).text

    @property
    def since(self) -> datetime:
        return self.one.fact.at

    @property
    def is_over(self) -> bool:
        """Whether nothing of it stands any more: it was ended or answered, or its date is past."""
        return self.one.has_passed(self.now) if self.one.came is Came.PROPOSED else not self.one.holds(self.now)

    @property
    def can_be_accepted(self) -> bool:
        return self.one.came is Came.PROPOSED and not self.one.has_passed(self.now)

    @property
    def can_be_withdrawn(self) -> bool:
        return self.one.came is Came.IN_FORCE and not self.one.has_passed(self.now)

    @property
    def came(self) -> str:
        """How it stands, or what became of it."""
        passed = self.one.has_passed(self.now)
        if self.one.came is Came.PROPOSED and passed:
            return "lapsed: its date is past"
        if self.one.came is Came.IN_FORCE and passed:
            return "ended with its date" if self.is_over else "its date has come"
        return CAME[self.one.came]

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; None while it stands, and for a date that has passed that date."""
        if self.one.settled is not None and self.one.came is not Came.DATE:
            return self.one.settled.at
        return self.one.ends_at if self.is_over else None

    @property
    def ends(self) -> str:
        """What will end it: its date, another severity, the phase, either side."""
        at = self.one.ends_at
        date = f"on {when.moment(at, self.now, self.zone)}, " if at and not self.one.has_passed(self.now) else ""
        return f"{date}with another severity, {PHASE_ENDS[self.one.promise]}, or when either of us withdraws it"

    @property
    def moved(self) -> str:
        """What it did to the promise that ran: `Tue 09:10 instead of 11:10`; "" where none did."""
        mine = (line.clock for line in self.reading.lines if line.clock.because.fact == self.one.fact.seq)
        for clock in mine:
            if clock.because.was_due is not None:
                return f"{self._short(clock.due_at)} instead of {self._short(clock.because.was_due)}"
        return ""

    @property
    def if_accepted(self) -> tuple[Shift, ...]:
        """What a yes would move, if it were said now."""
        what = self.one.what
        return self._shifts(made_of(what)) if isinstance(what, Instead) else ()

    @property
    def if_withdrawn(self) -> tuple[Shift, ...]:
        """What its end would move, if it were withdrawn now."""
        return self._shifts(AgreementEnded(self.one.fact.seq))

    @property
    def yes(self) -> str:
        """What a yes would move, as a sentence for the customer."""
        return in_a_sentence(self.if_accepted)

    @property
    def no_more(self) -> str:
        """What its end would move, as a sentence for the customer."""
        return in_a_sentence(self.if_withdrawn)

    def _shifts(self, what: AgreementMade | AgreementEnded) -> tuple[Shift, ...]:
        return shifts(self.reading, what, Side.CUSTOMER, self.now, self.zone)

    def _short(self, at: datetime) -> str:
        return when.short(at, self.now, self.zone)


def shown(reading: Reading, now: datetime, zone: tzinfo) -> tuple[Shown, ...]:
    """Return all that was proposed and agreed on a case, the latest first."""
    return shown_of([reading], now, zone)


def shown_of(readings: Iterable[Reading], now: datetime, zone: tzinfo) -> tuple[Shown, ...]:
    """Return all that was proposed and agreed on some cases, the latest first; one query for the words."""
    found = {
        reading.case.pk: (reading, sorted(agreements_of(reading.history, reading.terms), key=_place))
        for reading in readings
        if any(fact.kind in KIND_NAMES for fact in reading.history)
    }
    words = said_on({case: [seq for one in some for seq in _named(one)] for case, (_, some) in found.items()})
    every = [
        Shown(one, nth, reading.case, reading, words[case], now, zone)
        for case, (reading, some) in found.items()
        for nth, one in enumerate(some, start=1)
    ]
    return tuple(sorted(every, key=lambda one: (one.since, one.nth), reverse=True))


def _place(one: Agreed) -> int:
    """Number it by what came first, so that it keeps its number when it is accepted."""
    return (one.proposal or one.fact).seq


def _named(one: Agreed) -> list[int]:
    facts = [fact.seq for fact in (one.fact, one.proposal, one.settled) if fact]
    evidence = getattr(one.what, "evidence", None)
    return [*facts, evidence] if evidence else facts
