"""The naive model of fixes: identified, dated, moved, taken out, released, and their notices (docs/promises.md 3)."""

from tests.naive_agreed import Impossible
from tests.naive_fixes import Awaited
from tests.naive_hours import minute_of
from tests.naive_phases import Phases


class Fixing(Phases):
    """The wall, with what happens to the fixes that the case waits for."""

    def __init__(self, opened, now, revisions) -> None:
        super().__init__(opened, now, revisions)
        self.named: dict[int, tuple[str, ...]] = {}  # the fixes that a determination names

    def hears_fix_identified(self, fact) -> None:
        before = self.state()
        self.fixes.waited.setdefault(fact.what.fix, Awaited())
        self.last_fix_is_out = False
        self.stands(before)

    def hears_fix_withdrawn(self, fact) -> None:
        self.waits_for(fact.what.fix)
        before = self.state()
        del self.fixes.waited[fact.what.fix]
        self.stands(before)

    def hears_date_given(self, fact) -> None:
        before = self.state()
        if fact.what.fix:
            self.waits_for(fact.what.fix)
        self.fixes.give(fact.what.fix, minute_of(fact.what.date))
        self.word(fact.what.notice, before)

    def hears_date_withdrawn(self, fact) -> None:
        before = self.state()
        if fact.what.fix:
            self.waits_for(fact.what.fix)
            self.fixes.take(fact.what.fix)
        else:
            self.fixes.date = None
        self.stands(before)

    def hears_release_rescheduled(self, fact) -> None:
        named = [fix for fix in fact.what.fixes if fix in self.fixes.waited]
        if not named:
            raise Impossible("the case waits for none of these fixes")
        before = self.state()
        dated = [fix for fix in named if self.fixes.date_of(fix) is not None]
        for fix in dated:
            if fact.what.to is None:
                self.fixes.take(fix)
            else:
                self.fixes.give(fix, minute_of(fact.what.to))
        if dated and fact.what.to is not None:
            self.may_slip(minute_of(fact.what.to))
        self.stands(before)
        self.determined(fact.seq, fact.what.fixes)

    def may_slip(self, date: int) -> None:
        """A date that moves beyond the one that was accepted ends the acceptance."""
        agreement = self.in_force("cadence")
        if agreement is not None and agreement.accepted is not None and date > agreement.accepted:
            del self.agreements["cadence"]
            self.hasten_agreed("cadence", agreement.seq)

    def hears_fix_removed(self, fact) -> None:
        self.waits_for(fact.what.fix)
        before = self.state()
        self.fixes.take(fact.what.fix)
        self.stands(before)
        self.determined(fact.seq, (fact.what.fix,))

    def determined(self, seq: int, fixes: tuple[str, ...]) -> None:
        self.named[seq] = fixes
        self.hang("notice", [self.by_table("notice", self.now)], self.now, about=seq)

    def hears_fix_released(self, fact) -> None:
        self.waits_for(fact.what.fix)
        before = self.state()
        del self.fixes.waited[fact.what.fix]
        if self.over:
            return
        if not self.fixes.waited:
            self.last_fix_is_out = True
            self.end_all("update", "cadence")
        for owed in self.running("notice"):
            if owed.about in self.named and not set(self.named[owed.about]) & set(self.fixes.waited):
                self.end(owed)
        self.stands(before)

    def waits_for(self, fix: str) -> None:
        if fix not in self.fixes.waited:
            raise Impossible(f"the case does not wait for {fix}")
