"""Open time as sorted intervals of UTC with running totals, searched by bisection: any span costs the same."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

Span = tuple[int, int]


class Alike(NamedTuple):
    """Starts from `low` until before `high`: an amount runs out as long after each, or (no move) at one instant."""

    low: int
    high: int
    moves: bool


class Openings:
    """The open intervals [opens, closes) between two instants, all in microseconds since 1970.

    The first entry is empty and stands at `low`, so that every instant has an interval before it.
    """

    __slots__ = ("closes", "ends", "high", "low", "opens")

    def __init__(self, spans: Iterable[Span], low: int, high: int) -> None:
        merged_spans = [(low, low), *merged(spans)]
        self.low, self.high = low, high
        self.opens = [opens for opens, _ in merged_spans]
        self.closes = [closes for _, closes in merged_spans]
        self.ends = list(accumulate(closes - opens for opens, closes in merged_spans))

    def run(self, at: int) -> int:
        """Return the open time from `low` to an instant between `low` and `high`."""
        last = bisect_right(self.opens, at) - 1
        left = self.closes[last] - at
        return self.ends[last] - left if left > 0 else self.ends[last]

    def after(self, at: int, amount: int) -> int | None:
        """Return the first instant at which `amount` has run from `at`, None if that lies beyond `high`.

        The first: the close of an interval, not the next opening (O6.7b). Nothing at all has run at the last close.
        """
        closes, ends = self.closes, self.ends  # the most used lines of all: `run` is written out
        last = bisect_right(self.opens, at) - 1
        left = closes[last] - at
        total = ends[last] + amount - left if left > 0 else ends[last] + amount
        if total > ends[-1]:
            return None
        last = bisect_left(ends, total)
        return closes[last] - ends[last] + total

    def alike(self, at: int, amount: int) -> Alike | None:
        """Return the starts around `at` from which `amount`, more than nothing, runs out alike; None: not known."""
        around = self.interval(at)
        if around is None:
            return None
        (low, high), is_open = around
        total = self.run(at) + amount
        if not is_open or total > self.ends[-1]:
            return None if is_open else Alike(low, high, moves=False)
        then = bisect_left(self.ends, total)
        earlier, later = total - self.ends[then - 1] - 1, self.ends[then] - total
        return Alike(max(low, at - earlier), min(high, at + later + 1), moves=True)

    def until(self, at: int, amount: int) -> int | None:
        """Return the last instant from which `amount`, more than nothing, has run by `at`, None if that is too far."""
        total = self.run(at) - amount
        if total < 0:
            return None
        last = bisect_right(self.ends, total)
        return self.closes[last] - self.ends[last] + total

    def roll(self, at: int) -> int | None:
        """Return the instant itself if it is open, else the next opening, or None if there is none before `high`."""
        following = bisect_right(self.closes, at)
        if following == len(self.opens):
            return None
        opens = self.opens[following]
        return opens if opens > at else at

    def settled(self, at: int) -> int:
        """Return the instant itself if it is inside an interval or its close, else the last close before it."""
        last = bisect_left(self.opens, at) - 1
        closes = self.closes[last] if last > 0 else self.low
        return closes if closes < at else at

    def interval(self, at: int) -> tuple[Span, bool] | None:
        """Return the open interval that holds an instant, or the closed time around it, and which; None: not known."""
        last = bisect_right(self.opens, at) - 1
        if at < self.closes[last]:
            return (self.opens[last], self.closes[last]), True
        return ((self.closes[last], self.opens[last + 1]), False) if last + 1 < len(self.opens) else None

    def settled_alike(self, at: int) -> Alike | None:
        """Return the instants around `at` that settle alike: each at itself, or all at one close; None: not known."""
        last = bisect_left(self.opens, at) - 1
        if last <= 0:
            return None
        opens, closes = self.opens[last], self.closes[last]
        if at <= closes:
            return Alike(opens + 1, closes + 1, moves=True)
        return Alike(closes + 1, self.opens[last + 1] + 1, moves=False) if last + 1 < len(self.opens) else None

    def within(self, low: int, high: int) -> Iterator[Span]:
        """Yield the open intervals between two instants, cut to them, in order."""
        for at in range(bisect_right(self.closes, low), bisect_left(self.opens, high)):
            yield max(self.opens[at], low), min(self.closes[at], high)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order with those that overlap or touch made one, and empty ones left out."""
    result: list[Span] = []
    opens, closes = 0, -1
    for since, until in sorted(spans):
        if since > closes or closes < opens:
            if opens < closes:
                result.append((opens, closes))
            opens, closes = since, until
        elif until > closes:
            closes = until
    if opens < closes:
        result.append((opens, closes))
    return result
