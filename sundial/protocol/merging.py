"""Protocol 06, merging: what a case that goes on as another takes with it (O6.10; docs/promises.md, section 7)."""

from collections.abc import Iterable

from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock, Outcome
from sundial.protocol.facts import Awaited, Carried, MergedFrom
from sundial.protocol.promises import PHASES


def taken_over(number: str, clocks: Iterable[Clock], state: CaseState, ended_by: int) -> MergedFrom:
    """Return what the survivor is told of a merged case: what ran there in time, and what it waited for.

    `clocks` and `state` are those of the merged case with the fact by which it ends, `ended_by` that fact's `seq`: what
    it cancelled ran in time, with the pauses taken out that ended with it; what was late stays behind as broken. What
    other groups owe is asked for again.
    """
    owed = tuple(_carried(clock) for clock in clocks if _ran_in_time(clock, ended_by))
    return MergedFrom(number, owed, tuple(Awaited(fix, date) for fix, date in state.fixes))


def _ran_in_time(clock: Clock, ended_by: int) -> bool:
    return clock.ended_by == ended_by and clock.outcome is Outcome.CANCELLED and clock.promise in PHASES


def _carried(clock: Clock) -> Carried:
    return Carried(clock.promise, clock.because.own_start, clock.due_at, notice=clock.about > 0)
