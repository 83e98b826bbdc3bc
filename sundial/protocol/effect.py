"""What a fact would change, before it happens: a history folded as it is, and once more with the fact behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sundial.protocol.clock import Clock
from sundial.protocol.facts import By, Fact, Side, What
from sundial.protocol.fold import fold
from sundial.protocol.promises import INSIDE, Promise
from sundial.protocol.terms import Terms

Place = tuple[Promise, int]


@dataclass(frozen=True, slots=True)
class Moved:
    """What runs in one place before and after; `before` is None where a clock would begin, `after` where one ends."""

    before: Clock | None
    after: Clock | None

    @property
    def clock(self) -> Clock:
        """One of the two, to name it by."""
        clock = self.after or self.before
        assert clock is not None
        return clock

    @property
    def is_same(self) -> bool:
        """Whether nothing of it would change that anybody could see."""
        return _seen(self.before) == _seen(self.after)


def supposed(history: Sequence[Fact], what: What, side: Side, at: datetime) -> tuple[Fact, ...]:
    """Return the history as it would be if something happened at an instant, by nobody in particular of a side."""
    at = max([at, *(fact.at for fact in history)])
    return (*history, Fact(len(history) + 1, at, at, By("", side), what))


def effect(history: Sequence[Fact], terms: Terms, what: What, side: Side, at: datetime) -> tuple[Moved, ...]:
    """Return every clock that runs for the customer, before and after, the nearest first (O6.8).

    Raises HistoryError where it could not happen, and HoursError where it would be due beyond all calendars.
    """
    before = running(fold(history, terms)[0])
    after = running(fold(supposed(history, what, side, at), terms)[0])
    moved = [Moved(before.get(place), after.get(place)) for place in {**before, **after}]
    return tuple(sorted(moved, key=lambda one: one.clock.due_at))


def running(clocks: Sequence[Clock]) -> Mapping[Place, Clock]:
    """Return what runs for the customer, by its promise and by what it is about."""
    mine = (clock for clock in clocks if clock.ended_at is None and clock.promise not in INSIDE)
    return {(clock.promise, clock.about): clock for clock in mine}


def _seen(clock: Clock | None) -> tuple[object, ...]:
    return (clock.due_at, clock.started_at > clock.because.since, clock.paused) if clock else ()
