"""Where a case stands in the naive model, and what a word does (docs/promises.md 2 and the beginning of 3)."""

from collections.abc import Sequence

from tests.naive_agreed import Agreed
from tests.naive_fixes import Fixes

THE_WORD_KEEPS = ("first response", "update", "cadence")


class Phases(Agreed):
    """The wall, with the phase in which the case is."""

    def __init__(self, opened, now, revisions) -> None:
        super().__init__(opened, now, revisions)
        self.fixes = Fixes()
        self.word_was_said = self.last_fix_is_out = False
        self.over = ""  # resolved, closed, merged

    def state(self) -> str:
        if self.over or not self.word_was_said:
            return self.over or "new"
        if self.fixes.all_dated():
            return "fix"
        return "released" if self.last_fix_is_out else "diagnosis"

    def word(self, notice: Sequence[int]) -> None:
        before = self.state()
        self.keep(notice)
        self.goes_on(before)

    def keep(self, notice: Sequence[int]) -> None:
        """A word keeps what runs."""
        self.word_was_said = True
        begun = [owed for owed in self.running(*THE_WORD_KEEPS) if owed.has_begun(self.now)]
        marked = [owed for owed in self.running("notice") if owed.about in notice]
        for owed in [*begun, *marked]:
            self.end(owed, kept=True)

    def goes_on(self, before: str) -> None:
        """The next cycle counts from the word; `before` is where the case stood."""
        self.stands(before, by_word=True)
        if self.state() == "fix" and self.comes_again():
            self.next("cadence")
        elif self.state() == "diagnosis":
            self.next("update")

    def stands(self, before: str, *, by_word: bool = False) -> None:
        """Where the case stands may be another place now: what that ends and begins."""
        after, held = self.state(), None
        if after == before:
            return
        if after in ("fix", "released"):
            held = self.phase_ends("update")
        if before == "fix" or after == "released":
            held = self.phase_ends("cadence")
        if after == "fix" and self.comes_again():
            self.next("cadence", None if by_word else held)
        if after == "diagnosis":
            self.next("update", held)

    def phase_ends(self, kind: str) -> int | None:
        """The clock of a phase and its agreement end; return by when it was owed, if it had begun and was not late."""
        self.agreements.pop(kind, None)
        held = None
        for owed in self.running(kind):
            self.end(owed)
            held = None if owed.late or not owed.has_begun(self.now) else owed.due
        return held

    def hears_severity_changed(self, fact) -> None:
        super().hears_severity_changed(fact)
        if self.state() == "fix" and self.comes_again():
            self.next("cadence")
