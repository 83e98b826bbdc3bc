"""Protocol 02, handover: a case is passed on to another region, with what the next engineer must know (O2.3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sundial.protocol.facts.fact import Instants


class Mood(StrEnum):
    """How the customer is, as whoever hands over reads it."""

    UNSAID = ""
    CALM = "calm"
    WORRIED = "worried"
    UPSET = "upset"


@dataclass(frozen=True, slots=True)
class HandoverOffered(Instants):
    """The case is offered to a region, by its key, to be accepted by an instant; the packet is the words beside it.

    `to` is somebody's id, "" where whoever is on shift there is meant.
    """

    instants: ClassVar[tuple[str, ...]] = ("due_at",)

    region: str
    to: str
    due_at: datetime
    mood: Mood


@dataclass(frozen=True, slots=True)
class HandoverQuestioned:
    """Whoever could accept the offer of this `seq` asks back first; the question is the words beside it."""

    offer: int


@dataclass(frozen=True, slots=True)
class HandoverAccepted:
    """The offer of this `seq` is accepted; whose case it is by then is a fact of its own."""

    offer: int


@dataclass(frozen=True, slots=True)
class HandoverWithdrawn:
    """The offer of this `seq` does not hold any more."""

    offer: int
