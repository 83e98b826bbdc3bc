"""Pauses: spans of time that do not count, taken out of whatever runs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sundial.protocol.instants import HoursError, micros
from sundial.protocol.openings import Span, merged

Pauses = Iterable[tuple[datetime, datetime]]


class Line(Protocol):
    """Anything along which time runs, in microseconds: a calendar, or plain elapsed time."""

    def forward(self, at: int, amount: int) -> int: ...
    def backward(self, at: int, amount: int) -> int: ...
    def open_between(self, low: int, high: int) -> int: ...


class ElapsedLine:
    """Elapsed time: day and night, without an end."""

    def forward(self, at: int, amount: int) -> int:
        return at + amount

    def backward(self, at: int, amount: int) -> int:
        return at - amount

    def open_between(self, low: int, high: int) -> int:
        return high - low


class Paused:
    """A line with pauses taken out; they may overlap, be out of order or lie outside."""

    __slots__ = ("_line", "_pauses")

    def __init__(self, line: Line, pauses: list[Span]) -> None:
        self._line, self._pauses = line, pauses

    def forward(self, at: int, amount: int) -> int:
        """Return the first instant at which `amount` has run from `at`."""
        for since, until in self._pauses if amount else ():
            if until > at:
                before = self._line.open_between(at, since) if since > at else 0
                if amount <= before:
                    break
                at, amount = until, amount - before
        return self._line.forward(at, amount)

    def backward(self, at: int, amount: int) -> int:
        """Return the last instant from which `amount` has run by `at`."""
        for since, until in reversed(self._pauses if amount else []):
            if since < at:
                after = self._line.open_between(until, at) if until < at else 0
                if amount <= after:
                    break
                at, amount = since, amount - after
        return self._line.backward(at, amount)

    def open_between(self, low: int, high: int) -> int:
        """Return the time that runs between two instants in order."""
        inside = ((max(since, low), min(until, high)) for since, until in self._pauses)
        paused = sum(self._line.open_between(since, until) for since, until in inside if since < until)
        return self._line.open_between(low, high) - paused


def spans_of(pauses: Pauses) -> list[Span]:
    """Return pauses in order, made one where they overlap; raises HoursError on one that ends before it starts."""
    if not pauses:
        return []
    spans = []
    for since, until in pauses:
        span = micros(since), micros(until)
        if span[0] > span[1]:
            raise HoursError(f"a pause ends before it starts: {since.isoformat()} to {until.isoformat()}")
        spans.append(span)
    return merged(spans)
