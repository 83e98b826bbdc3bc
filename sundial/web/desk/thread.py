"""The conversation: what people wrote, and between it what happened, in the order in which it did."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from uuid import UUID

from django.utils.safestring import SafeString

from sundial.models.history import is_public
from sundial.protocol.clock import Clock, Outcome
from sundial.protocol.facts import (
    Breached,
    DueSoon,
    Fact,
    HandoverOffered,
    Messaged,
    OwnerSet,
    PointPersonSet,
    ResourceOwned,
    Side,
    Waived,
)
from sundial.protocol.promises import Promise
from sundial.web import text, when
from sundial.web.happened import Reader, says
from sundial.web.promises import rung_of

NAMES = {
    Promise.FIRST_RESPONSE: "first response",
    Promise.DIAGNOSIS_UPDATE: "update",
    Promise.FIX_RELEASE: "fix update",
    Promise.RESOURCE_ANSWER: "answer of another group",
    Promise.HANDOVER: "handover",
    Promise.ESCALATION: "answer to the escalation",
}
NOTICE = "fix notice"  # owed after a determination, and not a cadence (O6.4)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the head of a message says it."""

    name: str
    about: str
    us: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """What a message did to a promise: `late` in red, with the words that say it."""

    words: str
    late: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the conversation; `kind` is them, us, note, event or day."""

    kind: str
    at: datetime
    seq: int = 0
    by: str = ""
    author: Author | None = None
    words: str = ""
    body: SafeString | None = None
    marks: tuple[Mark, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A fact with the words beside it; `customer` is whose they are, by id, where one of the staff split them off."""

    fact: Fact
    words: str
    customer: str = ""


def thread(
    written: Sequence[Written], people: Mapping[str, Author], clocks: Sequence[Clock], reader: Reader
) -> tuple[Entry, ...]:
    """Set a case's facts as a conversation on the reader's clock, with a line wherever another day begins."""
    kept: dict[int, list[Clock]] = {}
    for clock in clocks:
        if clock.kept_by is not None:
            kept.setdefault(clock.kept_by, []).append(clock)
    notices = {clock.due_at for clock in clocks if clock.is_notice}
    ordered = sorted(written, key=lambda one: (one.fact.at, one.fact.seq))
    entries = (
        _found(one.fact, notices, reader.zone)
        if isinstance(one.fact.what, DueSoon | Breached)
        else _entry(one, people, kept.get(one.fact.seq, ()), reader)
        for one in ordered
    )
    return tuple(_with_days(entries, reader.zone))


def _with_days(entries: Iterator[Entry], zone: tzinfo) -> Iterator[Entry]:
    day: date | None = None
    for entry in entries:
        here = entry.at.astimezone(zone).date()
        if here != day:
            yield Entry("day", entry.at, words=when.day(entry.at, zone))
            day = here
        yield entry


def _entry(one: Written, people: Mapping[str, Author], kept: Sequence[Clock], reader: Reader) -> Entry:
    fact = one.fact
    author = people.get(one.customer or fact.by.id)
    happened = says(fact, reader)
    if isinstance(fact.what, Messaged) or one.words:
        theirs = one.customer or fact.by.side is Side.CUSTOMER
        kind = "note" if not is_public(fact.what) else "them" if theirs else "us"
        marks = tuple(_mark(clock, reader.zone) for clock in kept)
        return Entry(kind, fact.at, fact.seq, fact.by.id, author, happened, drawn_words(one.words), marks)
    return Entry("event", fact.at, fact.seq, fact.by.id, author, happened)


@lru_cache(maxsize=4096)
def drawn_words(words: str) -> SafeString:
    """Words never change once they are written, so each is made safe once."""
    return text.html(words)


def _found(fact: Fact, notices: Set[datetime], zone: tzinfo) -> Entry:
    what = fact.what
    if not isinstance(what, DueSoon | Breached):
        raise TypeError(f"{fact} was not found by clockwork")
    notice = what.promise is Promise.FIX_RELEASE and what.due_at in notices
    promise = f"{(NOTICE if notice else NAMES[what.promise]).capitalize()} due {when.hour(what.due_at, zone)}"
    if isinstance(what, Breached):
        return Entry("event", fact.at, fact.seq, words=f"{promise} was missed; word went to the team", late=True)
    return Entry("event", fact.at, fact.seq, words=f"{promise} came near; word went to the team")


def _mark(clock: Clock, zone: tzinfo) -> Mark:
    rung = rung_of(clock)
    name = f"answer on rung {rung}" if rung else NOTICE if clock.is_notice else NAMES[clock.promise]
    if clock.outcome is Outcome.BREACHED and clock.ended_at:
        return Mark(f"{name} {when.length((clock.ended_at - clock.due_at).total_seconds())} late", late=True)
    return Mark(f"kept the {when.hour(clock.due_at, zone)} {name}", late=False)


def ids(facts: Sequence[Fact]) -> set[UUID]:
    """Return whom a history names: who wrote, who was made an owner, who asked for a waiver."""
    named = {fact.by.id for fact in facts}
    for fact in facts:
        what = fact.what
        if isinstance(what, OwnerSet | ResourceOwned):
            named.add(what.owner or "")
        elif isinstance(what, HandoverOffered):
            named.add(what.to)
        elif isinstance(what, PointPersonSet):
            named.add(what.person)
        elif isinstance(what, Waived):
            named.add(what.asked_by)
    return {UUID(one) for one in named if one}
