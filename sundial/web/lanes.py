"""Where the words of a rail go: two lanes above the strip, hours below it, nothing over anything else.

All lengths are pixels of a strip of known width. Widths of words are estimates on the generous side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

GLYPH, GAP, STEM = 7.4, 6.0, 5.0  # a character's width, the air between words, from stem to word
NOW_CLEAR = 7.0  # the sun's radius and its air
PATIENCE = 3000  # steps after which the best seating found so far is taken


@dataclass(frozen=True, slots=True)
class Words:
    """What wants to be said at `x`; the greater `weight` keeps its place where room is short."""

    x: float
    text: str
    weight: int = 1

    @property
    def width(self) -> float:
        return len(self.text) * GLYPH


@dataclass(frozen=True, slots=True)
class Seat:
    """A place for words: lane 0 is the upper one; `side` is 1 to the right of the stem, -1 to the left."""

    lane: int
    side: int


@dataclass(frozen=True, slots=True)
class _Taken:
    boxes: tuple[tuple[int, float, float], ...] = ()
    stems: tuple[tuple[int, float], ...] = ()
    seats: tuple[Seat | None, ...] = ()
    score: int = 0


@dataclass(slots=True)
class _Search:
    words: Sequence[Words]
    width: float
    now: float | None
    best: _Taken = field(default_factory=lambda: _Taken(score=-1))
    steps: int = 0

    def go(self, at: int, taken: _Taken) -> None:
        rest = sum(w.weight for w in self.words[at:])
        self.steps += 1
        if taken.score + rest <= self.best.score or self.steps > PATIENCE:
            return
        if at == len(self.words):
            self.best = taken
            return
        for following in self._choices(self.words[at], taken):
            self.go(at + 1, following)

    def _choices(self, words: Words, taken: _Taken) -> Iterator[_Taken]:
        for lane in (0, 1):
            for side in (1, -1) if words.x < self.width * 0.7 else (-1, 1):
                if grown := self._seat(words, Seat(lane, side), taken):
                    yield grown
        yield replace(taken, seats=(*taken.seats, None))

    def _seat(self, words: Words, seat: Seat, taken: _Taken) -> _Taken | None:
        near, far = words.x + seat.side * STEM, words.x + seat.side * (STEM + words.width)
        low, high = min(near, far), max(near, far)
        if low < 0 or high > self.width or self._hides_now(words.x, low, high):
            return None
        if any(lane == seat.lane and low < right + GAP and left < high + GAP for lane, left, right in taken.boxes):
            return None
        if any(lane <= seat.lane and low - 2 < x < high + 2 for lane, x in taken.stems):
            return None
        if any(lane >= seat.lane and left - 2 < words.x < right + 2 for lane, left, right in taken.boxes):
            return None
        return _Taken(
            (*taken.boxes, (seat.lane, low, high)),
            (*taken.stems, (seat.lane, words.x)),
            (*taken.seats, seat),
            taken.score + words.weight,
        )

    def _hides_now(self, x: float, low: float, high: float) -> bool:
        if self.now is None:
            return False
        return low < self.now + NOW_CLEAR and high > self.now - NOW_CLEAR


def seat(words: Sequence[Words], width: float, now: float | None) -> list[Seat | None]:
    """Seat words, given from left to right, so that the weightiest set is shown and nothing overlaps.

    A stem falls from its lane to the strip, so it may cross no words beneath it. None: no room for these.
    """
    search = _Search(words, width, now)
    search.go(0, _Taken())
    return list(search.best.seats)


@dataclass(slots=True)
class Line:
    """One line of short words below the strip; what finds no room is left out."""

    width: float
    taken: list[tuple[float, float]] = field(default_factory=list)

    def claim(self, low: float, high: float, gap: float = 8.0) -> bool:
        """Take the room between two points if it is free and on the strip."""
        if low < 0 or high > self.width:
            return False
        if any(low < right + gap and left < high + gap for left, right in self.taken):
            return False
        self.taken.append((low, high))
        return True
