"""What the API says: a customer's shapes, and the staff's, which add what is inside the house."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from sundial.protocol.clock import Outcome, Standing
from sundial.protocol.facts import Asks
from sundial.protocol.promises import Promise
from sundial.protocol.states import State

PromiseToCustomer = Literal["first-response", "diagnosis-update", "fix-release", "escalation-answer"]
Seq = Annotated[int, Field(ge=1, description="the number of a fact in the case's history")]


class Shape(Schema):
    """A part of an answer, without a key that is not written here."""

    model_config = ConfigDict(extra="forbid")


class Step(Shape):
    """One line of a computation; the last one of a clock is its sum, and its `at` the due time."""

    title: str
    detail: str
    value: str
    at: datetime | None


class Clock(Shape):
    """One cycle of a promise to the customer; instants in UTC, words on the clock of the answer's zone."""

    promise: PromiseToCustomer
    cycle: int = Field(ge=1)
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    standing: Standing
    paused: bool
    replaces: int | None = Field(ge=1, description="the cycle of the same promise whose place it took")
    sentence: str
    steps: list[Step]


class StaffClock(Clock):
    """A clock as the staff see it, what other groups owe included; facts by their numbers."""

    promise: Promise  # type: ignore[assignment]
    fact: Seq
    kept_by: Seq | None
    ended_by: Seq | None
    about: Seq | None
    waived: Seq | None


class Clocks(Shape):
    """Every promise that a case ever owed its customer, in the order in which they came to stand."""

    case: str
    as_of: datetime
    zone: str
    clocks: list[Clock]


class StaffClocks(Clocks):
    """Every promise that a case ever owed, to the customer and inside the house."""

    clocks: list[StaffClock]  # type: ignore[assignment]


class Next(Shape):
    """The promise to the customer that comes next."""

    promise: PromiseToCustomer
    cycle: int
    due_at: datetime
    standing: Standing


class Escalation(Shape):
    """A rung of the ladder on which a case stands; what is owed on it is a clock of the promise `escalation-answer`."""

    rung: int = Field(ge=1)
    asks: Asks | None = Field(description="what is asked for on the first rung")
    since: datetime
    owner: str | None = Field(description="the point person who answers it")
    answered_at: datetime | None
    comfortable: bool | None = Field(description="what the customer said last, null for nothing since they were asked")


class Case(Shape):
    """A case as its customer sees it; `merged_into` is the number of the case as which it goes on, "" for itself."""

    number: str
    subject: str
    product: str
    version: str
    severity: int
    plan: str
    state: State
    waiting: str
    merged_into: str
    contact: str
    owner: str | None
    opened_at: datetime
    resolved_at: datetime | None
    next: Next | None
    escalations: list[Escalation] = Field(description="the rungs on which it stands, the lowest first; empty: on none")
    clocks: str = Field(description="where its clocks are")


class Head(Shape):
    """The end of a case's chain: what is kept elsewhere, to prove later that nothing was exchanged."""

    fact: Seq
    hash: str


class AwaitedFix(Shape):
    """A fix that a case waits for, by its key, and the date that stands for it."""

    fix: str
    date: datetime | None


class StaffCase(Case):
    """A case as the staff see it."""

    customer: str
    home_region: str
    regions: list[str] = Field(description="the designated regions of a restricted customer; empty: no wall")
    flag: str = Field(description="what is wrong with the entitlement: expired, none, several, pending; empty: nothing")
    triaged: bool
    revision: str = Field(description="the digest of the protocol document by which it counts")
    pinned: bool
    fixes: list[AwaitedFix]
    head: Head


class Problem(Shape):
    """Why there is no answer."""

    detail: str


class Misunderstood(Shape):
    """What of the question cannot be read."""

    detail: str | list[dict[str, Any]]
