"""The ladder of a case as the desk shows it: each rung, whose it is, by when it is answered, what is done (O7, O8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from sundial.models import Case, Person
from sundial.protocol import hours
from sundial.protocol.facts import Duty, Escalated, PointPersonSet
from sundial.protocol.ladder import DUTIES, Escalation
from sundial.protocol.ladder_told_said import listed, stage_of
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.climbed import ASKS
from sundial.web.desk.comfort_words import comfort
from sundial.web.promises import Line, Reading
from sundial.web.said import Said, said

BRIEF = {
    Duty.CONTACT: "contact",
    Duty.DETAILS: "your details",
    Duty.PLAN: "action plan",
    Duty.PARTIES: "other parties",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """One time that a rung was taken: what was said, what is open of it (None: it is settled), its clock, its owner."""

    seq: int
    rung: int
    at: datetime
    said: Said | None
    asks: str
    one: Escalation | None
    line: Line | None
    owner: str

    @property
    def done(self) -> int:
        """How many of the duties are done."""
        return len(self.one.done) if self.one else len(DUTIES)

    @property
    def left(self) -> str:
        """The duties that are still owed, in words: `contact and action plan`; "" where none is."""
        done = self.one.done if self.one else DUTIES
        return listed([words for duty, words in BRIEF.items() if duty not in done])


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: what it is, how long an answer takes at most, how the case stands to it: on, done, next or ""."""

    number: int
    title: str
    within: str
    stands: str = ""
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs from the top; the highest that is open, every time that one was taken, and how comfort stands."""

    steps: tuple[Step, ...]
    highest: Taken | None
    taken: tuple[Taken, ...]
    comfort: str

    @property
    def rungs(self) -> int:
        """How many rungs the protocol has."""
        return len(self.steps)


def ladder_of(case: Case, reading: Reading, now: datetime, zone: tzinfo) -> Ladder | None:
    """Return the ladder of a case, None where nobody ever escalated it; two queries where somebody did."""
    found = taken_of(case, reading)
    if not found:
        return None
    still = sorted((one for one in found if one.one), key=lambda one: one.rung)
    highest = still[-1] if still else None
    return Ladder(
        tuple(_step(number, reading, still, now) for number in sorted(reading.protocol.ladder.rungs, reverse=True)),
        highest,
        found,
        comfort(reading.state.escalations, reading.terms, now, zone),
    )


def taken_of(case: Case, reading: Reading) -> tuple[Taken, ...]:
    """Return every time that a rung was taken on a case, the first before the others."""
    facts = [fact for fact in reading.history if isinstance(fact.what, Escalated)]
    if not facts:
        return ()
    words = said(case, [fact.seq for fact in facts])
    owners = _owners(reading)
    names = names_of(owners.values())
    still = {one.seq: one for one in reading.state.escalations}
    lines = {line.clock.about: line for line in reading.lines if line.clock.promise is Promise.ESCALATION}
    return tuple(
        Taken(
            fact.seq,
            fact.what.rung,
            fact.at,
            words.get(fact.seq),
            ASKS.get(fact.what.asks, ""),
            still.get(fact.seq),
            lines.get(fact.seq),
            names.get(owners.get(fact.seq, ""), ""),
        )
        for fact in facts
        if isinstance(fact.what, Escalated)
    )


def names_of(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the names of people by their ids."""
    wanted = {UUID(one) for one in ids if one}
    rows = Person.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return {str(pk): name for pk, name in rows}


def _owners(reading: Reading) -> Mapping[int, str]:
    """Return who was made the point person of each escalation last."""
    return {fact.what.escalation: fact.what.person for fact in reading.history if isinstance(fact.what, PointPersonSet)}


def _step(number: int, reading: Reading, still: Sequence[Taken], now: datetime) -> Step:
    taken = next((one for one in still if one.rung == number), None)
    highest = still[-1].rung if still else 0
    stands = "on" if taken and number == highest else "done" if taken else "next" if number > highest else ""
    return Step(number, stage_of(number, reading.protocol), within(number, reading, now), stands, taken)


def within(number: int, reading: Reading, now: datetime) -> str:
    """Say how long an answer on a rung may take from now, by the earlier of its figures: `2 h` (O8.2)."""
    amounts = reading.protocol.answers(number, reading.state.plan, reading.state.severity).values()
    due = min(hours.add(now, amount, reading.calendar) for amount in amounts)
    return when.length((due - now).total_seconds())
