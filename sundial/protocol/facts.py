"""What can happen to a case: its history is a tuple of facts, and every promise is a reading of them.

The words that people write are kept beside a fact and never in it, so that a fact can be kept for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sundial.protocol.promises import Promise


class FactError(ValueError):
    """A fact cannot be: `key` is what is wrong with it, `problem` says what was found and what is allowed."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def in_utc(key: str, at: datetime) -> datetime:
    """Return an aware instant in UTC; raises FactError naming `key` for one without a zone or beyond the years."""
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise FactError(key, f"{at.isoformat()} has no time zone")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise FactError(key, f"{at.isoformat()} is beyond the years 1 to 9999") from None


class Side(StrEnum):
    """On which side of the desk somebody stands; SYSTEM is Sundial itself."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class By:
    """Who did it: the person's id ("" for the system) and the side they stood on."""

    id: str
    side: Side


SYSTEM = By("", Side.SYSTEM)


@dataclass(frozen=True, slots=True)
class Opened:
    """The case begins; what it is owed is named here once, so that no later edit rewrites it (O3.5).

    `regions` are the designated regions of a restricted customer, () where there is no wall (O2.7);
    `protocol` is the digest of the revision in force.
    """

    severity: int
    plan: str
    home_region: str
    regions: tuple[str, ...] = ()
    channel: str = "portal"
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class Messaged:
    """Somebody wrote: to the customer or from them (`public`), or a note among the staff.

    `automatic` marks a receipt, the chatbot or an auto-reply, which keep no promise (O6.8b).
    """

    public: bool
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class OwnerSet:
    """The case has a new owner, by their id; None: nobody owns it."""

    owner: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The staff hold the case to be solved: what runs is cancelled, what is broken stays broken."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A resolved case is taken up again (O6.10)."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The case is over for good; only clockwork's findings may still follow."""


@dataclass(frozen=True, slots=True)
class DueSoon:
    """Clockwork has said that a promise falls due soon; promise and due time name the clock."""

    promise: Promise
    cycle: int
    due_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "due_at", in_utc("due_at", self.due_at))


@dataclass(frozen=True, slots=True)
class Breached:
    """Clockwork has said that a promise is broken; promise and due time name the clock."""

    promise: Promise
    cycle: int
    due_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "due_at", in_utc("due_at", self.due_at))


What = Opened | Messaged | OwnerSet | Resolved | Reopened | Closed | DueSoon | Breached

KINDS: Mapping[str, type[What]] = {
    "opened": Opened,
    "messaged": Messaged,
    "owner-set": OwnerSet,
    "resolved": Resolved,
    "reopened": Reopened,
    "closed": Closed,
    "due-soon": DueSoon,
    "breached": Breached,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened on a case: its place in the record from 1, when it happened, when it was recorded.

    Instants are kept in UTC, whatever zone they are given in: two readings of one zone's clock compare by the
    clock, which goes back an hour in autumn. Raises FactError on an instant without a zone.
    """

    seq: int
    at: datetime
    recorded_at: datetime
    by: By
    what: What

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", in_utc("at", self.at))
        object.__setattr__(self, "recorded_at", in_utc("recorded_at", self.recorded_at))

    @property
    def kind(self) -> str:
        """The name under which this kind of fact is written down."""
        return kind_of(self.what)

    def __str__(self) -> str:
        return f"fact {self.seq} ({self.kind} at {self.at:%Y-%m-%d %H:%M:%S})"


def kind_of(what: What) -> str:
    """Return the name under which this kind of fact is written down: "opened", "messaged", ..."""
    return _NAMES[type(what)]


def in_order(history: tuple[Fact, ...]) -> list[Fact]:
    """Return the facts as they happened: by instant, and at the same instant as recorded."""
    return sorted(history, key=_place)


def _place(fact: Fact) -> tuple[datetime, int]:
    return fact.at, fact.seq
