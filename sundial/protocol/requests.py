"""Protocol 03, resources: which request to another group a fact is about, and who has it (O3.4, O8.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sundial.protocol.clock import Clock
from sundial.protocol.facts import (
    Breached,
    DueSoon,
    Fact,
    ResourceAnswered,
    ResourceAsked,
    ResourceOwned,
    ResourceWithdrawn,
)
from sundial.protocol.promises import Promise

ABOUT_ONE = (ResourceOwned, ResourceAnswered, ResourceWithdrawn)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request by the people in it, by their ids: the group, who asked, who has taken it ("" for nobody)."""

    group: str
    asker: str
    taken_by: str = ""


def asking_of(fact: Fact, history: Sequence[Fact], clocks: Iterable[Clock]) -> Asking | None:
    """Return the request that a fact is about, as the history before it tells; None if it is about none."""
    seq = _request(fact, clocks)
    asked = next((one for one in history if one.seq == seq and isinstance(one.what, ResourceAsked)), None)
    if asked is None or not isinstance(asked.what, ResourceAsked):
        return None
    taken = [one.what.owner for one in history if isinstance(one.what, ResourceOwned) and one.what.request == seq]
    return Asking(asked.what.group, asked.by.id, (taken[-1] if taken else None) or "")


def _request(fact: Fact, clocks: Iterable[Clock]) -> int | None:
    what = fact.what
    if isinstance(what, ResourceAsked):
        return fact.seq
    if isinstance(what, ABOUT_ONE):
        return what.request
    if isinstance(what, DueSoon | Breached) and what.promise is Promise.RESOURCE_ANSWER:
        return next(
            (clock.about for clock in clocks if (clock.promise, clock.cycle) == (what.promise, what.cycle)), None
        )
    return None
