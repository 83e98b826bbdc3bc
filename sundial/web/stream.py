"""One open stream to one page: a flag that is up or down, so that no reader can make it grow."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from secrets import randbelow
from time import monotonic
from uuid import UUID

from sundial.web.live_looks import Reader

BEAT = 15.0  # seconds between two signs of life
SOONEST, SPREAD = 1000, 2000  # milliseconds until the browser comes back: never all of them at once
STILL_HERE = b"event: here\ndata: still\n\n"  # a page that hears none of it comes back, though its line looks whole


class NoRoomError(Exception):
    """The person has as many streams open as one person may."""


class Change(StrEnum):
    """What a stream can say: what the page shows has changed, or something else on the desk has."""

    LIVE = "live"
    DESK = "desk"


@dataclass(eq=False, slots=True)
class Stream:
    """One page that is open; `case` is the one that it shows, None if it shows a list."""

    reader: Reader
    case: UUID | None = None
    news: set[Change] = field(default_factory=set)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    told_at: float = 0.0
    ended: bool = False
    task: "asyncio.Task[object] | None" = None

    def tell(self, change: Change) -> None:
        """Put a flag up; one that is up already stays up."""
        if not self.news:
            self.told_at = monotonic()
        self.news.add(change)
        self.told.set()

    def end(self) -> None:
        """Let the stream finish; one that hangs in a write is cancelled."""
        hanging = self.stalled_for(1)
        self.ended = True
        self.told.set()
        if hanging and self.task is not None:
            self.task.cancel()

    def stalled_for(self, seconds: float) -> bool:
        """Tell whether there has been news for that long which nobody took."""
        return bool(self.news) and monotonic() - self.told_at > seconds

    async def events(self) -> AsyncIterator[bytes]:
        """Yield what goes over the wire until the stream is ended; never a word of content."""
        self.task = asyncio.current_task()
        yield f"retry: {SOONEST + randbelow(SPREAD)}\n\n".encode()
        while not self.ended:
            try:
                await asyncio.wait_for(self.told.wait(), BEAT)
            except TimeoutError:
                yield STILL_HERE
                continue
            news, self.news = self.news, set()
            self.told.clear()
            for change in sorted(news):
                yield f"event: {change}\ndata: changed\n\n".encode()
