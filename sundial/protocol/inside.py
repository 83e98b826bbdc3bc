"""What is owed inside the house while a case is open: answers of other groups (O3.4), and a handover (O2.3)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sundial.protocol.facts import (
    Fact,
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    ResourceAnswered,
    ResourceAsked,
    ResourceOwned,
    ResourceWithdrawn,
)
from sundial.protocol.history_error import HistoryError
from sundial.protocol.states import Offer, Request


class Inside:
    """The open requests of a case by the `seq` of their asking, and the one handover that is offered."""

    __slots__ = ("handover", "requests")

    def __init__(self) -> None:
        self.requests: dict[int, Request] = {}
        self.handover: Offer | None = None

    def take(self, fact: Fact, owner: str | None) -> None:
        """Take a fact of these; `owner` is whose case it is. Raises HistoryError for what names nothing open."""
        what = fact.what
        if isinstance(what, HandoverOffered):
            self.handover = Offer(fact.seq, owner or fact.by.id, what.region, what.to, what.due_at)
        else:
            _STEPS[type(what)](self, fact, what)

    def clear(self) -> None:
        """Forget all of it: what ends the case ends it."""
        self.requests.clear()
        self.handover = None

    def asked(self, fact: Fact, what: ResourceAsked) -> None:
        self.requests[fact.seq] = Request(fact.seq, what.group, what.due_at)

    def taken(self, fact: Fact, what: ResourceOwned) -> None:
        self.requests[what.request] = replace(self._request(fact, what.request), owner=what.owner)

    def settled(self, fact: Fact, what: ResourceAnswered | ResourceWithdrawn) -> None:
        del self.requests[self._request(fact, what.request).seq]

    def _request(self, fact: Fact, seq: int) -> Request:
        if seq not in self.requests:
            raise HistoryError(f"{fact} names fact {seq} as an open request to a group, which it is not")
        return self.requests[seq]

    def questioned(self, fact: Fact, what: HandoverQuestioned | HandoverAccepted | HandoverWithdrawn) -> None:
        if self.handover is None or self.handover.seq != what.offer:
            raise HistoryError(f"{fact} names fact {what.offer} as the handover that is offered, which it is not")

    def handed(self, fact: Fact, what: HandoverAccepted | HandoverWithdrawn) -> None:
        self.questioned(fact, what)
        self.handover = None


_STEPS: Mapping[type[Any], Callable[[Inside, Fact, Any], None]] = {
    ResourceAsked: Inside.asked,
    ResourceOwned: Inside.taken,
    ResourceAnswered: Inside.settled,
    ResourceWithdrawn: Inside.settled,
    HandoverQuestioned: Inside.questioned,
    HandoverAccepted: Inside.handed,
    HandoverWithdrawn: Inside.handed,
}
INSIDE_KINDS: tuple[type[Any], ...] = (HandoverOffered, *_STEPS)
