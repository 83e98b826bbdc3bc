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
    (UTC). `comfortable` is what the customer said last, None for nothing since they were `asked` so often, `asked_of`
    being whom of theirs (by id, "" where that was not kept); `asked_at` and `said_at` are when. `findings` are still to
    be written; `settles`: nothing else is left.
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
    asked_of: str = ""
    asked_at: datetime | None = None
    said_at: datetime | None = None
    settles: bool = False

    @property
    def is_done(self) -> bool:
        """Whether somebody owns it and every duty is done (O7.5)."""
        return bool(self.person) and self.done == DUTIES


class Rungs(dict[int, Escalation]):
    """The open escalations of a case by the `seq` of each, one of a rung; `standing` has them in order.

    A letter that is entered late can stand above what was pressed after it came. Whoever answers a rung answers those
    below it as well, and what settles it settles them: the customer asked for more of the same. What ends the case ends
    all of them, but for findings that are `owed` still (by `seq`).
    """

    def __init__(self) -> None:
        self.owed: set[int] = set()

    def end(self) -> None:
        """Forget all of it, as the case ends; what is to be found out stays to be written."""
        if self:
            self.owed.update(seq for seq, one in self.items() if one.findings)
            self.clear()

    def take(self, fact: Fact, revision: str) -> None:
        """Take a fact of the ladder, on a case that counts by a revision.

        Raises HistoryError for one that names nothing open, or takes a rung on which it stands.
        """
        what = fact.what
        if isinstance(what, Escalated):
            self._climb(fact, what, revision)
        elif isinstance(what, FindingsWritten) and what.escalation in self.owed:
            self.owed.remove(what.escalation)
        else:
            _STEPS[type(what)](self, fact, self._named(fact, what.escalation), what)  # type: ignore[union-attr]

    @property
    def standing(self) -> tuple[Escalation, ...]:
        """The open ones, lowest first."""
        return tuple(sorted(self.values(), key=lambda one: one.rung))

    def _below(self, one: Escalation) -> list[Escalation]:
        """Return one and those below it."""
        return [some for some in self.standing if some.rung <= one.rung]

    def _climb(self, fact: Fact, what: Escalated, revision: str) -> None:
        if any(one.rung == what.rung for one in self.values()):
            raise HistoryError(f"{fact} takes rung {what.rung}, on which the case stands already")
        self[fact.seq] = Escalation(fact.seq, what.rung, fact.at, what.asks, what.findings, revision)

    def _named(self, fact: Fact, seq: int) -> Escalation:
        if seq not in self:
            raise HistoryError(f"{fact} names fact {seq} as an open escalation, which it is not")
        return self[seq]

    def owned(self, fact: Fact, one: Escalation, what: PointPersonSet) -> None:
        """Let somebody own it; whose contact details the customer was given is not another's (O7.5)."""
        done = one.done if one.answered_at or one.person in ("", what.person) else one.done - {Duty.DETAILS}
        self._put(fact, replace(one, person=what.person, done=done))

    def done(self, fact: Fact, one: Escalation, what: DutyDone) -> None:
        self._put(fact, replace(one, done=one.done | {what.duty}))

    def written(self, fact: Fact, one: Escalation, what: FindingsWritten) -> None:
        self._put(fact, replace(one, findings=False))
        if settles := [some for some in self.standing if some.settles]:
            self.settled(fact, settles[-1], what)

    def asked(self, fact: Fact, one: Escalation, what: ComfortAsked) -> None:
        """Count how often they were asked: from the beginning where it is somebody else of theirs."""
        another = one.asked_of and what.contact and one.asked_of != what.contact
        often = 1 if another else one.asked + 1
        self._put(fact, replace(one, comfortable=None, asked=often, asked_of=what.contact, asked_at=fact.at))

    def said(self, fact: Fact, one: Escalation, what: ComfortSaid) -> None:
        self._put(fact, replace(one, comfortable=what.comfortable, asked=0, asked_of="", said_at=fact.at))
        if what.comfortable:
            self.settled(fact, self[one.seq], what)
        else:
            self.update({some.seq: replace(some, settles=False) for some in self._below(self[one.seq])})

    def settled(self, fact: Fact, one: Escalation, what: Any) -> None:
        """End it with those below, or note that only findings are left of them to be written."""
        below = self._below(one)
        if any(some.findings for some in below):
            self.update({some.seq: replace(some, settles=True) for some in below})
            return
        for some in below:
            del self[some.seq]

    def _put(self, fact: Fact, one: Escalation) -> None:
        """Keep one, and note that it and those below are answered if that is so from here on."""
        self[one.seq] = one
        if one.is_done:
            answered = [some for some in self._below(one) if some.answered_at is None]
            self.update({some.seq: replace(some, answered_at=fact.at) for some in answered})


_STEPS: Mapping[type[Any], Callable[[Rungs, Fact, Escalation, Any], None]] = {
    PointPersonSet: Rungs.owned,
    DutyDone: Rungs.done,
    FindingsWritten: Rungs.written,
    ComfortAsked: Rungs.asked,
    ComfortSaid: Rungs.said,
    EscalationSettled: Rungs.settled,
}
LADDER_KINDS: tuple[type[Any], ...] = (Escalated, *_STEPS)
