"""When a count falls due: by the table, by an agreement, or at an instant that was given."""

from collections.abc import Sequence
from datetime import datetime

from sundial.protocol import hours
from sundial.protocol.clock import AtInstant, ByAgreement, ByRung, ByTable, Count
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Measure, Terms

Pauses = Sequence[tuple[datetime, datetime]]


def measure_of(count: Count, promise: Promise, terms: Terms) -> Measure:
    """Return by what a count is measured, also where its due time was given as an instant."""
    if type(count) is ByTable:
        return terms.measure(count.plan, count.severity, count.revision, promise)
    if type(count) is ByAgreement:
        return terms.agreed(count.amount, count.revision, promise)
    if type(count) is ByRung:
        return terms.rung(count, promise)
    return terms.given(count.revision, promise)


def due_of(count: Count, promise: Promise, terms: Terms, pauses: Pauses = ()) -> datetime:
    """Return when a count falls due (UTC), its pauses taken out; a due time that was given stays where it is."""
    if type(count) is ByTable:
        start, plan, severity, revision = count
        measure = terms.measure(plan, severity, revision, promise)
    elif type(count) is AtInstant:
        return count.at
    else:
        start, measure = count.start, measure_of(count, promise, terms)
    if not pauses and (reckoning := measure.reckoning) is not None:
        return reckoning.due(start)
    return hours.add(start, measure.amount, measure.calendar, pauses)


def deciding(counts: Sequence[Count], promise: Promise, terms: Terms, pauses: Pauses = ()) -> tuple[Count, datetime]:
    """Return the count that decides, and when it falls due: the earliest, and of equals the first."""
    if len(counts) == 1:
        (count,) = counts
        return count, due_of(count, promise, terms, pauses)
    dues = [due_of(one, promise, terms, pauses) for one in counts]
    due = min(dues)
    return counts[dues.index(due)], due
