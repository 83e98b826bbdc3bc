"""Protocol 04, severity: what one side has asked of the other, and what came of it (O4.2, O6.8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sundial.protocol.facts import (
    Closed,
    Fact,
    MergedInto,
    Messaged,
    Opened,
    Resolved,
    SeverityAsked,
    SeverityChanged,
    SeverityDeclined,
    Side,
    in_order,
)

ENDS = (Resolved, Closed, MergedInto)


class Answer(StrEnum):
    """What became of a request; OVERTAKEN: the severity changed otherwise, or the case ended before an answer."""

    OPEN = "open"
    GIVEN = "given"
    DECLINED = "declined"
    TAKEN_BACK = "taken back"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Ask:
    """Another severity that was asked for in a fact; `answered_by` is the fact that settled it, None while open."""

    fact: Fact
    what: SeverityAsked
    answer: Answer = Answer.OPEN
    answered_by: Fact | None = None

    @property
    def by_customer(self) -> bool:
        """Whether the customer asks, and the staff answer."""
        return self.fact.by.side is Side.CUSTOMER


def asks(history: Sequence[Fact]) -> tuple[Ask, ...]:
    """Return every severity that was asked for, in the order in which it happened, with what came of it."""
    found: dict[int, Ask] = {}
    for fact in in_order(tuple(history)):
        if isinstance(fact.what, SeverityAsked):
            found[fact.seq] = Ask(fact, fact.what)
            continue
        for seq, ask in found.items():
            answer = _answer(ask, fact) if ask.answer is Answer.OPEN else None
            if answer:
                found[seq] = replace(ask, answer=answer, answered_by=fact)
    return tuple(found.values())


def open_ask(history: Sequence[Fact]) -> Ask | None:
    """Return what is asked for and not answered; the verbs let one be asked at a time."""
    return next((ask for ask in asks(history) if ask.answer is Answer.OPEN), None)


def own_words(history: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return what the customer said themselves, the latest first: what can prove that they agreed (O6.2, O6.8)."""
    said = [fact for fact in in_order(tuple(history)) if fact.by.side is Side.CUSTOMER and _has_words(fact)]
    return tuple(reversed(said))


def _answer(ask: Ask, fact: Fact) -> Answer | None:
    what = fact.what
    if isinstance(what, SeverityDeclined) and what.request == ask.fact.seq:
        return Answer.TAKEN_BACK if fact.by.side is ask.fact.by.side else Answer.DECLINED
    if isinstance(what, SeverityChanged):
        return Answer.GIVEN if what.severity == ask.what.severity else Answer.OVERTAKEN
    return Answer.OVERTAKEN if isinstance(what, ENDS) else None


def _has_words(fact: Fact) -> bool:
    what = fact.what
    return isinstance(what, Opened) or (isinstance(what, Messaged) and what.public and not what.automatic)
