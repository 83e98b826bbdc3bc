"""What a killed server leaves behind: a pid file that lies, and children that hold its memory a second longer."""

import os
import time
from pathlib import Path

from sundial.outside.postgres.errors import PostgresError

PROCESSES = Path("/proc")
LETTING_GO = ("pre-existing shared memory block", "postmaster.pid", "is being used by another")


def processes_in(data: Path) -> list[int]:
    """Return the processes that work in this data folder, by the folder in which they stand (Linux; else none)."""
    return [int(entry.name) for entry in PROCESSES.glob("[0-9]*") if _stands_in(entry, data)]


def forget_stale_pid(data: Path) -> None:
    """Remove a pid file whose number now belongs to somebody else, or to a dead process nobody has buried.

    PostgreSQL sees by itself that a number is free; it cannot see that it was given away again, which is
    what happens when a container is restarted.
    """
    pid_file = data / "postmaster.pid"
    if PROCESSES.is_dir() and pid_file.exists() and not processes_in(data):
        pid_file.unlink(missing_ok=True)


def still_letting_go(data: Path, log: Path) -> bool:
    """Whether a failed start may succeed in a moment, because remains of the last server are still about."""
    return bool(processes_in(data)) or any(sign in last_line(log) for sign in LETTING_GO)


def await_end(data: Path, said: str, *, within: float = 10) -> None:
    """Wait until nobody works in the data folder; raises PostgresError after `within` seconds."""
    until = time.monotonic() + within
    while processes_in(data):
        if time.monotonic() > until:
            raise PostgresError(f"PostgreSQL in {data} does not stop ({said.strip() or 'it says nothing'}).")
        time.sleep(0.02)


def last_line(log: Path) -> str:
    """Return the last line of the log that tells of an error, else its last line, else nothing."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8000))
            lines = file.read().decode(errors="replace").strip().splitlines()
    except OSError:
        return ""
    telling = [line for line in lines if any(level in line for level in ("FATAL", "PANIC", "ERROR"))]
    return (telling or lines or [""])[-1]


def _stands_in(entry: Path, data: Path) -> bool:
    """Whether one process has the data folder as its own."""
    try:
        return os.readlink(entry / "cwd") == str(data)  # noqa: PTH115
    except OSError:
        return False
