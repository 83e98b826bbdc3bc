"""A bar on the terminal: how much is done, how fast, and for how long yet; nothing where nobody is looking."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

WIDTH = 24  # letters
EVERY = 0.2  # seconds between two drawings


@dataclass(slots=True)
class Bar:
    """Work of `whole` pieces, drawn on a terminal; `clock` returns seconds that only grow."""

    out: TextIO
    whole: int
    noun: str
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    began: float = field(init=False)
    drawn: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.drawn = self.clock()

    def add(self, pieces: int) -> None:
        """So many more are done."""
        self.done += pieces
        if self.out.isatty() and self.clock() - self.drawn >= EVERY:
            self.drawn = self.clock()
            self.out.write(f"\r{self}\x1b[K")
            self.out.flush()

    def end(self) -> None:
        """Leave the line free for what comes after."""
        if self.out.isatty():
            self.out.write("\r\x1b[K")
            self.out.flush()

    def __str__(self) -> str:
        seconds = max(self.clock() - self.began, 1e-9)
        rate = self.done / seconds
        part = min(self.done / self.whole, 1.0) if self.whole else 1.0
        bar = "#" * int(part * WIDTH)
        left = f", {_time((self.whole - self.done) / rate)} left" if 0 < self.done < self.whole else ""
        return f"[{bar:<{WIDTH}}] {part:4.0%} {self.done:,} {self.noun}, {rate:,.0f}/s{left}"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
