"""What a killed server leaves behind: a pid file that lies, and children that hold its memory a second longer."""

import os
import time
from pathlib import Path

from sundial.outside.postgres.errors import PostgresError

PROCESSES = Path("/proc")
LETTING_GO = ("pre-existing shared memory block", "lock file")


def processes_in(data: Path) -> list[int]:
    """Return the processes that work in this data folder, by the folder in which they stand (Linux; else none)."""
    return [int(entry.name) for entry in PROCESSES.glob("[0-9]*") if _stands_in(entry, data)]


def forget_stale_locks(data: Path, socket: Path) -> None:
    """Remove the lock files of a server of which no process is left.

    PostgreSQL sees by itself that the number in them is free. It cannot see that the number was given away
    again (a container was restarted) or belongs to a dead process that nobody has buried.
    """
    if PROCESSES.is_dir() and not processes_in(data):
        for lock in (data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether a process exists and is not merely unburied."""
    if not PROCESSES.is_dir():
        return _answers_signals(pid)
    try:
        state = (PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


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


def _answers_signals(pid: int) -> bool:
    """Whether there is such a process, where the system shows no more of it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
