"""Clockworks as `sundial run` keeps them, under a stand-in for its supervisor: what is killed starts again at once."""

import os
import subprocess
import sys
import time

CLOCKWORK = [sys.executable, "-m", "sundial", "clockwork"]
SPARE = ["--behind=0.07"]
READY_WITHIN = 20.0  # seconds


class Watch:
    """One clockwork, or one and its spare, from the start of a `with` block to its end."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Watch":
        self.running = [_start(*SPARE[:position]) for position in range(self.count)]
        _await_a_look()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(timeout=10)

    def kill_one(self) -> None:
        """Kill the first with -9 and start another in its place."""
        victim = self.running.pop(0)
        victim.kill()
        victim.wait()
        self.running.insert(0, _start())


def _start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*CLOCKWORK, *words], env={**os.environ, "SUNDIAL_ROLE": "worker"})


def _await_a_look() -> None:
    from sundial.jobs.health import health  # noqa: PLC0415
    from sundial.models import database_now  # noqa: PLC0415

    began, until = database_now(), time.monotonic() + READY_WITHIN
    while (seen := health(database_now()).looked_at) is None or seen < began:
        if time.monotonic() > until:
            raise TimeoutError("no clockwork has looked")
        time.sleep(0.05)
