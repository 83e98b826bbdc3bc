"""Protocol 03, resources: what another group is asked for, with its own owner, due time and answer (O3.4, O8.7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sundial.protocol.facts.fact import Instants


@dataclass(frozen=True, slots=True)
class ResourceAsked(Instants):
    """A group, by its key, is asked for something, to be answered by an instant."""

    instants: ClassVar[tuple[str, ...]] = ("due_at",)

    group: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ResourceOwned:
    """One of the group takes the request of this `seq`, by their id; None: nobody has it."""

    request: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class ResourceAnswered:
    """The group has answered the request of this `seq`."""

    request: int


@dataclass(frozen=True, slots=True)
class ResourceWithdrawn:
    """The request of this `seq` is no longer wanted."""

    request: int
