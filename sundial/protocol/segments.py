"""The segments of an explanation: open, closed and holiday along a calendar, cut by pauses."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sundial.protocol.calendar_rule import CalendarRule, day_number
from sundial.protocol.instants import DAY, EPOCH, MICROSECOND, SECOND, HoursError, instant, year_of
from sundial.protocol.openings import Openings, Span
from sundial.protocol.zones import Offsets


class Kind(StrEnum):
    """What a segment is: time that counts, time that does not and why, or the end of a business day."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    ELAPSED = "elapsed"
    DAY = "day"


class Segment(NamedTuple):
    """From `start` to `end` in UTC; `seconds` is what it counts, whole unless an instant has a fraction.

    `note` is the name of a holiday, or which business day ends here.
    """

    start: datetime
    end: datetime
    kind: Kind
    seconds: float
    note: str = ""

    def local(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return start and end as the clocks of a zone show them; raises HoursError where their year has no number."""
        try:
            return self.start.astimezone(zone), self.end.astimezone(zone)
        except OverflowError:
            raise HoursError("a local time of the explanation lies beyond the years 1 to 9999") from None


class Piece(NamedTuple):
    """A segment in microseconds, before it is cut."""

    start: int
    end: int
    kind: Kind
    note: str = ""


made = tuple.__new__  # a named tuple in half the time of its constructor, where every part is at hand
COUNTED = (Kind.OPEN, Kind.ELAPSED)


def segment_of(piece: Piece) -> Segment:
    """Return a piece as people read it."""
    start, end, kind, note = piece
    return Segment(instant(start), instant(end), kind, _seconds(end - start) if kind in COUNTED else 0, note)


def _seconds(length: int) -> float:
    whole, fraction = divmod(length, SECOND)
    return length / SECOND if fraction else whole


class Cover:
    """Spans that lie over others and hide what they cover: pauses over open time, holidays over closed time."""

    __slots__ = ("_ends", "_pieces")

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces: list[Piece] = []
        for piece in sorted(pieces):
            since = max(piece.start, self._pieces[-1].end) if self._pieces else piece.start
            if since < piece.end:
                self._pieces.append(piece._replace(start=since))
        self._ends = [piece.end for piece in self._pieces]

    def over(self, piece: Piece) -> Iterator[Piece]:
        """Yield a piece with what is covered of it replaced by the cover."""
        at = piece.start
        for cover in self._pieces[bisect_right(self._ends, at) :]:
            if cover.start >= piece.end:
                break
            low, high = max(cover.start, at), min(cover.end, piece.end)
            if at < low:
                yield piece._replace(start=at, end=low)
            yield cover._replace(start=low, end=high)
            at = high
        if at < piece.end:
            yield piece._replace(start=at)


def paused(pieces: Iterable[Piece], pauses: Iterable[Span]) -> Iterator[Piece]:
    """Yield pieces with what would count but is paused taken out of them, as pieces of kind pause."""
    cover = Cover(Piece(since, until, Kind.PAUSE) for since, until in pauses)
    for piece in pieces:
        if piece.kind in COUNTED:
            yield from cover.over(piece)
        else:
            yield piece


class Strip:
    """Everything that lies along a calendar, open or not, as segments that are made once."""

    __slots__ = ("_pieces", "_segments", "_starts", "known")

    def __init__(self, rules: tuple[CalendarRule, ...], known: Openings) -> None:
        self.known = known
        self._pieces = list(_pieces(known, _holidays(rules, known)))
        self._starts = [piece.start for piece in self._pieces]
        self._segments = [segment_of(piece) for piece in self._pieces]

    def pieces(self, start: int, end: int) -> list[Piece]:
        """Return the pieces from one instant to a later one, the first and the last cut to them."""
        first, last = bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)
        pieces = self._pieces[first:last]
        pieces[0] = pieces[0]._replace(start=start)
        pieces[-1] = pieces[-1]._replace(end=end)
        return pieces

    def segments(self, start: int, end: int) -> list[Segment]:
        """Return the segments from one instant to a later one, the first and the last cut to them."""
        first, last = bisect_right(self._starts, start) - 1, bisect_left(self._starts, end) - 1
        began, ended = EPOCH + start * MICROSECOND, EPOCH + end * MICROSECOND
        _, until, kind, counts, note = self._segments[first]
        if first == last:
            return [made(Segment, (began, ended, kind, _seconds(end - start) if counts else 0, note))]
        segments = self._segments[first : last + 1]
        left = _seconds(self._starts[first + 1] - start) if counts else 0
        segments[0] = made(Segment, (began, until, kind, left, note))
        since, _, kind, counts, note = segments[-1]
        done = _seconds(end - self._starts[last]) if counts else 0
        segments[-1] = made(Segment, (since, ended, kind, done, note))
        return segments


def _pieces(known: Openings, holidays: Cover) -> Iterator[Piece]:
    """Yield everything from the first to the last instant that is known, in order."""
    at = known.low
    for opens, closes in [*zip(known.opens, known.closes, strict=True), (known.high, known.high)]:
        if at < opens:
            yield from holidays.over(Piece(at, opens, Kind.CLOSED))
        if opens < closes:
            yield Piece(opens, closes, Kind.OPEN)
        at = closes


def _holidays(rules: tuple[CalendarRule, ...], known: Openings) -> Cover:
    """Return the holidays of all rules, each from local midnight to local midnight."""
    first, last = year_of(known.low), year_of(known.high)
    return Cover(
        Piece(offsets.earliest(number * DAY), offsets.earliest((number + 1) * DAY), Kind.HOLIDAY, name)
        for rule in rules
        for offsets in [Offsets(rule.tz, first, last)]
        for day, name in rule.holidays.items()
        for number in [day_number(day)]
        if first - 1 <= day.year <= last
    )
