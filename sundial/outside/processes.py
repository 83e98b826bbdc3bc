"""The supervisor: keeps programs running, relays what they say, and stops them together."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process, create_subprocess_exec
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from sundial.outside import parent

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0  # seconds before a program that ended is started again; doubled each time
STEADY = 30.0  # seconds after which a program counts as well, and its next end as the first
GRACE = 1.2  # seconds that the programs get to end by themselves; everything is over within 3
LOOK_EVERY = 1.0  # seconds between two looks at what is kept up beside the programs


@dataclass(frozen=True, slots=True)
class Program:
    """One program to keep running: its name before its lines, its command, and open files that it inherits."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: tuple[int, ...] = ()


class Supervisor:
    """Starts programs, starts again what dies, and ends all of them when it is told to stop.

    If it is itself killed without a word, the programs end too (`parent.end_with_parent`).
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        say: Callable[[str, str], None],
        keep_up: Callable[[], object] | None = None,
    ) -> None:
        self.programs = programs
        self.say = say
        self.keep_up = keep_up
        self.children: dict[str, Process] = {}
        self._stopping = asyncio.Event()
        self._reading, self._writing = os.pipe()

    def stop(self) -> None:
        """Ask everything to end; asked a second time, end it at once."""
        if self._stopping.is_set():
            for child in self.children.values():
                send(child, signal.SIGKILL)
        self._stopping.set()

    async def run(self) -> None:
        """Keep the programs running until a signal or `stop`; return when none of them is left."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):  # also where a script's background has them ignored
            loop.add_signal_handler(number, self.stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # under nohup a closed terminal stops nothing
            loop.add_signal_handler(signal.SIGHUP, self.stop)
        looking = asyncio.create_task(self._look())
        keeping = [asyncio.create_task(self._keep(program)) for program in self.programs]
        await self._stopping.wait()
        looking.cancel()
        await self._end(keeping)

    async def _keep(self, program: Program) -> None:
        """Run one program again and again, with longer waits while it keeps failing."""
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            born = monotonic()
            status = await self._once(program)
            if self._stopping.is_set():
                return
            wait = FIRST_WAIT if monotonic() - born > STEADY else wait
            self.say(program.name, f"ended ({told(status)}), starts again in {wait:g} s")
            await self._sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _once(self, program: Program) -> int:
        """Run one program to its end and return its status; a program that cannot be started ends with 127."""
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", parent.VARIABLE: str(self._reading)}
        try:
            child = await create_subprocess_exec(
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
                env={**environment, **program.environment},
                pass_fds=(self._reading, *program.files),
                start_new_session=True,  # Ctrl-C is ours to pass on
            )
        except OSError as error:
            self.say(program.name, f"cannot be started: {error}")
            return 127
        self.children[program.name] = child
        relaying = asyncio.create_task(self._relay(program, child))
        status = await child.wait()
        await asyncio.wait([relaying], timeout=0.5)
        return status

    async def _relay(self, program: Program, child: Process) -> None:
        """Say each line of the program under its name."""
        assert child.stdout is not None
        kept = b""
        while chunk := await child.stdout.read(65536):
            *lines, kept = (kept + chunk).split(b"\n")
            for line in lines:
                self.say(program.name, line.decode(errors="replace"))
        if kept:
            self.say(program.name, kept.decode(errors="replace"))

    async def _look(self) -> None:
        """Keep up what is not a program of ours; a failure is said and tried again, for ever."""
        while self.keep_up is not None:
            try:
                await asyncio.to_thread(self.keep_up)
            except Exception as error:  # noqa: BLE001 - whatever it was, the programs must go on
                self.say("desk", str(error))
            await self._sleep(LOOK_EVERY)

    async def _end(self, keeping: Sequence[asyncio.Task[None]]) -> None:
        """Ask every program to end, and make those end that have not within the grace."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            for child in self.children.values():
                send(child, number)
            if keeping:
                await asyncio.wait(keeping, timeout=GRACE)
        os.close(self._writing)
        os.close(self._reading)

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not past the moment when all is to stop."""
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([stopping], timeout=seconds)
        stopping.cancel()


def send(child: Process, number: signal.Signals) -> None:
    """Send a signal to a child that has not ended."""
    if child.returncode is None:
        child.send_signal(number)


def told(status: int) -> str:
    """Return an exit status in words."""
    return f"status {status}" if status >= 0 else signal.Signals(-status).name
