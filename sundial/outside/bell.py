"""The bell that wakes a sleeping loop: one LISTEN connection and one way to be told to stop.

A notification that is lost (a server that went away, a listener that was cut) is never the end of anything:
who waits here waits at most as long as it asked for, and then looks for itself.
"""

import logging
import os
import select
import time
from typing import Any

import psycopg

CHANNEL = "sundial"
PATIENCE = 1.0  # seconds between two attempts to reach a server that is away
logger = logging.getLogger(__name__)


class Bell:
    """Rings when another transaction says that something moved, or when this process is told to stop."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        """Take the arguments of `psycopg.connect`; the first wait opens the connection."""
        self._parameters = parameters
        self._line: psycopg.Connection[Any] | None = None
        self._ear, self._mouth = os.pipe()
        self._lost_at = -PATIENCE
        self.stopping = False

    def stop(self, *_: object) -> None:
        """End the wait that runs now and every later one; fit to be a signal handler."""
        self.stopping = True
        os.write(self._mouth, b".")

    def listen(self) -> bool:
        """Open the line if it is down, and say whether it was: whatever rang meanwhile was not heard."""
        if self._line is not None or time.monotonic() < self._lost_at + PATIENCE:
            return False
        try:
            self._line = psycopg.connect(**self._parameters, autocommit=True)
            self._line.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error as error:
            self._hang_up(error)
            return False
        return True

    def wait(self, seconds: float) -> bool:
        """Return at the next ring, when told to stop, or after that many seconds; say whether it rang."""
        if self.stopping or self.listen():
            return not self.stopping
        if self._line is None:
            seconds = min(seconds, PATIENCE)
        ears: list[int] = [self._ear] if self._line is None else [self._ear, self._line.fileno()]
        heard, _, _ = select.select(ears, [], [], max(0.0, seconds))
        self._forget_what_rang()
        return bool(heard) and not self.stopping

    def close(self) -> None:
        """Let go of the line."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _forget_what_rang(self) -> None:
        """Take every notification that has come: one look answers them all."""
        if self._line is None:
            return
        try:
            self._line.pgconn.consume_input()
            while self._line.pgconn.notifies():
                pass
        except psycopg.Error as error:
            self._hang_up(error)

    def _hang_up(self, error: psycopg.Error) -> None:
        logger.warning("the line to the database is down: %s", str(error).strip())
        self._lost_at = time.monotonic()
        self.close()
