"""Protocol 08: when a page rests: nobody is woken for it while the clock of its promise stands still (O8.6)."""

from collections.abc import Iterable
from datetime import datetime

from sundial.protocol.amounts import Elapsed
from sundial.protocol.calendar import Calendar
from sundial.protocol.clock import AtInstant, Clock
from sundial.protocol.counting import deciding, measure_of
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Breached, DueSoon, Escalated, Fact
from sundial.protocol.instants import instant, micros
from sundial.protocol.paging import URGENT
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

ALWAYS = "day-and-night"


def rests_outside(
    fact: Fact, clocks: Iterable[Clock], severity: int, protocol: Protocol, terms: Terms
) -> Calendar | None:
    """Return the calendar outside whose hours the page of a fact rests; None for one that runs day and night.

    It runs as its promise is counted, by the count that decides. Severity 1 never rests, nor does a due time that was
    given as an instant; only what another group owes us by one rests with the office, for no customer waits for that.
    """
    clock = next((one for one in clocks if _is_of(fact, one)), None)
    if clock is None or severity == URGENT or protocol.readings.next_in_line == ALWAYS:
        return None
    count, _ = deciding(clock.because.counts, clock.promise, terms, clock.because.pauses)
    measure = measure_of(count, clock.promise, terms)
    if isinstance(count, AtInstant):
        return measure.calendar if clock.promise is Promise.RESOURCE_ANSWER else None
    return None if isinstance(measure.amount, Elapsed) else measure.calendar


def wakes_at(at: datetime, calendar: Calendar | None) -> datetime:
    """Return when a page may be asked that is due at an instant (UTC): then, or as the office opens next."""
    return instant(calendar.roll(micros(at))) if calendar else at


def _is_of(fact: Fact, clock: Clock) -> bool:
    what = fact.what
    if isinstance(what, Escalated):
        return clock.promise is Promise.ESCALATION and clock.about == fact.seq
    if isinstance(what, DueSoon | Breached):
        return (clock.promise, clock.due_at) == (what.promise, what.due_at)
    return False
