"""Protocol 07 and 08, the ladder: on which rungs a case stands, and what of each is done (O7, O8.5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
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
    FindingsWritten,
    PointPersonSet,
)
from sundial.protocol.history_error import HistoryError

DUTIES = frozenset(Duty)


@dataclass(frozen=True, slots=True)
class Escalation:
    """One rung that is open, by the `seq` of the fact that it was taken with, at an instant (UTC).

    `revision` is that by which the case counted then, by its digest. `person` is the point person's id, "" for nobody
    yet. `done` are the duties that are done, and `answered_at` when the last of them was, here or on a rung above
    (UTC). `comfortable` is what the customer said last, None for nothing since they were `asked` so often; `asked_at`
    and `said_at` are when. `findings` are still to be written; `settles`: nothing else is left.
    """

    seq: int
    rung: int
    at: datetime
    asks: Asks = Asks.NOTHING
    findings: bool = False
    revision: str = ""
    person: str = ""
    done: frozenset[Duty] = frozenset()
    answered_at: datetime | None = None
    comfortable: bool | None = None
    asked: int = 0
    asked_at: datetime | None = None
    said_at: datetime | None = None
    settles: bool = False

    @property
    def is_done(self) -> bool:
        """Whether somebody owns it and every duty is done (O7.5)."""
        return bool(self.person) and self.done == DUTIES


class Rungs(dict[int, Escalation]):
    """The open escalations of a case by the `seq` of each, lowest first: a new one is always the highest.

    Whoever answers a rung answers those below it as well, and what settles it settles them: the customer asked for
    more of the same. What ends the case ends all of them, but for findings that are `owed` still (by `seq`).
    """

    def __init__(self) -> None:
        super().__init__()
        self.owed: set[int] = set()

    def end(self) -> None:
        """Forget all of it, as the case ends; what is to be found out stays to be written."""
        self.owed.update(seq for seq, one in self.items() if one.findings)
        self.clear()

    def take(self, fact: Fact, revision: str) -> None:
        """Take a fact of the ladder, on a case that counts by a revision.

        Raises HistoryError for one that names nothing open, or climbs no higher.
        """
        what = fact.what
        if isinstance(what, Escalated):
            self._climb(fact, what, revision)
        elif isinstance(what, FindingsWritten) and what.escalation in self.owed:
            self.owed.remove(what.escalation)
        else:
            _STEPS[type(what)](self, fact, self._named(fact, what.escalation), what)  # type: ignore[union-attr]

    @property
    def highest(self) -> Escalation | None:
        """The rung on which the case stands."""
        return next(reversed(self.values()), None)

    def _climb(self, fact: Fact, what: Escalated, revision: str) -> None:
        highest = self.highest
        if highest is not None and what.rung <= highest.rung:
            raise HistoryError(f"{fact} takes rung {what.rung}, and the case stands on rung {highest.rung} already")
        self[fact.seq] = Escalation(fact.seq, what.rung, fact.at, what.asks, what.findings, revision)

    def _named(self, fact: Fact, seq: int) -> Escalation:
        if seq not in self:
            raise HistoryError(f"{fact} names fact {seq} as an open escalation, which it is not")
        return self[seq]

    def owned(self, fact: Fact, one: Escalation, what: PointPersonSet) -> None:
        self._put(fact, replace(one, person=what.person))

    def done(self, fact: Fact, one: Escalation, what: DutyDone) -> None:
        self._put(fact, replace(one, done=one.done | {what.duty}))

    def written(self, fact: Fact, one: Escalation, what: FindingsWritten) -> None:
        self._put(fact, replace(one, findings=False))
        if one.settles:
            self.settled(fact, self[one.seq], what)

    def asked(self, fact: Fact, one: Escalation, what: ComfortAsked) -> None:
        self._put(fact, replace(one, comfortable=None, asked=one.asked + 1, asked_at=fact.at))

    def said(self, fact: Fact, one: Escalation, what: ComfortSaid) -> None:
        self._put(fact, replace(one, comfortable=what.comfortable, asked=0, said_at=fact.at, settles=what.comfortable))
        if what.comfortable:
            self.settled(fact, self[one.seq], what)

    def settled(self, fact: Fact, one: Escalation, what: Any) -> None:
        """End it with those below, or note that only findings are left of them to be written."""
        below = [seq for seq in self if seq <= one.seq]
        if any(self[seq].findings for seq in below):
            self.update({seq: replace(self[seq], settles=True) for seq in below})
            return
        for seq in below:
            del self[seq]

    def _put(self, fact: Fact, one: Escalation) -> None:
        """Keep one, and note that it and those below are answered if that is so from here on."""
        self[one.seq] = one
        if one.is_done:
            answered = [seq for seq, some in self.items() if seq <= one.seq and some.answered_at is None]
            self.update({seq: replace(self[seq], answered_at=fact.at) for seq in answered})


_STEPS: Mapping[type[Any], Callable[[Rungs, Fact, Escalation, Any], None]] = {
    PointPersonSet: Rungs.owned,
    DutyDone: Rungs.done,
    FindingsWritten: Rungs.written,
    ComfortAsked: Rungs.asked,
    ComfortSaid: Rungs.said,
    EscalationSettled: Rungs.settled,
}
LADDER_KINDS: tuple[type[Any], ...] = (Escalated, *_STEPS)
