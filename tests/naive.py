"""What a case owes, once more: docs/promises.md read out slow and obvious, sharing no code with the fold.

Somebody sits beside the case, hears its facts one by one as they happened, and writes on the wall what is owed. They
know the tables of O6 by heart (`naive_tables`), look at the office's clock minute by minute (`naive_hours`) and
understand whole minutes only. The numbers in brackets are sections of docs/promises.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tests.naive_agreed import Impossible
from tests.naive_fixes import Awaited
from tests.naive_hours import instant, minute_of
from tests.naive_ladder import Climbing
from tests.naive_owed import ORDER, PROMISE, Owed
from tests.naive_phases import THE_WORD_KEEPS
from tests.naive_tables import Revision, revisions

SAYINGS = {"due-soon", "breached", "waived"}
IN_RESOLVED = SAYINGS | {
    "messaged", "owner-set", "reopened", "closed", "fix-released", "merged-into", "protocol-moved", "protocol-pinned",
    "split-off", "findings-written",
}  # fmt: skip

COLUMNS = ("promise", "cycle", "started", "due", "warn", "ended", "outcome", "kept", "soon", "broken", "check")
COLUMNS += ("about", "paused", "waived")
Row = tuple[str, int, datetime, datetime, datetime | None, datetime | None, str, bool, bool, bool, datetime | None,
            int, bool, int | None]  # fmt: skip


def watch(history: Sequence, known: Mapping[str, Revision] | None = None) -> "Case":
    """Sit beside the case from its first fact to its last; raises Impossible for a history that cannot be."""
    first, *later = sorted(history, key=lambda fact: (fact.at, fact.seq))
    case = Case(first, known or revisions())
    for fact in later:
        case.hears(fact)
    return case


class Case(Climbing):
    """One case from its opening, with all that can happen to it."""

    def __init__(self, opened, known: Mapping[str, Revision]) -> None:
        if opened.kind != "opened":
            raise Impossible("a case is opened first")
        super().__init__(opened.what, minute_of(opened.at), known)
        self.heard[opened.seq] = opened
        self.status: str | None = None  # under which it waits
        self.begin()

    def hears(self, fact) -> None:
        self.now = minute_of(fact.at)
        may = {"": fact.kind not in ("opened", "reopened"), "resolved": fact.kind in IN_RESOLVED}
        if not may.get(self.over, fact.kind in SAYINGS):
            raise Impossible(f"{fact} cannot follow when the case is {self.over or 'open'}")
        hears = getattr(self, f"hears_{fact.kind.replace('-', '_')}", None)
        if hears:  # the other kinds change no clock
            hears(fact)
        self.heard[fact.seq] = fact

    def begin(self) -> None:
        """What begins with the opening of a case."""
        self.next("first response")
        if self.revision.updates_from_opening:
            self.next("update")

    # what people write (2)

    def hears_messaged(self, fact) -> None:
        if not fact.what.public or fact.what.automatic:
            return
        if fact.by.side == "staff":
            self.word(fact.what.notice)
        elif fact.by.side == "customer":
            self.customer_wrote()

    def customer_wrote(self) -> None:
        self.waits_no_more()
        if self.over:
            self.taken_up_again()
        elif self.state() == "released":
            self.last_fix_is_out = False
            self.next("update")

    def hears_reopened(self, fact) -> None:
        self.taken_up_again()

    def taken_up_again(self) -> None:
        self.over, self.last_fix_is_out = "", False
        self.fixes.forget_dates()
        if self.word_was_said:
            self.next("update")
        else:
            self.begin()

    def hears_resolved(self, fact) -> None:
        self.is_over("resolved")

    def hears_closed(self, fact) -> None:
        self.is_over("closed")

    def hears_merged_into(self, fact) -> None:
        self.is_over("merged")

    def is_over(self, how: str) -> None:
        self.waits_no_more()
        self.end_all(*ORDER)
        self.agreements.clear()
        self.rungs_end()
        self.over = how

    # waiting, other groups, other cases (6, 7; O3.4)

    def waits_no_more(self) -> None:
        self.status = None
        self.stand_still(())

    def hears_waiting_set(self, fact) -> None:
        if fact.what.status != self.status:  # the same once more changes nothing
            self.status = fact.what.status
            self.stand_still(self.revision.pauses[self.status] if self.status else ())

    def hears_resource_asked(self, fact) -> None:
        self.hang("request", [self.at_instant(minute_of(fact.what.due_at))], self.now, about=fact.seq)

    def hears_resource_answered(self, fact) -> None:
        self.end_request(fact.what.request, kept=True)

    def hears_resource_withdrawn(self, fact) -> None:
        self.end_request(fact.what.request, kept=False)

    def hears_resource_owned(self, fact) -> None:
        self.open_request(fact.what.request)

    def end_request(self, request: int, *, kept: bool) -> None:
        self.end(self.open_request(request), kept=kept)

    def open_request(self, request: int) -> Owed:
        for owed in self.running("request"):
            if owed.about == request:
                return owed
        raise Impossible(f"fact {request} is no open request")

    # a handover (O2.3): one is open at most

    def hears_handover_offered(self, fact) -> None:
        for owed in self.running("handover"):
            owed.superseded = not self.is_late(owed)
            self.end(owed)
        due = max(minute_of(fact.what.due_at), self.now)  # what is offered too late is due at once
        self.hang("handover", [self.at_instant(due)], self.now, about=fact.seq)

    def hears_handover_questioned(self, fact) -> None:
        self.open_handover(fact.what.offer)

    def hears_handover_accepted(self, fact) -> None:
        self.end(self.open_handover(fact.what.offer), kept=True)

    def hears_handover_withdrawn(self, fact) -> None:
        self.end(self.open_handover(fact.what.offer))

    def open_handover(self, offer: int) -> Owed:
        for owed in self.running("handover"):
            if owed.about == offer:
                return owed
        raise Impossible(f"fact {offer} is no handover that is offered")

    def hears_merged_from(self, fact) -> None:
        before = self.state()
        for awaited in fact.what.fixes:
            self.waits_too(awaited.fix, awaited.date)
        self.stands(before)
        for kind in THE_WORD_KEEPS:
            for carried in fact.what.owed:
                if PROMISE[kind] == carried.promise and not carried.notice:
                    self.carry(kind, carried)
        notices = sorted((carried for carried in fact.what.owed if carried.notice), key=lambda one: one.due_at)
        for carried in notices[:1]:
            instant_due = self.at_instant(minute_of(carried.due_at))
            self.hang("notice", [instant_due], minute_of(carried.started_at), about=fact.seq)

    def waits_too(self, fix: str, date: datetime | None) -> None:
        """A fix comes with the date that stood there; one that is waited for here already keeps its own."""
        self.last_fix_is_out = False
        if fix not in self.fixes.waited:
            self.fixes.waited[fix] = Awaited(date and minute_of(date))
        elif date is not None and self.fixes.date_of(fix) is None:
            self.fixes.give(fix, minute_of(date))

    def carry(self, kind: str, carried) -> None:
        due = self.at_instant(minute_of(carried.due_at))
        if not self.running(kind):
            self.hang(kind, [due], minute_of(carried.started_at))
        for owed in self.in_time(kind):
            if due.instant < owed.due:
                self.supersede(owed, [due], min(owed.own_start, self.now))


# what is to be seen on the wall


def rows(case: Case) -> list[Row]:
    """Return every clock as the plan's section "Clocks" defines it, in the order in which they came to stand."""
    return [row(case, owed) for owed in case.owed]


def row(case: Case, owed: Owed) -> Row:
    outcome = owed.outcome(case.now, case.said_broken)
    soon, broken = owed.name in case.said_soon, owed.name in case.said_broken
    due, warn, is_paused = owed.due, owed.warn, owed.paused_since is not None
    check = None
    if not broken and not is_paused and outcome in ("running", "breached"):
        check = due if outcome == "breached" or soon else warn
    times = [None if one is None else instant(one) for one in (owed.start, due, warn, owed.ended)]
    said = (owed.kept, soon, broken, None if check is None else instant(check))
    waived = case.waived_by(owed) if outcome == "breached" else None
    return (owed.promise, owed.cycle, *times, outcome, *said, owed.about, is_paused, waived)
