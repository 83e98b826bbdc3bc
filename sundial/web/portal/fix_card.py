"""The fix of a case in sentences for its customer: one card, which says how things stand and what can be done about it.

Without the key of a fix, and without a new date that nobody has told them yet: a notice that is owed tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sundial.models import Person
from sundial.protocol.accepting import Bar, offer
from sundial.protocol.agreed import Came, agreements_of
from sundial.protocol.case import State
from sundial.protocol.clock import Cause
from sundial.protocol.facts import AgreementEnded, DateAccepted, Fact, FixReleased
from sundial.protocol.promises import Promise
from sundial.protocol.releases import loose_date
from sundial.web.portal.fix_teller import Teller
from sundial.web.promises import Line, Reading


@dataclass(frozen=True, slots=True)
class Card:
    """What the page says: a title, sentences, and at most one thing that can be done.

    `accepts` is the date that a press accepts, `withdraws` whether a press takes an acceptance back, `then` what either
    comes to, `why` the promise whose reason can be read.
    """

    title: str
    says: tuple[str, ...]
    accepts: datetime | None = None
    withdraws: bool = False
    then: str = ""
    why: Line | None = None
    moved: bool = False

    @property
    def date(self) -> str:
        """The date that is accepted, as the form carries it."""
        return self.accepts.isoformat() if self.accepts else ""


def card(reading: Reading, now: datetime, zone: tzinfo) -> Card | None:
    """Return what the page says of the fix; None where nothing of it concerns the case."""
    teller = Teller(reading, now, zone)
    state = reading.state.state
    if state is State.RELEASED:
        return _released(teller)
    if state not in (State.DIAGNOSIS, State.FIX):
        return None
    return _moved(teller) or _accepted(teller) or _expected(teller) or _undated(teller)


def accepted_in(reading: Reading) -> Fact | None:
    """Return the acceptance of a date that is in force on a case."""
    found = agreements_of(reading.history, reading.terms)
    mine = (one.fact for one in found if isinstance(one.what, DateAccepted) and one.came is Came.IN_FORCE)
    return next(mine, None)


def _released(teller: Teller) -> Card:
    out = next(fact for fact in reversed(teller.reading.history) if isinstance(fact.what, FixReleased))
    assert isinstance(out.what, FixReleased)
    release = f"Release {out.what.release}, with the fix for this case," if out.what.release else "The fix"
    since = f"{release} is out since {teller.at(out.at)}."
    return Card("The fix is out", (since, "Please install it, and tell us here whether it holds."))


def _moved(teller: Teller) -> Card | None:
    """Say that a notice is owed: what moved, a person tells."""
    notice, cadence = teller.notice, teller.cadence
    if notice is None:
        return None
    tells = f"We tell you what holds now by {teller.at(notice.due_at)}."
    if cadence is not None and cadence.clock.because.cause is Cause.SLIPPED:
        often, by = teller.often(Promise.FIX_RELEASE), teller.at(cadence.due_at)
        again = f"So we update you again, {often}, the next time by {by}."
        waited = "accepted" if _was_accepted(teller.reading) else "had agreed to wait for"
        return Card(f"The date that you {waited} has moved", (again, tells), why=cadence, moved=True)
    return Card("The release of your fix has changed", (tells, *_meanwhile(teller)), why=notice, moved=True)


def _was_accepted(reading: Reading) -> bool:
    """Say whether what slipped last was a date that they accepted, and not a silence that was agreed on."""
    slipped = [one.what for one in agreements_of(reading.history, reading.terms) if one.came is Came.SLIPPED]
    return bool(slipped) and isinstance(slipped[-1], DateAccepted)


def _meanwhile(teller: Teller) -> Iterator[str]:
    """Yield what goes on until then."""
    accepted = accepted_in(teller.reading)
    if accepted is not None and isinstance(accepted.what, DateAccepted):
        yield f"You accepted {teller.on(accepted.what.date)} without updates until then, and that still holds."
    elif teller.cadence is not None:
        yield teller.hears(Promise.FIX_RELEASE, "the fix is out")
    elif teller.reading.state.state is State.DIAGNOSIS:
        yield teller.hears(Promise.DIAGNOSIS_UPDATE, "a date stands")


def _accepted(teller: Teller) -> Card | None:
    fact, cadence = accepted_in(teller.reading), teller.cadence
    if fact is None or cadence is None or not isinstance(fact.what, DateAccepted):
        return None
    who = Person.objects.filter(pk=fact.by.id).values_list("name", flat=True).first()
    told = f"{who or 'You'} accepted it {teller.at(fact.at)}."
    silent = "Until then we send no updates; should the date move, you are told at once."
    late = f"If it is not out by then, the next update comes by {teller.at(cadence.due_at)}."
    if fact.what.date <= teller.now:
        silent, late = "That date has come.", f"If it is not out, the next update comes by {teller.at(cadence.due_at)}."
    back = teller.would_be_due(AgreementEnded(fact.seq))
    then = f"Taken back, the next update is due by {back}." if back else ""
    says = (f"{teller.thing} is expected then. {told}", silent, late)
    return Card(f"You accepted {teller.on(fact.what.date)}", says, withdraws=True, then=then, why=cadence)


def _expected(teller: Teller) -> Card | None:
    date = teller.date
    if date is None or teller.reading.state.state is not State.FIX:
        return None
    verb = "is" if date > teller.now else "was"
    title = f"{teller.thing} {verb} expected on {teller.on(date)}"
    if not teller.comes_again:
        return Card(title, ("The cause is found. You hear from us when it is out, and at once should the date move.",))
    often = f"The cause is found. {teller.hears(Promise.FIX_RELEASE, 'it is out')}"
    offered = offer(teller.reading.history, teller.reading.terms, teller.now)
    if offered.bar is Bar.LATE:
        return Card(title, (often, "Our update is late; once you have it, you can accept this date."))
    if offered.bar is not None:
        return Card(title, (often,))
    enough = "If this date is enough for you, accept it: the updates stop, and you are told at once should it move."
    back = teller.would_be_due(DateAccepted(date))
    then = f"If it is not out by then, the next update comes by {back}." if back else ""
    return Card(title, (often, enough), accepts=date, then=then)


def _undated(teller: Teller) -> Card | None:
    """Say what is known while no date stands for a fix, or no fix is known for a date."""
    if teller.reading.state.fixes:
        goes_on = teller.hears(Promise.DIAGNOSIS_UPDATE, "it has one")
        return Card("The fix is identified", (f"It has no release date yet. {goes_on}",))
    loose = loose_date(teller.reading.history)
    if loose is None:
        return None
    title = f"A fix is expected on {teller.on(loose)}"
    goes_on = teller.hears(Promise.DIAGNOSIS_UPDATE, "it is")
    return Card(title, (f"What exactly mends this is not settled yet. {goes_on}",))
