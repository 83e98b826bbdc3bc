"""Protocol 05 and 06, the fix: identified, dated, moved, taken out, released (O5.3, O6.3, O6.4, O6.8c)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sundial.protocol.facts.fact import Instants


@dataclass(frozen=True, slots=True)
class FixIdentified:
    """What mends the case is known, by its key; the case waits for it."""

    fix: str


@dataclass(frozen=True, slots=True)
class FixWithdrawn:
    """It does not mend the case after all."""

    fix: str


@dataclass(frozen=True, slots=True)
class DateGiven(Instants):
    """The customer is told by when a fix is to be released: a word, which keeps promises (O6.8b, O6.8c).

    Without a `fix` the date stands for every fix that has none of its own. `notice` as in Messaged.
    """

    instants: ClassVar[tuple[str, ...]] = ("date",)

    date: datetime
    fix: str = ""
    release: str = ""
    notice: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DateWithdrawn:
    """A date that was given stands no more; "": every date that was given without a fix."""

    fix: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRescheduled(Instants):
    """A determination: the release that carries these fixes has another date, or (None) none that is known (O6.4)."""

    instants: ClassVar[tuple[str, ...]] = ("was", "to")

    release: str
    fixes: tuple[str, ...]
    was: datetime | None = None
    to: datetime | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class FixRemoved:
    """A determination: the fix was taken out of the release to which it was assigned (O6.4)."""

    fix: str
    release: str
    event: str = ""


@dataclass(frozen=True, slots=True)
class FixReleased:
    """The fix is out."""

    fix: str
    release: str = ""
