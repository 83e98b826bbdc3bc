"""How long to wait before asking again of something that failed: never all at once, never for ever."""

import random
from datetime import timedelta

FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=15)
DOUBLINGS = 20  # no span worth waiting is longer than the first, doubled that often


def jittered(attempts: int, chance: float | None = None) -> timedelta:
    """Return a wait after that many failed attempts: full jitter, from 1 s, at most 15 min.

    Everything that failed at one instant is spread over the whole span, so a server that comes back is not
    thrown over by the crowd that waited for it. `chance`, in [0, 1), takes the place of the draw.
    """
    drawn = random.random() if chance is None else chance  # noqa: S311 - spreading a crowd, not keeping a secret
    return FIRST + (doubled(attempts) - FIRST) * drawn


def doubled(attempts: int, *, first: timedelta = FIRST, longest: timedelta = LONGEST) -> timedelta:
    """Return `first` after the first attempt, doubled with each that follows, at most `longest`."""
    return min(longest, first * (1 << min(max(attempts - 1, 0), DOUBLINGS)))
