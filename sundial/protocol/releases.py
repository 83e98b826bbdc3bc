"""Protocol 05 and 06: what is decided about a release, and what each case that waits for it is told (O5.3, O6.4)."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sundial.protocol.case import as_they_happened
from sundial.protocol.facts import DateAccepted, Fact, FixReleased, FixRemoved, FixWithdrawn, ReleaseRescheduled, What
from sundial.protocol.life import Life
from sundial.protocol.states import OPEN, State


class Decided(StrEnum):
    """What is decided that cases hear of; a release that is planned, or a fix that is put into one, is none of it."""

    RESCHEDULED = "rescheduled"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    SHIPPED = "shipped"
    DROPPED = "dropped"


DETERMINATIONS = (ReleaseRescheduled, FixRemoved)  # each owes a notice (O6.4)
Dates = Mapping[str, datetime | None]  # fixes that are waited for, by their keys, with the date that stands for each


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, by the id of its event: about a release, by its name ("": none), and fixes, by their keys.

    `was` and `to` are the release's dates before and after (UTC), None for one that is not known.
    """

    kind: Decided
    release: str
    fixes: tuple[str, ...]
    was: datetime | None = None
    to: datetime | None = None
    event: str = ""

    def reaches(self, state: State) -> bool:
        """Say whether a case that stands so is told: one that is open, and of a release also one that is resolved."""
        return state in OPEN or (self.kind is Decided.SHIPPED and state is State.RESOLVED)

    def facts(self, awaited: Container[str]) -> tuple[What, ...]:
        """Return what happens to a case that waits for these fixes; () for one that waits for none of them."""
        fixes = tuple(fix for fix in self.fixes if fix in awaited)
        return tuple(_FACTS[self.kind](self, fixes)) if fixes else ()


def concerned(decision: Decision, history: Sequence[Fact], at: datetime) -> Dates:
    """Return what a decision made at an instant is about on a case that hears of it now, with the dates that stand.

    Nothing where the case has ended; and no fix that it did not wait for when it was decided, or does not any more.
    """
    facts = as_they_happened(history)
    life = _lived(facts)
    if not decision.reaches(life.state):
        return {}
    then = life if facts[-1].at <= at else _lived([fact for fact in facts if fact.at <= at])
    return {fix: life.fixes.dates[fix] for fix in decision.fixes if fix in life.fixes.dates and fix in then.fixes.dates}


def happens_at(history: Sequence[Fact], at: datetime) -> datetime:
    """Return when a decision made at an instant happens on a case: then, but not before a date accepted meanwhile.

    Who accepted the old date before they could be told is owed updates again, as anybody whose date slips (O6.8d).
    """
    return max([at, *(fact.at for fact in history if isinstance(fact.what, DateAccepted))])


def loose_date(history: Sequence[Fact]) -> datetime | None:
    """Return the date that was given without a fix and stands (UTC), for a fix that may be identified yet."""
    return _lived(as_they_happened(history)).fixes.standing


def _lived(facts: Iterable[Fact]) -> Life:
    life = Life()
    for fact in facts:
        life.take(fact)
    return life


def _rescheduled(decision: Decision, fixes: tuple[str, ...]) -> Iterable[What]:
    yield ReleaseRescheduled(decision.release, fixes, decision.was, decision.to, decision.event)


def _removed(decision: Decision, fixes: tuple[str, ...]) -> Iterable[What]:
    return (FixRemoved(fix, decision.release, decision.event) for fix in fixes)


def _withdrawn(decision: Decision, fixes: tuple[str, ...]) -> Iterable[What]:
    """A fix that was in a release is thereby taken out of it, which is a determination."""
    for fix in fixes:
        if decision.release:
            yield FixRemoved(fix, decision.release, decision.event)
        yield FixWithdrawn(fix)


def _shipped(decision: Decision, fixes: tuple[str, ...]) -> Iterable[What]:
    return (FixReleased(fix, decision.release) for fix in fixes)


_FACTS: Mapping[Decided, Callable[[Decision, tuple[str, ...]], Iterable[What]]] = {
    Decided.RESCHEDULED: _rescheduled,
    Decided.REMOVED: _removed,
    Decided.WITHDRAWN: _withdrawn,
    Decided.SHIPPED: _shipped,
    Decided.DROPPED: _removed,
}
