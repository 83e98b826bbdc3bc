"""What is said of clocks, what is waived, and by which revision a case counts (O12.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sundial.protocol.facts.fact import Instants, later
from sundial.protocol.promises import Promise


@dataclass(frozen=True, slots=True)
class OfClock(Instants):
    """A fact about one clock, named by its promise and due time."""

    instants: ClassVar[tuple[str, ...]] = ("due_at",)

    promise: Promise
    cycle: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DueSoon(OfClock):
    """Clockwork has said that a promise falls due soon."""


@dataclass(frozen=True, slots=True)
class Breached(OfClock):
    """Clockwork has said that a promise is broken."""


@dataclass(frozen=True, slots=True)
class Waived(OfClock):
    """Somebody who may has waived a broken promise, at the wish of `asked_by`; it stands beside the breach for ever.

    `about` tells apart what falls due at one instant: the clock's own; 0 for every clock of the name.
    """

    asked_by: str = ""
    about: int = later(0)


@dataclass(frozen=True, slots=True)
class ProtocolMoved:
    """The case counts by another revision of the protocol document from here on, by its digest."""

    protocol: str


@dataclass(frozen=True, slots=True)
class ProtocolPinned:
    """The case stays with the revision that it has: a move of all cases passes it by."""

    protocol: str
