"""A child ends when its parent does, however the parent died: the pipe between them closes."""

import os
import signal
import threading
import time

VARIABLE = "SUNDIAL_PARENT"  # the number of the pipe's end that the child reads
GRACE = 3.0  # seconds between being asked and being made to end


def end_with_parent() -> None:
    """Watch the parent from a thread of its own, if there is one that wants it; else do nothing."""
    if number := os.environ.pop(VARIABLE, ""):
        threading.Thread(target=_watch, args=[int(number)], name="parent", daemon=True).start()


def _watch(pipe: int) -> None:
    """Wait for the end of the pipe, then end this process: asked first, made to after `GRACE` seconds."""
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
