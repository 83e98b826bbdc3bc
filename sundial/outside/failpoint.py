"""Named places at which a test lets a process fall down dead, to see that nothing is lost or doubled there (R02).

Where no test has armed one, passing it is one comparison. The places are in the code that they are about; a test asks
for a real process by `SUNDIAL_FAILPOINT=attempt.claimed`, or `attempt.claimed:7` for the seventh time it comes there.
"""

import os
import signal


class _Armed:
    """Where this process falls, and at which passing."""

    name, _, _nth = os.environ.get("SUNDIAL_FAILPOINT", "").partition(":")
    left = int(_nth or 1)


def reached(name: str) -> None:
    """Fall here, without a word to anybody, if a test has asked for it."""
    if name == _Armed.name:
        _Armed.left -= 1
        if _Armed.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def arm(name: str) -> None:
    """Let this process fall at the next passing of that place; a test says so in a process of its own."""
    _Armed.name, _Armed.left = name, 1
