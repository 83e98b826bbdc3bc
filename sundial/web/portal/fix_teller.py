"""What the sentences about a fix are made of: one case for its customer, read at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sundial.commands.when_heard import every, when_heard
from sundial.protocol.accepting import expected
from sundial.protocol.facts import DateGiven, Fact, FixRemoved, ReleaseRescheduled, Side, What
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.effects import shifts
from sundial.web.promises import Line, Reading


@dataclass(frozen=True, slots=True)
class Teller:
    """One case, read at an instant, for a reader in a zone."""

    reading: Reading
    now: datetime
    zone: tzinfo

    @property
    def notice(self) -> Line | None:
        """The notice that is owed next."""
        running = (line for line in self.reading.lines if line.runs and line.is_notice)
        return min(running, key=lambda line: line.due_at, default=None)

    @property
    def cadence(self) -> Line | None:
        """The update until the hotfix that is owed next."""
        mine = (line for line in self.reading.lines if line.runs and line.clock.promise is Promise.FIX_RELEASE)
        return next((line for line in mine if not line.is_notice), None)

    @property
    def date(self) -> datetime | None:
        """By when all that is waited for is expected."""
        return expected(date for _, date in self.reading.state.fixes)

    @property
    def release(self) -> str:
        """The release that carries what is waited for, by its name; "" where there are several, or none is named."""
        named = {release_of(fix, self.reading.history) for fix, _ in self.reading.state.fixes}
        return named.pop() if len(named) == 1 else ""

    @property
    def thing(self) -> str:
        """What is expected, as its customer calls it: `Hotfix 5.8.2`, `The fix`, `The last of two fixes`."""
        count = len(self.reading.state.fixes)
        if self.release:
            return f"{'Hotfix' if self.comes_again else 'Release'} {self.release}"
        return "The fix" if count == 1 else f"The last of {when.number(count)} fixes"

    @property
    def comes_again(self) -> bool:
        """Whether updates are owed until the hotfix is out (O6.3)."""
        state = self.reading.state
        measure = self.reading.terms.measure(state.plan, state.severity, state.protocol, Promise.FIX_RELEASE)
        return measure.comes_again

    def often(self, promise: Promise) -> str:
        """Say how often: `every 2 hours`."""
        state = self.reading.state
        amount = self.reading.terms.measure(state.plan, state.severity, state.protocol, promise).amount
        return every(amount)

    def hears(self, promise: Promise, until: str) -> str:
        """Say when the customer hears from us until something: by the table, or as they agreed."""
        reading = self.reading
        return when_heard(promise, reading.history, reading.terms, reading.state, self.now)(until, self.on)

    def at(self, at: datetime) -> str:
        """Say when, with its day always named: `16:30 today`, `Friday 13 March, 10:00`."""
        if when.days_between(self.now, at, self.zone) in (0, 1):
            return when.by_when(at, self.now, self.zone)
        return self.on(at)

    def on(self, at: datetime) -> str:
        """Say a release date: `Friday 13 March, 10:00`."""
        return f"{when.day(at, self.zone)}, {when.hour(at, self.zone)}"

    def would_be_due(self, what: What) -> str:
        """Say by when the next update would be owed if the customer did something; "" where none would."""
        moved = shifts(self.reading, what, Side.CUSTOMER, self.now, self.zone)
        mine = [one.moved.after for one in moved if one.moved.after and not one.moved.after.about]
        return self.at(mine[0].due_at) if mine else ""


def release_of(fix: str, history: tuple[Fact, ...]) -> str:
    """Return the release of which the customer was last told that it carries a fix, by its name; "" for none."""
    named = ""
    for fact in history:
        what = fact.what
        if isinstance(what, DateGiven | ReleaseRescheduled) and _is_about(what, fix):
            named = what.release
        elif isinstance(what, FixRemoved) and what.fix == fix:
            named = ""
    return named


def _is_about(what: DateGiven | ReleaseRescheduled, fix: str) -> bool:
    return fix in what.fixes if isinstance(what, ReleaseRescheduled) else what.fix in (fix, "")
