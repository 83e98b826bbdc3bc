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
        before, stood = self.state(), self.fixes.dates()
        if fact.what.fix:
            self.waits_for(fact.what.fix)
        self.fixes.give(fact.what.fix, minute_of(fact.what.date))
        if fact.by.side != "staff":
            self.may_slip(stood)
            self.stands(before)
            return
        self.keep(fact.what.notice)
        self.may_slip(stood)
        self.goes_on(before)

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
        before, stood = self.state(), self.fixes.dates()
        for fix in named:
            if stood[fix] is not None and fact.what.to is None:
                self.fixes.take(fix)
            elif stood[fix] is not None:
                self.fixes.give(fix, minute_of(fact.what.to))
        self.may_slip(stood)
        self.stands(before)
        self.determined(fact.seq, fact.what.fixes)

    def may_slip(self, stood: dict[str, int | None]) -> None:
        """A date that stood within a silence and moved beyond it ends the silence."""
        agreement = self.in_force("cadence")
        if agreement is None or agreement.silent is None:
            return
        moves = [(stood.get(fix), date) for fix, date in self.fixes.dates().items()]
        if any(was and date and was <= agreement.silent < date for was, date in moves):
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
        self.last_fix_is_out = not self.fixes.waited
        for owed in self.running("notice"):
            if owed.about in self.named and not set(self.named[owed.about]) & set(self.fixes.waited):
                self.end(owed)
        self.stands(before)

    def waits_for(self, fix: str) -> None:
        if fix not in self.fixes.waited:
            raise Impossible(f"the case does not wait for {fix}")
