"""One case while its history is read: where it stands after each fact."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sundial.protocol.awaiting import Fixes
from sundial.protocol.consent import agrees
from sundial.protocol.facts import (
    KINDS,
    Closed,
    Course,
    CourseSet,
    DateGiven,
    DateWithdrawn,
    Fact,
    FixIdentified,
    FixReleased,
    FixRemoved,
    FixWithdrawn,
    MergedFrom,
    MergedInto,
    Messaged,
    Opened,
    OwnerSet,
    PlanChanged,
    ProtocolMoved,
    ProtocolPinned,
    ReleaseRescheduled,
    Reopened,
    Resolved,
    SeverityChanged,
    Side,
    TierRaised,
    Triaged,
    WaitingSet,
)
from sundial.protocol.history_error import HistoryError
from sundial.protocol.inside import INSIDE_KINDS, Inside
from sundial.protocol.ladder import LADDER_KINDS, Rungs
from sundial.protocol.states import OPEN, Offer, Request, State, is_word, may_follow

__all__ = ["BEGINS", "OPEN", "HistoryError", "Life", "Offer", "Request", "State", "is_word"]

BEGINS = "a history begins with a case that is opened"


class Life:
    """What is known of a case after the facts that were taken so far."""

    __slots__ = (
        "answered", "course", "ended", "fixes", "inside", "merged_into", "opened_at", "opened_under", "owner", "pinned",
        "plan", "plan_before", "product", "protocol", "raised_to", "released", "resolved_at", "rungs", "severity",
        "severity_before", "since", "state", "theirs", "triaged", "waiting",
    )  # fmt: skip

    opened_at: datetime
    opened_under: str
    severity: int
    severity_before: int  # the last change of it
    plan: str
    plan_before: str
    protocol: str

    def __init__(self) -> None:
        self.since: Fact | None = None
        self.ended: State | None = None
        self.owner: str | None = None
        self.waiting: str | None = None
        self.resolved_at: datetime | None = None
        self.answered = self.released = self.triaged = self.pinned = False
        self.merged_into = self.product = ""
        self.raised_to, self.course = 0, _BY_PROTOCOL
        self.fixes = Fixes()
        self.inside: Inside = Inside()
        self.rungs: Rungs = Rungs()
        self.theirs: dict[int, Any] = {}  # what the customer's own facts say, by seq
        self.state = _NEW

    def take(self, fact: Fact) -> bool:
        """Take the next fact; say whether it is a word on an open case. HistoryError names both if it cannot follow."""
        what = fact.what
        if self.ended is not None or self.since is None:
            self._check(fact)
        if fact.by.side is _CUSTOMER:
            self.theirs[fact.seq] = what
        step, moves = _KINDS[type(what)]
        word = step is not None and step(self, fact, what) is True
        if moves:
            self._settle()
        return word

    def _settle(self) -> None:
        """Note where the case stands by now (docs/promises.md, section 2)."""
        if self.ended is not None:
            self.state = self.ended
        elif not self.answered:
            self.state = _NEW
        elif self.released:
            self.state = _RELEASED
        else:
            self.state = _FIX if self.fixes.dates and self.fixes.all_dated else _DIAGNOSIS

    def agreed(self, fact: Fact, evidence: int | None) -> bool:
        """Say whether the customer agreed to a fact: it is theirs, or names one of theirs by which they did.

        Raises HistoryError where it names anything else.
        """
        if evidence is not None and not agrees(self.theirs.get(evidence), fact.what):
            raise HistoryError(f"{fact} names fact {evidence} as the customer's agreement, which it is not")
        return fact.by.side is Side.CUSTOMER or evidence is not None

    def _check(self, fact: Fact) -> None:
        if self.since is None:
            if type(fact.what) is not Opened:
                raise HistoryError(f"{fact} comes first; {BEGINS}")
            self.since = fact
        elif not may_follow(self.ended, fact.what):
            raise HistoryError(f"{fact} cannot follow {self.since}: the case is {self.ended or 'open'} by then")

    def opens(self, fact: Fact, what: Opened) -> None:
        if self.since is not fact:
            self._check(fact)
        self.severity, self.plan, self.opened_at = what.severity, what.plan, fact.at
        self.protocol = self.opened_under = what.protocol

    def hears(self, fact: Fact, what: Messaged) -> bool:
        if not what.public or what.automatic:
            return False
        if fact.by.side is _CUSTOMER:
            self.waiting = None
            if self.ended is _RESOLVED:
                self.reopens(fact, what)
            if self.state is _RESOLVED or self.state is _RELEASED:
                self.released = False
                self._settle()
        return fact.by.side is _STAFF and self._says()

    def _says(self) -> bool:
        if not self.answered:
            self.answered = True
            self._settle()
        return self.ended is None

    def reopens(self, fact: Fact, what: Reopened | Messaged) -> None:
        if self.ended is None:
            self._check(fact)
        self.ended, self.resolved_at, self.released, self.since = None, None, False, fact
        self.fixes.forget_dates()

    def ends(self, fact: Fact, what: Resolved | Closed | MergedInto) -> None:
        self.ended = _ENDS[type(what)]
        self.resolved_at = self.resolved_at or fact.at
        self.since, self.waiting = fact, None
        self.inside.clear()
        self.rungs.end()
        if isinstance(what, MergedInto):
            self.merged_into = what.case

    def waits(self, fact: Fact, what: WaitingSet) -> None:
        self.waiting = what.status

    def owned(self, fact: Fact, what: OwnerSet) -> None:
        self.owner = what.owner

    def is_triaged(self, fact: Fact, what: Triaged) -> None:
        self.triaged, self.product, self.raised_to = True, what.product or self.product, 0

    def raises(self, fact: Fact, what: TierRaised) -> None:
        self.raised_to = what.tier

    def is_told(self, fact: Fact, what: CourseSet) -> None:
        self.course = what.course

    def changes(self, fact: Fact, what: SeverityChanged) -> None:
        self.severity_before, self.severity = self.severity, what.severity

    def replans(self, fact: Fact, what: PlanChanged) -> None:
        self.plan_before, self.plan = self.plan, what.plan

    def moves(self, fact: Fact, what: ProtocolMoved) -> None:
        self.protocol, self.pinned = what.protocol, False

    def pins(self, fact: Fact, what: ProtocolPinned) -> None:
        self.pinned = True

    def identifies(self, fact: Fact, what: FixIdentified) -> None:
        self.released = False
        self.fixes.identified(what.fix)

    def merges(self, fact: Fact, what: MergedFrom) -> None:
        for one in what.fixes:
            self.released = False
            self.fixes.carried(one.fix, one.date)

    def releases(self, fact: Fact, what: FixReleased) -> None:
        self.fixes.gone(fact, what.fix)
        self.released = not self.fixes.dates

    def withdraws(self, fact: Fact, what: FixWithdrawn) -> None:
        self.fixes.gone(fact, what.fix)

    def dates(self, fact: Fact, what: DateGiven) -> bool:
        self.fixes.dated(fact, what.fix, what.date)
        return is_word(fact) and self._says()

    def undates(self, fact: Fact, what: DateWithdrawn) -> None:
        self.fixes.undated(fact, what.fix)

    def reschedules(self, fact: Fact, what: ReleaseRescheduled) -> None:
        self.fixes.rescheduled(fact, what.fixes, what.to)

    def removes(self, fact: Fact, what: FixRemoved) -> None:
        self.fixes.removed(fact, what.fix)


_STAFF, _CUSTOMER, _BY_PROTOCOL = Side.STAFF, Side.CUSTOMER, Course.BY_PROTOCOL
_NEW, _DIAGNOSIS, _FIX, _RELEASED, _RESOLVED = (*OPEN, State.RESOLVED)
_MOVING = (  # what can lead a case from one state to another; so can what people write
    Reopened, Resolved, Closed, MergedInto, MergedFrom, FixIdentified, FixWithdrawn, FixReleased, FixRemoved, DateGiven,
    DateWithdrawn, ReleaseRescheduled,
)  # fmt: skip
_ENDS = {Resolved: State.RESOLVED, Closed: State.CLOSED, MergedInto: State.MERGED}
_STEPS: Mapping[type[Any], Callable[[Life, Fact, Any], bool | None]] = {  # True: it is a word
    Opened: Life.opens,
    Messaged: Life.hears,
    OwnerSet: Life.owned,
    Reopened: Life.reopens,
    **dict.fromkeys(_ENDS, Life.ends),
    MergedFrom: Life.merges,
    WaitingSet: Life.waits,
    Triaged: Life.is_triaged,
    TierRaised: Life.raises,
    CourseSet: Life.is_told,
    SeverityChanged: Life.changes,
    PlanChanged: Life.replans,
    ProtocolMoved: Life.moves,
    ProtocolPinned: Life.pins,
    FixIdentified: Life.identifies,
    FixWithdrawn: Life.withdraws,
    FixReleased: Life.releases,
    FixRemoved: Life.removes,
    DateGiven: Life.dates,
    DateWithdrawn: Life.undates,
    ReleaseRescheduled: Life.reschedules,
    **dict.fromkeys(INSIDE_KINDS, lambda life, fact, what: life.inside.take(fact, life.owner)),
    **dict.fromkeys(LADDER_KINDS, lambda life, fact, what: life.rungs.take(fact, life.protocol)),
}
_KINDS = {kind: (_STEPS.get(kind), kind in _MOVING) for kind in KINDS.values()}
