"""The hub: one LISTEN for the whole process, and who among the open streams is to be told.

NOTIFY says only that something changed somewhere. The hub asks what it was once for each wall class that
has somebody connected (the staff of one region, the contacts of one organization), with the eyes of one
of them, so a stream can never be told of a case that its reader may not see (O2.7).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import Error, connection
from psycopg import AsyncConnection
from psycopg import Error as DriverError

from sundial.models import Kind
from sundial.web import live_looks as looks
from sundial.web.access import Wall
from sundial.web.stream import Change, NoRoomError, Stream

CHANNEL = "sundial"
PULSE = 4.0  # seconds: how long a lost notification or a revoked session can go unseen; gone within five
GATHER = 0.25  # seconds: what changes within it is one look
STALLED = 30.0  # seconds that a stream may leave news unread before it is dropped
PER_PERSON = 5  # over HTTP/1.1 a browser opens six lines to one server: the sixth is for pages and presses
NOTICED = 60.0  # seconds: how often it is written down that somebody has a page open
DJANGOS_OWN = {"context", "cursor_factory", "prepare_threshold"}  # not of a connection that only listens
logger = logging.getLogger(__name__)


class Hub:
    """All open streams of one event loop, and the task that feeds them while there are any."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.heads: dict[Wall, looks.Heads] = {}
        self.customers: dict[Wall, frozenset[UUID]] = {}
        self.looked_at: datetime | None = None
        self.noticed: dict[UUID, float] = {}
        self.delayed = False
        self.task: asyncio.Task[None] | None = None

    def add(self, stream: Stream) -> None:
        """Take a stream in. Raises NoRoomError if the person has five already."""
        self.check_room(stream.reader.person)
        self.streams.add(stream)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.run())

    def check_room(self, person: object) -> None:
        """Raise NoRoomError if the person has as many streams as one may have."""
        if sum(stream.reader.person == person for stream in self.streams) >= PER_PERSON:
            raise NoRoomError

    async def feed(self, stream: Stream, since: datetime | None) -> AsyncIterator[bytes]:
        """Yield what goes to one page for as long as it listens; at once if it missed something after `since`.

        In this order nothing falls between: the stream is in, its wall is known, and only then is the past asked.
        """
        self.add(stream)
        try:
            await self.know(stream.reader)
            if since is not None:
                await self.tell_missed(stream, since)
            async for words in stream.events():
                yield words
        finally:
            self.streams.discard(stream)

    async def tell_missed(self, stream: Stream, since: datetime) -> None:
        """Tell a page what it missed since it was read, of what it shows or of the rest of the desk."""
        for case, change in ((stream.case, Change.LIVE), (None, Change.DESK)):
            if await asyncio.to_thread(looks.missed, stream.reader, case, since):
                stream.tell(change)
                break

    async def know(self, reader: looks.Reader) -> None:
        """See how things stand behind a wall, so that the next look can tell what changed there."""
        eyes = {reader.wall: reader.person}
        if reader.wall not in self.heads:
            _, found = await asyncio.to_thread(looks.heads, eyes, None)
            for wall, heads in found.items():
                self.heads.setdefault(wall, heads)
        if reader.wall not in self.customers:
            seen = await asyncio.to_thread(looks.customers, eyes)
            self.customers = seen | self.customers

    def close(self) -> None:
        """End every stream and stop listening: the server is going down."""
        for stream in self.streams:
            stream.end()
        if self.task is not None:
            self.task.cancel()

    async def run(self) -> None:
        """Listen for as long as anybody is connected; a lost database is tried again each second.

        A stream that nobody feeds would be open and silent: after any other fault all are ended, and begin anew.
        """
        while self.streams:
            try:
                await self.listen()
            except (Error, DriverError, OSError):
                logger.warning("live updates have lost the database", exc_info=True)
                await asyncio.sleep(1)
            except Exception:
                logger.exception("live updates have failed; the pages that are open come back and read again")
                self.cut(self.streams)
        self.heads, self.customers, self.looked_at = {}, {}, None

    async def listen(self) -> None:
        """Look at every wake-up and at every pulse, and check the readers at each pulse."""
        checked = monotonic()
        async with listener() as wakes:
            await self.look()
            while self.streams:
                await next_wake(wakes, within=max(0.0, checked + PULSE - GATHER - monotonic()))
                await self.look()
                if monotonic() - checked >= PULSE - GATHER:
                    checked = monotonic()
                    await self.check()

    async def look(self) -> None:
        """Find out what changed behind each wall, and tell the streams that care; all, of more than a look reads."""
        eyes = {stream.reader.wall: stream.reader.person for stream in self.streams}
        self.looked_at, found = await asyncio.to_thread(looks.heads, eyes, self.looked_at)
        for wall, heads in found.items():
            known = self.heads.get(wall)
            changed = {key[0] for key, head in heads.items() if known is not None and known.get(key) != head}
            if len(heads) >= looks.MOST:
                self.tell(wall, changed | {stream.case for stream in self.streams if stream.case})
            elif changed:
                self.tell(wall, changed)
        walls = {stream.reader.wall for stream in self.streams}
        self.heads = {wall: heads for wall, heads in (self.heads | found).items() if wall in walls}

    def tell(self, wall: Wall, changed: set[UUID]) -> None:
        """Raise a flag on the streams behind one wall; nothing of what changed goes along."""
        for stream in self.streams:
            if stream.reader.wall == wall:
                own = stream.case is None or stream.case in changed
                stream.tell(Change.LIVE if own else Change.DESK)

    async def check(self) -> None:
        """Cut the streams of those who signed out, were shut out or moved, of cases whose wall has closed before them,
        and of those who do not read.
        """
        readers = {stream.reader for stream in self.streams}
        allowed = await asyncio.to_thread(looks.still_allowed, readers)
        shown = {(stream.reader, stream.case) for stream in self.streams if stream.case and stream.reader in allowed}
        gone = await asyncio.to_thread(looks.out_of_sight, shown)
        self.cut(
            stream
            for stream in self.streams
            if stream.reader not in allowed or (stream.reader, stream.case) in gone or stream.stalled_for(STALLED)
        )
        await self.see_delay()
        await self.see_walls({reader.wall: reader.person for reader in allowed})
        await self.notice({reader.person for reader in allowed if reader.wall[0] == Kind.STAFF})

    async def see_delay(self) -> None:
        """Let the desk's pages fetch the line about late alerts, when it begins and when it is over."""
        delayed = await asyncio.to_thread(looks.is_delayed)
        if delayed != self.delayed:
            self.delayed = delayed
            for wall in {stream.reader.wall for stream in self.streams if stream.reader.wall[0] == Kind.STAFF}:
                self.tell(wall, set())

    async def see_walls(self, eyes: dict[Wall, UUID]) -> None:
        """Let lists be fetched anew before which a wall moved: what has gone from them changes nothing else."""
        seen = await asyncio.to_thread(looks.customers, eyes)
        for wall, customers in seen.items():
            if customers != self.customers.get(wall, customers):
                self.tell(wall, set())
        walls = {stream.reader.wall for stream in self.streams}
        self.customers = {wall: some for wall, some in (self.customers | seen).items() if wall in walls}

    async def notice(self, there: set[UUID]) -> None:
        """Write down who of the staff has a page open, each once a minute."""
        now = monotonic()
        fresh = [one for one in there if now - self.noticed.get(one, -NOTICED) >= NOTICED]
        if fresh:
            await asyncio.to_thread(looks.notice, fresh)
        self.noticed = {one: at for one, at in self.noticed.items() if one in there} | dict.fromkeys(fresh, now)

    def cut(self, streams: Iterable[Stream]) -> None:
        """End streams at once, also in the middle of a write that nobody reads."""
        for stream in list(streams):
            stream.end()
            self.streams.discard(stream)


@asynccontextmanager
async def listener() -> AsyncIterator[AsyncConnection]:
    """Open the one connection that listens; it never looks at a row."""
    parameters = connection.get_connection_params()
    wanted = {key: value for key, value in parameters.items() if key not in DJANGOS_OWN}
    opened = await AsyncConnection.connect(**wanted, autocommit=True)
    async with opened:
        await opened.execute(f"listen {CHANNEL}")
        yield opened


async def next_wake(wakes: AsyncConnection, *, within: float) -> None:
    """Return when something changed, after all that changed with it, or when the time is over."""
    async for _ in wakes.notifies(timeout=within, stop_after=1):
        await asyncio.sleep(GATHER)
    async for _ in wakes.notifies(timeout=0):
        pass


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Return the hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def close_all() -> None:
    """End every open stream in this process, from any thread; the server calls it before it shuts down."""
    for loop, one in list(_hubs.items()):
        if loop.is_running():
            loop.call_soon_threadsafe(one.close)
