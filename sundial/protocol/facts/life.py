"""The life of a case: opened, talked about, owned, waiting, resolved, merged, split, closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sundial.protocol.facts.fact import Instants, later
from sundial.protocol.promises import Promise


@dataclass(frozen=True, slots=True)
class Opened:
    """The case begins; what it is owed is named here once, so that no later edit rewrites it (O3.5).

    `regions` are the designated regions of a restricted customer, () where there is no wall (O2.7);
    `protocol` is the digest of the revision in force. `answers` are what the severity wizard was told ("down=no"),
    `flag` says what is wrong with the entitlement ("", "expired", "none", "several", "pending"), `split_from` names
    the case from which this one was split off.
    """

    severity: int
    plan: str
    home_region: str
    regions: tuple[str, ...] = ()
    channel: str = "portal"
    protocol: str = ""
    answers: tuple[str, ...] = later(())
    flag: str = later("")
    split_from: str = later("")


@dataclass(frozen=True, slots=True)
class Messaged:
    """Somebody wrote: to the customer or from them (`public`), or a note among the staff.

    `automatic` marks a receipt, the chatbot or an auto-reply, which keep no promise (O6.8b). `notice` names the
    determinations, by `seq`, whose notice this message is.
    """

    public: bool
    automatic: bool = False
    notice: tuple[int, ...] = later(())


@dataclass(frozen=True, slots=True)
class OwnerSet:
    """The case has a new owner, by their id; None: nobody owns it."""

    owner: str | None


@dataclass(frozen=True, slots=True)
class WaitingSet:
    """The case waits, under a status of the protocol document (O6.9); None: it waits no more."""

    status: str | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The staff hold the case to be solved: what runs is cancelled, what is broken stays broken."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A resolved case is taken up again (O6.10)."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The case is over for good; only clockwork's findings and waivers may still follow."""


@dataclass(frozen=True, slots=True)
class MergedInto:
    """The case goes on as another, by its number: every clock ends here."""

    case: str


@dataclass(frozen=True, slots=True)
class Carried(Instants):
    """A clock that ran in time on a merged case, and is owed on the survivor; `notice`: after a determination."""

    instants: ClassVar[tuple[str, ...]] = ("started_at", "due_at")

    promise: Promise
    started_at: datetime
    due_at: datetime
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Awaited(Instants):
    """A fix that a merged case waited for, and the date that stood for it; None: none did."""

    instants: ClassVar[tuple[str, ...]] = ("date",)

    fix: str
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class MergedFrom:
    """Another case, by its number, goes on as this one, with what it was owed and what it waited for."""

    case: str
    owed: tuple[Carried, ...] = ()
    fixes: tuple[Awaited, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitOff:
    """A part of this case goes on as a case of its own, by its number."""

    case: str
