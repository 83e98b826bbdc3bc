"""Where a case can stand, what may follow what, and what counts as a word to the customer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sundial.protocol.facts import (
    KINDS,
    Breached,
    Closed,
    DateGiven,
    DueSoon,
    Fact,
    FindingsWritten,
    FixReleased,
    MergedInto,
    Messaged,
    Opened,
    OwnerSet,
    ProtocolMoved,
    ProtocolPinned,
    Reopened,
    Side,
    SplitOff,
    Waived,
    What,
)


class State(StrEnum):
    """Where a case stands: NEW until a person has answered, then in DIAGNOSIS until a fix has its date."""

    NEW = "new"
    DIAGNOSIS = "diagnosis"
    FIX = "fix"
    RELEASED = "released"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"


OPEN = (State.NEW, State.DIAGNOSIS, State.FIX, State.RELEASED)


@dataclass(frozen=True, slots=True)
class Request:
    """What another group was asked for and has not answered, by the `seq` of the asking; `due_at` in UTC."""

    seq: int
    group: str
    due_at: datetime
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A handover that is offered and not accepted, by the `seq` of the offer; `due_at` in UTC.

    `giver` is the id of whoever owned the case when it was offered, or who offered what nobody owned. `region` is the
    receiving one, by its key; `to` the id of whom it is meant for, "" for whoever is on shift there.
    """

    seq: int
    giver: str
    region: str
    to: str
    due_at: datetime


_STAFF, _CUSTOMER = Side.STAFF, Side.CUSTOMER
_SAID = (DueSoon, Breached, Waived)
_ANY = (Messaged, OwnerSet, Closed, MergedInto, SplitOff, FixReleased, ProtocolMoved, ProtocolPinned, *_SAID)
_WHILE_OPEN = frozenset(KINDS.values()) - {Opened, Reopened}
_MAY_FOLLOW = {
    State.RESOLVED: frozenset({*_ANY, Reopened, FindingsWritten}),
    State.CLOSED: frozenset(_SAID),
    State.MERGED: frozenset(_SAID),
}


def may_follow(ended: State | None, what: What) -> bool:
    """Say whether something can happen to a case that is open (None), or that has ended like this."""
    return type(what) in (_WHILE_OPEN if ended is None else _MAY_FOLLOW[ended])


def is_word(fact: Fact) -> bool:
    """Say whether a person of the staff says something to the customer by it, which keeps promises (O6.8b)."""
    return speaker(fact) is _STAFF


def asks(fact: Fact) -> bool:
    """Say whether it is the customer's own public message: no auto-reply."""
    return speaker(fact) is _CUSTOMER and type(fact.what) is Messaged


def speaker(fact: Fact) -> Side | None:
    """Return the side of whoever says something to the other by a fact; None for a note, and for what is automatic."""
    what = fact.what
    if type(what) is Messaged:
        return fact.by.side if what.public and not what.automatic else None
    return fact.by.side if type(what) is DateGiven else None
