"""What happened on the ladder, as its customer reads it behind a name or "You" (O7, O8.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sundial.protocol.facts import (
    Asks,
    ComfortAsked,
    ComfortSaid,
    Duty,
    DutyDone,
    Escalated,
    EscalationSettled,
    Fact,
    PointPersonSet,
    Side,
)
from sundial.web.happened import Reader

YOU = "You"
ASKS = {
    Asks.VIDEO: "a video conference",
    Asks.SEVERITY: "another severity",
    Asks.MANAGER: "a word with a Duty Manager",
    Asks.DIRECTOR: "a word with a Director of Support",
    Asks.OTHER: "something else",
}
DONE = {
    Duty.CONTACT: "contacted you",
    Duty.DETAILS: "gave you their contact details",
    Duty.PLAN: "agreed an action plan and next steps with you",
}
WAYS = {
    "case-update": "asked for more",
    "button": "escalated to management",
    "phone": "called for the Duty Manager",
    "email": "wrote to support leadership",
}
TAKEN = {  # by the staff, on the customer's behalf
    "case-update": "noted your request for more",
    "button": "escalated to management for you",
    "phone": "took your call for the Duty Manager",
    "email": "confirmed your letter to support leadership",
}


def tells(fact: Fact, reader: Reader, who: str) -> str:
    """Say what happened, after `who`; "" for what is no fact of the ladder."""
    tell = TELLING.get(type(fact.what))
    return tell(fact.what, fact, reader, who) if tell else ""


def step(what: Escalated, way: str, *, theirs: bool) -> str:
    """Say what was done to be on a rung, by its way: `asked for a video conference`; `theirs`: by the customer."""
    if what.asks:
        return f"asked for {ASKS[what.asks]}" if theirs else f"noted that you ask for {ASKS[what.asks]}"
    return (WAYS if theirs else TAKEN)[way]


def _escalated(what: Escalated, fact: Fact, reader: Reader, who: str) -> str:
    rung = reader.protocol.ladder.rungs.get(what.rung)
    words = step(what, rung.way if rung else "case-update", theirs=fact.by.side is Side.CUSTOMER)
    return f"{words}: rung {what.rung} of the ladder"


def _owned(what: PointPersonSet, fact: Fact, reader: Reader, who: str) -> str:
    mine = what.person == fact.by.id
    return "owns your escalation" if mine else f"gave your escalation to {reader.name(what.person)}"


def _comfort(what: ComfortSaid, fact: Fact, reader: Reader, who: str) -> str:
    not_yet = "" if what.comfortable else "not "
    words = f"{not_yet}comfortable with the progress{'' if what.comfortable else ' yet'}"
    if fact.by.side is not Side.CUSTOMER:
        return f"noted that you are {words}"
    return f"{'are' if who == YOU else 'is'} {words}"


TELLING: Mapping[type[Any], Callable[[Any, Fact, Reader, str], str]] = {
    Escalated: _escalated,
    PointPersonSet: _owned,
    DutyDone: lambda what, fact, reader, who: DONE.get(what.duty, ""),
    ComfortAsked: lambda what, fact, reader, who: "asked whether you are comfortable with the progress",
    ComfortSaid: _comfort,
    EscalationSettled: lambda what, fact, reader, who: "ended the escalation",
}
