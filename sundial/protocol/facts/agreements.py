"""Protocol 06, "unless otherwise agreed": what holds in the place of a promise's cadence (O6.2, O6.3)."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from sundial.protocol.amounts import Amount
from sundial.protocol.facts.fact import FactError, Instants
from sundial.protocol.promises import Promise

INSTEAD = ("every", "due_by", "silent_until")


@dataclass(frozen=True, slots=True)
class Instead(Instants):
    """What is to hold instead of a promise's cadence: exactly one of three.

    `every`: another amount, perhaps `until` an instant; `due_by`: one update by an instant; `silent_until`: none
    until an instant, and from there on by the table again.
    """

    instants: ClassVar[tuple[str, ...]] = ("due_by", "silent_until", "until")

    promise: Promise
    every: Amount | None = None
    due_by: datetime | None = None
    silent_until: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        Instants.__post_init__(self)
        if sum(getattr(self, one) is not None for one in INSTEAD) != 1:
            raise FactError("every", "an agreement has exactly one of every, due_by, silent_until")
        if self.until is not None and self.every is None:
            raise FactError("until", "only what comes again and again (every) has an until")

    def says_the_same(self, other: "Instead | None") -> bool:
        """Say whether the same is to hold for the same promise, whoever proposed it or agreed to it."""
        return other is not None and all(getattr(self, one.name) == getattr(other, one.name) for one in fields(Instead))


@dataclass(frozen=True, slots=True)
class AgreementProposed(Instead):
    """The staff propose something else; the customer accepts it with one press, or does not."""


@dataclass(frozen=True, slots=True)
class AgreementMade(Instead):
    """It is agreed: by the customer, or with their own fact, by `seq`, as `evidence`; they accepted `proposal`."""

    evidence: int | None = None
    proposal: int | None = None


@dataclass(frozen=True, slots=True)
class AgreementDeclined:
    """The customer does not want what was proposed, in the fact of this `seq`."""

    proposal: int


@dataclass(frozen=True, slots=True)
class AgreementEnded:
    """An agreement, or the acceptance of a date, by its `seq`, is withdrawn."""

    agreement: int


@dataclass(frozen=True, slots=True)
class DateAccepted(Instants):
    """The customer accepts a release date without updates until then (O6.3): by themselves, or by `evidence`."""

    instants: ClassVar[tuple[str, ...]] = ("date",)

    date: datetime
    evidence: int | None = None
