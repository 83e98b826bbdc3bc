"""Protocol 03, 04 and 06: what triage goes by, asks and requests, and what a case can wait under (O3, O4, O6.9)."""

from typing import Annotated

from pydantic import Field

from sundial.protocol.document.values import OWN_KEY, Given, Key, Phase, Text, Value

Number = Annotated[int, Field(strict=True, ge=1, le=9)]  # `yes = true` is no severity


class Complexity(Value):
    """How hard a case is: the tier that starts on it, the skill if it names one, the facts to have (O3.1, O3.2)."""

    key: Key = OWN_KEY
    title: Text
    wording: Text
    tier: Number
    skill: Key | None = None
    asks: tuple[Text, ...] = ()


class Status(Value):
    """What a case can wait under; `wording` is what its customer reads.

    `pauses` are the promises that stand still meanwhile, which an operator names one by one (O6.9); the published
    text names none. Only the three phases can be paused: what another group owes us runs on.
    """

    key: Key = OWN_KEY
    title: Text
    wording: Text
    pauses: tuple[Phase, ...] = ()


class Question(Value):
    """One question of the severity wizard: what a yes settles, and on the last what a no settles (O4.1, O4.2)."""

    key: Key
    asks: Text
    yes: Number
    no: Number | None = None


class Requests(Value):
    """The time that another group is given for its answer where nobody asks for another one (O3.4)."""

    within: Given
