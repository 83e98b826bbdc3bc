"""Protocol 07 and 08, the ladder: a customer asks for more, and what is done about it until they are comfortable."""

from dataclasses import dataclass
from enum import StrEnum

from sundial.protocol.facts.fact import later


class Asks(StrEnum):
    """What a customer asks for on the first rung (O7.1); the higher rungs ask for themselves."""

    NOTHING = ""
    VIDEO = "video-conference"
    SEVERITY = "severity-change"
    MANAGER = "duty-manager"
    DIRECTOR = "director"
    OTHER = "other"


class Duty(StrEnum):
    """What the point person of an escalation owes the customer before it is answered (O7.5).

    The fifth duty, to own the issue, is a fact of its own: `PointPersonSet`.
    """

    CONTACT = "contact"  # the customer was contacted
    DETAILS = "details"  # they have the point person's own contact details
    PLAN = "plan"  # an action plan and next steps are agreed
    PARTIES = "parties"  # which other parties must be involved is settled


@dataclass(frozen=True, slots=True)
class Escalated:
    """The case is on a rung of the ladder from here on; what was said with it are the words beside it.

    `findings`: the protocol asks how the rungs before failed, so that it settles only when that is written.
    """

    rung: int
    asks: Asks = Asks.NOTHING
    findings: bool = False


@dataclass(frozen=True, slots=True)
class PointPersonSet:
    """The escalation of this `seq` is somebody's own from here on, by their id."""

    escalation: int
    person: str


@dataclass(frozen=True, slots=True)
class DutyDone:
    """A duty of the escalation of this `seq` is done; how is the words beside it. The last of them answers it."""

    escalation: int
    duty: Duty


@dataclass(frozen=True, slots=True)
class FindingsWritten:
    """How the rungs before failed the customer is written, in the words beside it."""

    escalation: int


@dataclass(frozen=True, slots=True)
class ComfortAsked:
    """The customer was asked whether they are comfortable with the progress (O8.5): which of their people, by id.

    "" where that was not kept: the contact of the case was.
    """

    escalation: int
    contact: str = later("")


@dataclass(frozen=True, slots=True)
class ComfortSaid:
    """The customer has said whether they are comfortable; what more they said are the words beside it."""

    escalation: int
    comfortable: bool


@dataclass(frozen=True, slots=True)
class EscalationSettled:
    """The point person ends the escalation of this `seq`, for the reason that is the words beside it."""

    escalation: int
