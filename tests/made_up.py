"""Cases that are made up at random over the whole vocabulary of facts, always possible."""

import random

from tests.climbing import HAPPENINGS
from tests.tale import Tale


def made_up(seed: int, steps: int = 25) -> Tale:
    """Make a case up: people and clockwork act in turn."""
    chance = random.Random(seed)
    tale = Tale(chance.choice)
    for _ in range(steps):
        tale.happens(chance.choice(list(HAPPENINGS.values())), chance.choice)
        if chance.random() < 0.2:
            tale.clockwork_looks(chance.choice)
    return tale
