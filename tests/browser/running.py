"""The desk under the browser: `sundial run` in a throw-away home, as `bin/run` starts it, with the demo played."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from sundial.management.listening import free_port
from sundial.outside.postgres import Cluster
from tests.kept import start_migrated

READY_WITHIN = 240.0  # seconds; some ten on an idle machine, the demo's two weeks included; ninety with a load of 19
STOPS_WITHIN = 15.0
WRONG = re.compile(r"Traceback|\bERROR\b|\bCRITICAL\b|ended with|could not be")


@dataclass
class RunningDesk:
    """A desk at work: its address, its home, and every line that its processes said."""

    site: str
    home: Path
    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Read what the processes say until all of them have ended."""
        for line in self.process.stdout or ():
            self.said.append(line.rstrip())
            if "is ready" in line:
                self.ready.set()
        self.ready.set()

    @property
    def complaint(self) -> str:
        """What the processes said, if one of them says that something went wrong or the desk ended by itself."""
        ended = self.process.poll()
        if ended is None and not any(WRONG.search(line) and "/health" not in line for line in self.said):
            return ""
        return "\n".join([*self.said, f"(ended with {ended})" if ended is not None else "(still running)"])

    def as_superuser(self, statement: str) -> str:
        """Change behind the back of the desk what no page can change, such as a person's name."""
        return as_superuser(self.home, statement)

    def stop(self) -> None:
        """Press Ctrl-C, and wait for everything to end."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOPS_WITHIN)


def sundial(home: Path, *words: str, role: str = "", may_fail: bool = False) -> "subprocess.CompletedProcess[str]":
    """Give the `sundial` command some words, on the desk of a home."""
    command, surroundings = [sys.executable, "-m", "sundial", *words], surroundings_of(home) | {"SUNDIAL_ROLE": role}
    return subprocess.run(command, env=surroundings, check=not may_fail, capture_output=True, text=True)


def as_superuser(home: Path, statement: str) -> str:
    """Do something past every wall and login; return the rows, as psql writes them with -At."""
    with psycopg.connect(**Cluster(home).address.conninfo(), autocommit=True) as line:
        found = line.execute(statement.encode()).pgresult
    assert found
    rows = ([found.get_value(row, at) or b"" for at in range(found.nfields)] for row in range(found.ntuples))
    return b"\n".join(map(b"|".join, rows)).decode()


def migrate(cluster: Cluster) -> None:
    """Make the schema in a process of its own, for Django is not to open a database here."""
    sundial(cluster.home, "migrate", "-v0")


def surroundings_of(home: Path) -> dict[str, str]:
    """Return the variables of a desk that knows nothing of any other on this machine."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SUNDIAL_", "DJANGO_"))}
    return ours | {"SUNDIAL_HOME": str(home), "SUNDIAL_DEMO": "1"}


@contextmanager
def running_desk(before: Callable[[Path], object] = lambda home: None) -> Iterator[RunningDesk]:
    """Start a desk on an empty database, wait until a page answers, and leave nothing of it at the end.

    `before` is done to its home before the demo is played. That a desk begins from nothing is test_run's to prove.
    """
    kept = tempfile.TemporaryDirectory(prefix="sundial-browser-", ignore_cleanup_errors=True)
    with kept as folder, ExitStack() as stack:
        Path(folder).chmod(0o711)
        home, port = Path(folder) / "home", free_port(0)
        stack.callback(start_migrated(home, migrate).stop)  # it runs before the desk, which stops it too if all is well
        before(home)
        command, surroundings = [sys.executable, "-m", "sundial", "run"], surroundings_of(home)
        with subprocess.Popen(
            command,
            env={**surroundings, "SUNDIAL_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as process:
            desk = RunningDesk(f"http://127.0.0.1:{port}", home, process)
            threading.Thread(target=desk.listen, daemon=True).start()
            try:
                ready = desk.ready.wait(READY_WITHIN) and process.poll() is None
                assert ready, "the desk did not start:\n" + "\n".join(desk.said)
                yield desk
            finally:
                if process.poll() is None:
                    desk.stop()
