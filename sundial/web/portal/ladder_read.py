"""The escalations of a case as its customer reads them: what was asked, who has it, what was answered (O7.5, O8.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sundial.models import Case, FactRow, Person
from sundial.protocol.comfort import asks_at, is_silent
from sundial.protocol.document.ladder import Rung
from sundial.protocol.facts import (
    KINDS,
    ComfortSaid,
    Duty,
    DutyDone,
    Escalated,
    EscalationSettled,
    Fact,
    FindingsWritten,
    Side,
)
from sundial.protocol.ladder import LADDER_KINDS, Escalation
from sundial.protocol.ladder_past import SETTLING, Taken, taken
from sundial.web.portal.climbed import YOU, step
from sundial.web.promises import Line, Reading

TITLES = {Duty.CONTACT: "Contact", Duty.DETAILS: "Reach them at", Duty.PLAN: "Plan and next steps"}
READ = [kind for kind, what in KINDS.items() if what in LADDER_KINDS]


@dataclass(frozen=True, slots=True)
class Done:
    """A duty that is done for the customer, in the words beside it."""

    title: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One escalation; `nth` numbers it among those of its case. `who` asked for it: "You", a name, or one of us.

    `open` is how it stands now, None once it is over; `ended_by` is who ended it then, "" for the end of the case.
    `is_highest`: the case stands on it.
    """

    nth: int
    taken: Taken
    rung: Rung
    who: str
    line: Line
    point: str
    done: tuple[Done, ...]
    open: Escalation | None
    asks_at: datetime | None
    ended_by: str
    is_highest: bool = False

    @property
    def says(self) -> str:
        """What was asked for: `You asked for a video conference`."""
        what = self.taken.fact.what
        assert isinstance(what, Escalated)
        return f"{self.who} {step(what, self.rung.way, theirs=self.taken.fact.by.side is Side.CUSTOMER)}"

    @property
    def at(self) -> datetime:
        return self.taken.fact.at

    @property
    def one(self) -> Escalation:
        return self.open or self.taken.one

    @property
    def is_silent(self) -> bool:
        """Whether they were asked and reminded, and have said nothing since."""
        return is_silent(self.one)

    @property
    def can_say(self) -> bool:
        """Whether the customer can say whether they are comfortable."""
        return self.open is not None and not self.open.settles

    @property
    def is_content(self) -> bool:
        """Whether the last that they said is that they are comfortable."""
        return self.one.comfortable is True and self.one.said_at is not None

    @property
    def can_take_back(self) -> bool:
        """Whether it only waits to be written up, so that the customer can still say "not yet"."""
        return self.is_highest and self.open is not None and self.open.settles

    @property
    def is_asked(self) -> bool:
        """Whether the page asks them: once it is answered, until they say that they are comfortable."""
        return self.can_say and self.one.answered_at is not None

    @property
    def said_no(self) -> bool:
        """Whether the last that they said is that they are not comfortable yet."""
        return self.open is not None and self.open.comfortable is False

    @property
    def owed(self) -> tuple[str, ...]:
        """What the point person still owes the customer, in words (O7.5)."""
        return tuple(words for duty, words in OWED.items() if duty not in self.one.done)

    @property
    def went_back(self) -> bool:
        """Whether it is over and the case went on: it is its owner's alone again (O7.5)."""
        return self.open is None and self.taken.ended is not None and isinstance(self.taken.ended.what, SETTLING)

    @property
    def end(self) -> str:
        """How it ended, in words; "" while it has not."""
        if self.open is not None or self.taken.ended is None:
            return ""
        what = self.taken.ended.what
        if isinstance(what, ComfortSaid):
            theirs = self.taken.ended.by.side is Side.CUSTOMER
            subject = ("You were" if self.ended_by == YOU else f"{self.ended_by} was") if theirs else "You were"
            return f"{subject} comfortable with the progress"
        if isinstance(what, FindingsWritten):
            return "It ended once our own part of it was written up"
        return f"{self.ended_by} ended it" if isinstance(what, EscalationSettled) else "It ended with the case"


OWED = {
    Duty.CONTACT: "contacts you",
    Duty.DETAILS: "gives you their own contact details",
    Duty.PLAN: "agrees an action plan and next steps with you",
}


def escalations(case: Case, reading: Reading, person: Person) -> list[Told]:
    """Return every escalation of a case, the oldest first; two queries where there is one."""
    found = taken(reading.history)
    if not found:
        return []
    kept = FactRow.objects.filter(case=case, public=True, kind__in=READ).select_related("by").order_by("seq")
    rows = {row.seq: row for row in kept}
    names = _names(found)
    clocks = {line.clock.about: line for line in reading.lines if line.shape == "esc"}
    still = {one.seq: one for one in reading.state.escalations}
    highest = next((one.seq for one in reversed(reading.state.escalations)), 0)

    def told(nth: int, one: Taken) -> Told:
        now = still.get(one.seq)
        return Told(
            nth=nth,
            taken=one,
            rung=_rung(one, clocks[one.seq], reading),
            who=_who(rows.get(one.seq), person),
            line=clocks[one.seq],
            point=names.get((now or one.one).person, ""),
            done=tuple(_done(one.seq, list(rows.values()), (now or one.one).person)),
            open=now,
            asks_at=asks_at(now, reading.state.escalations, reading.terms) if now else None,
            ended_by=_who(rows.get(one.ended.seq) if one.ended else None, person),
            is_highest=one.seq == highest,
        )

    return [told(nth, one) for nth, one in enumerate(found, start=1)]


def _rung(one: Taken, line: Line, reading: Reading) -> Rung:
    """Return the rung as the document has it by now, or where that lacks it as it was when it was taken."""
    number, before = one.one.rung, reading.terms.revision(line.clock.because.counts[0].revision)
    return reading.protocol.ladder.rungs.get(number) or before.ladder.rungs[number]


def _names(found: Sequence[Taken]) -> dict[str, str]:
    people = Person.objects.in_bulk({one.one.person for one in found if one.one.person})
    return {str(key): person.name for key, person in people.items()}


def _done(seq: int, rows: Sequence[FactRow], owner: str) -> Iterator[Done]:
    """Yield each duty of an escalation in the words that were written for it last; how to reach its `owner` alone."""
    said: dict[Duty, Done] = {}
    for row in rows:
        fact: Fact = row.fact
        if not isinstance(fact.what, DutyDone) or fact.what.escalation != seq or fact.what.duty not in TITLES:
            continue
        if fact.what.duty is not Duty.DETAILS or fact.by.id == owner:  # not how to reach somebody else
            said[fact.what.duty] = Done(TITLES[fact.what.duty], row.text, row.at)
    yield from (said[duty] for duty in TITLES if duty in said)


def _who(row: FactRow | None, person: Person) -> str:
    if row is None or row.by is None:
        return ""
    return YOU if row.by.pk == person.pk else row.by.name
