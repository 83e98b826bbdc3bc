"""What happened on the ladder, in words for the thread of a case (O7, O8.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sundial.protocol.facts import (
    Asks,
    ComfortAsked,
    ComfortSaid,
    Duty,
    DutyDone,
    Escalated,
    EscalationSettled,
    Fact,
    FindingsWritten,
    PointPersonSet,
    Side,
)

if TYPE_CHECKING:
    from sundial.web.happened import Reader

ASKS = {
    Asks.VIDEO: "a video conference",
    Asks.SEVERITY: "another severity",
    Asks.MANAGER: "a word with a Duty Manager",
    Asks.DIRECTOR: "a word with a Director of Support",
    Asks.OTHER: "something else",
}
WAYS = {2: "escalated to management", 3: "called for the Duty Manager", 4: "wrote to support leadership"}
TAKEN = {3: "took a call for the Duty Manager", 4: "confirmed a letter to support leadership"}  # by the staff
DUTIES = {
    Duty.CONTACT: "contacted the customer",
    Duty.DETAILS: "gave their contact details",
    Duty.PLAN: "agreed an action plan and next steps",
    Duty.PARTIES: "settled which other parties are involved",
}


def _escalated(what: Escalated, fact: Fact, reader: Reader) -> str:
    words = f"asked for {ASKS[what.asks]}" if what.asks else WAYS.get(what.rung, "escalated")
    if fact.by.side is not Side.CUSTOMER:
        words = TAKEN.get(what.rung, f"noted that the customer {words}")
    return f"{words}: rung {what.rung} of the ladder"


def _owned(what: PointPersonSet, fact: Fact, reader: Reader) -> str:
    mine = what.person == fact.by.id
    return "owns the escalation" if mine else f"made {reader.name(what.person)} the point person of the escalation"


def _comfort(what: ComfortSaid, fact: Fact, reader: Reader) -> str:
    words = "is comfortable with the progress" if what.comfortable else "is not comfortable with the progress yet"
    return words if fact.by.side is Side.CUSTOMER else f"noted that the customer {words}"


TELLING: Mapping[type[Any], Callable[[Any, Fact, Reader], str]] = {
    Escalated: _escalated,
    PointPersonSet: _owned,
    DutyDone: lambda what, fact, reader: DUTIES[what.duty],
    FindingsWritten: lambda what, fact, reader: "wrote down how the rungs before failed the customer",
    ComfortAsked: lambda what, fact, reader: "Asked whether you are comfortable with the progress",
    ComfortSaid: _comfort,
    EscalationSettled: lambda what, fact, reader: "ended the escalation",
}
