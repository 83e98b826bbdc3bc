"""Protocol 07 and 08, the ladder: how a customer asks for more, who answers, by when, and who is told (O7, O8)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, InstanceOf, PlainSerializer

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.document.values import (
    OWN_KEY,
    AnyAmount,
    Claim,
    Frozen,
    Key,
    Numbered,
    SectionKey,
    Text,
    Value,
    read_amount,
)

Way = Literal["case-update", "button", "phone", "email"]
SEVERITY = "severity"  # the severity's target of O8.3, in the place of an amount


def _within(found: Any) -> Any:
    return found if found == SEVERITY else read_amount(found)


Within = Annotated[
    Literal["severity"] | InstanceOf[Elapsed] | InstanceOf[BusinessTime] | InstanceOf[BusinessDays],
    BeforeValidator(_within),
    PlainSerializer(str, return_type=str),
]


class Answer(Value):
    """By when a section says that a rung is answered; `within = "severity"`: as the severity's target (O8.3)."""

    section: SectionKey
    within: Within
    wording: Text


class Quote(Value):
    """Words of the source, and where they stand."""

    section: SectionKey
    wording: Text


class Opening(Value):
    """What happens when a case is opened, before any escalation: who answers, and who is told."""

    answered_by: tuple[Key, ...]
    told: tuple[Key, ...]
    response: Text


class Rung(Value):
    """One rung of the ladder: its way, who answers and owns from then on, by when, until when, and who is told.

    `informs` are those whom the one who answers tells; `told` those whom the protocol alerts. `owner` is empty
    where the source names nobody. `may_speak_to` are the roles that the customer can ask for by name;
    `may_change_severity`: the request may name another severity.
    """

    number: int = OWN_KEY
    way: Way
    asks_for: tuple[Text, ...] = ()
    may_speak_to: tuple[Key, ...] = ()
    request: Text
    answered_by: tuple[Key, ...]
    owner: tuple[Key, ...] = ()
    response: Text
    informs: tuple[Key, ...] = ()
    told: tuple[Key, ...]
    answers: tuple[Answer, ...]
    until: tuple[Quote, ...] = ()
    may_change_severity: Claim = False
    owes_document: Text | None = None
    owes_document_within: Within | None = None


class Comfort(Value):
    """When the customer is asked whether they are comfortable (O8.5): from the answer, and from what they said last.

    Whoever says nothing is asked once more, `reminded_after` the first time; then the point person decides.
    """

    asked_after: AnyAmount
    reminded_after: AnyAmount


class Ladder(Value):
    """The whole ladder, from the opening of a case to its highest rung.

    `point_person_owns`: section 07 says of each rung that whoever answers takes ownership (O7.5).
    """

    section: SectionKey
    asking_section: SectionKey
    point_person_owns: Quote | None = None
    opening: Opening
    comfort: Comfort
    rungs: Annotated[Frozen[int, Rung], Numbered]
