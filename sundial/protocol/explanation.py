"""Why a due time is what it is: every segment between a start and the due time, and what each one counts."""

from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sundial.protocol.amounts import Amount, BusinessDays, BusinessTime
from sundial.protocol.business_days import days_after
from sundial.protocol.calendar import Calendar
from sundial.protocol.instants import instant
from sundial.protocol.openings import Span
from sundial.protocol.segments import Kind, Piece, Segment, made, paused, segment_of


class Explanation(NamedTuple):
    """A due time and the segments that lead to it, in order and without a gap; all in UTC.

    Segments of business days add one of kind "day", without length, where each business day ends.
    """

    start: datetime
    due: datetime
    segments: tuple[Segment, ...]


class Miscounted(AssertionError):
    """The segments of an explanation do not come to the amount: a fault in this program, never in its input."""


def explained(start: int, due: int, amount: Amount, calendar: Calendar, pauses: list[Span]) -> Explanation:
    """Return the explanation of a due time, both given in microseconds; what its segments count is the amount."""
    counted: float
    if isinstance(amount, BusinessDays):
        segments, wanted = _days(start, due, amount.days, calendar.first, pauses), amount.days
        counted = sum(segment.kind is Kind.DAY for segment in segments)
    else:
        along = calendar if isinstance(amount, BusinessTime) else None
        segments, wanted = _time(start, due, along, pauses), amount.seconds
        counted = sum(map(SECONDS, segments))
    if counted != wanted and round(counted - wanted, 6):
        raise Miscounted(f"{amount} from {instant(start)} to {instant(due)} on {calendar.name} counts {counted}")
    if not segments:
        return Explanation(instant(start), instant(due), ())
    return made(Explanation, (segments[0].start, segments[-1].end, tuple(segments)))


def explained_between(start: int, end: int, calendar: Calendar, pauses: list[Span]) -> Explanation:
    """Return everything that lies between two instants in order, given in microseconds."""
    return Explanation(instant(start), instant(end), tuple(_time(start, end, calendar, pauses)))


SECONDS = itemgetter(3)


def _time(start: int, due: int, calendar: Calendar | None, pauses: list[Span]) -> list[Segment]:
    if start == due:
        return []
    if calendar is None:
        return [segment_of(piece) for piece in paused([Piece(start, due, Kind.ELAPSED)], pauses)]
    strip = calendar.strip(start, due)
    if not pauses:
        return strip.segments(start, due)
    return [segment_of(piece) for piece in paused(strip.pieces(start, due), pauses)]


def _days(start: int, due: int, days: int, calendar: Calendar, pauses: list[Span]) -> list[Segment]:
    """Return the segments up to the end of the first business day, its mark, those up to the second, and so on."""
    segments: list[Segment] = []
    at = start
    for day in range(1, days + 1):
        end = due if day == days else days_after(start, day, calendar, pauses)
        segments += _time(at, end, calendar, pauses)
        segments.append(Segment(instant(end), instant(end), Kind.DAY, 0, f"business day {day} of {days}"))
        at = end
    return segments
