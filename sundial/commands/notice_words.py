"""What a customer is told after a decision about a release: what moved, from when to when, and what happens next.

In the customer's own zone, without the key of a fix and without the reason, which is the staff's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from sundial.commands.record import Recorded
from sundial.commands.when_heard import every, when_heard
from sundial.protocol.clock import Cause
from sundial.protocol.fold.ledger import CADENCE
from sundial.protocol.promises import Promise
from sundial.protocol.releases import Dates, Decided, Decision
from sundial.protocol.states import State

WAITS = (State.DIAGNOSIS, State.FIX)
NO_DATE = "There is no new date yet."


@dataclass(frozen=True, slots=True)
class Told:
    """One case that is told of a decision.

    `before` are the dates that stood for its fixes, `date` the one that the words name as the new one (UTC);
    `elsewhere` is the release into which a fix was put that was taken out of another, "" for none.
    """

    decision: Decision
    case: Recorded
    before: Dates
    date: datetime | None
    zone: tzinfo
    now: datetime
    elsewhere: str = ""

    @property
    def words(self) -> str:
        """The whole message."""
        return "\n\n".join(part for part in (_WHAT[self.decision.kind](self), self.next) if part)

    @property
    def fix(self) -> str:
        """The fix, or the fixes, as their customer calls them."""
        return "the fix for your case" if len(self.before) == 1 else "the fixes for your case"

    @property
    def stood(self) -> datetime | None:
        """The date that the customer had been given last for any of it."""
        return max((date for date in self.before.values() if date), default=None)

    @property
    def next(self) -> str:
        """What happens from here, as the clocks of the case have it."""
        return " ".join(_next(self))

    def moment(self, at: datetime) -> str:
        """Say when, on the customer's clock: `Friday 13 March, 10:00`."""
        there = at.astimezone(self.zone)
        year = "" if there.year == self.now.astimezone(self.zone).year else f" {there.year}"
        return f"{there:%A} {there.day} {there:%B}{year}, {there:%H:%M}"

    @property
    def here(self) -> str:
        """Whose time that is: ` (Berlin time)`."""
        key = self.zone.key if isinstance(self.zone, ZoneInfo) else str(self.zone)
        return f" ({key.rsplit('/', 1)[-1].replace('_', ' ')} time)"


def _rescheduled(told: Told) -> str:
    release, to, stood = f"Release {told.decision.release}, which carries {told.fix},", told.date, told.stood
    if to is None:
        had = f" will not come on {told.moment(stood)}{told.here}" if stood else " has been put off"
        return f"{release}{had}. {NO_DATE}"
    if stood is None or stood == to:
        return f"{release} is now expected on {told.moment(to)}{told.here}."
    if to < stood:
        return f"{release} comes earlier: on {told.moment(to)} instead of {told.moment(stood)}{told.here}."
    return f"{release} has been moved from {told.moment(stood)} to {told.moment(to)}{told.here}."


def _removed(told: Told) -> str:
    where = "" if told.date else told.here
    had = f", which was expected on {told.moment(told.stood)}{where}" if told.stood else ""
    gone = f"{_capital(told.fix)} will not come with release {told.decision.release}{had}."
    return f"{gone} {_instead(told)}"


def _dropped(told: Told) -> str:
    had = f" and was expected on {told.moment(told.stood)}{told.here}" if told.stood else ""
    return f"Release {told.decision.release}, which was to carry {told.fix}{had}, will not come. {NO_DATE}"


def _withdrawn(told: Told) -> str:
    had = f", expected on {told.moment(told.stood)}{told.here}," if told.stood else ""
    return f"The fix that we had planned for your case{had} does not mend it after all. We are back at the cause."


def _shipped(told: Told) -> str:
    out = f"Release {told.decision.release} is out, and with it {told.fix}."
    return f"{out} Please install it and tell us here whether it holds."


def _instead(told: Told) -> str:
    """Say where a fix that was taken out comes instead."""
    if not told.elsewhere:
        return NO_DATE
    when = f", expected on {told.moment(told.date)}{told.here}" if told.date else ", which has no date yet"
    return f"It is planned for release {told.elsewhere}{when}."


_WHAT = {
    Decided.RESCHEDULED: _rescheduled,
    Decided.REMOVED: _removed,
    Decided.WITHDRAWN: _withdrawn,
    Decided.SHIPPED: _shipped,
    Decided.DROPPED: _dropped,
}


def _next(told: Told) -> Iterator[str]:
    """Yield what the case is owed from here, in sentences."""
    state = told.case.state
    assert state is not None
    if state.state is State.RESOLVED:
        yield "We hold your case to be solved; should the fault show again, a message here takes it up again."
        return
    if told.decision.kind is Decided.SHIPPED and state.fixes:
        yield "Another fix for your case is still to come."
    if state.state in WAITS and _is_dated(told):
        yield from _until_released(told)
    elif state.state is State.DIAGNOSIS:
        until = "a date stands" if state.fixes else "the cause is found and a date stands"
        yield _heard(told, Promise.DIAGNOSIS_UPDATE, until)


def _is_dated(told: Told) -> bool:
    """Say whether a date stands for all that is waited for, once this is said."""
    assert told.case.state is not None
    waited = told.case.state.fixes
    dates = [told.date if told.date and fix in told.before else date for fix, date in waited]
    return bool(dates) and None not in dates


def _until_released(told: Told) -> Iterator[str]:
    """Yield what is owed while a date stands: on severity 1 updates, unless the date is accepted (O6.3)."""
    state, terms = told.case.state, told.case.terms
    assert state is not None
    assert terms is not None
    measure = terms.measure(state.plan, state.severity, state.protocol, Promise.FIX_RELEASE)
    if not measure.comes_again:
        again = " again" if told.stood else ""
        yield f"You hear from us when it is out, and at once should the date move{again}. Nothing is needed from you."
        return
    cadence = next((c for c in told.case.clocks if c.ended_at is None and (c.promise, c.about) == CADENCE), None)
    cause = cadence.because.cause if cadence else None
    if cause is Cause.ACCEPTED:
        yield "You had accepted a date without updates until then, and that still holds."
    elif cause is Cause.SLIPPED:
        often = every(measure.amount)
        yield f"You had accepted the earlier date. As it has moved, our updates begin again: {often} until it is out."
        yield "If the new date suits you, you can accept it on this page, and the updates stop."
    else:
        yield _heard(told, Promise.FIX_RELEASE, "the fix is out")


def _heard(told: Told, promise: Promise, until: str) -> str:
    state, terms = told.case.state, told.case.terms
    assert state is not None
    assert terms is not None
    return when_heard(promise, told.case.history, terms, state, told.now)(until, told.moment)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
