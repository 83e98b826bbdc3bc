"""Cases made up at random: the same for the same seed."""

import random
from collections.abc import Iterator

from tests.climbing import HAPPENINGS
from tests.tale import Pick, Tale


def tales(seed: int, steps: int) -> Iterator[Tale]:
    """Make up a case, and yield it after each step."""
    pick = random.Random(seed).choice
    tale = Tale(pick)
    for _ in range(steps):
        step(tale, pick)
        yield tale


def step(tale: Tale, pick: Pick) -> None:
    possible = [one for one in HAPPENINGS.values() if one.when(tale)]
    doing = pick(["look", "look", "later", *possible])
    if doing == "look":
        tale.clockwork_looks(pick)
    elif doing == "later" and possible:
        tale.is_written_down_later(pick(possible), pick)
    elif doing != "later":
        tale.happens(doing, pick)
