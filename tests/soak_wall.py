"""The long run of the wall under random questions: worlds with a hidden customer, one after the other (O2.7, S02).

    python -m tests.soak_wall [QUESTIONS [SEED]]

Every round prints its seed, and the same seed asks the same questions again; it ends with 1 at the first leak.
"""

import os
import sys
from random import SystemRandom

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundial.settings")
django.setup()

from django.db import transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests import database  # noqa: E402
from tests.fuzzed_wall import ROUND, Leak, round_of  # noqa: E402


def main(questions: int = 200_000, seed: int = 0) -> int:
    """Run rounds until so many questions were asked; return 1 with what leaked, if anything did."""
    setup_test_environment()
    first = seed or SystemRandom().randrange(1, 1 << 32)
    with database.throw_away_server() as address:
        database.begin(address)
        for number in range(-(-questions // ROUND)):
            leaks = one_round(first + number)
            say(f"{(number + 1) * ROUND:>8} asked, seed {first + number}: {len(leaks)} leaked")
            if leaks:
                say("\n".join(map(str, leaks[:10])))
                return 1
    return 0


def one_round(seed: int) -> list[Leak]:
    """Ask one world, as the web, and leave nothing of it."""
    with transaction.atomic():
        database.run("SET SESSION AUTHORIZATION sundial_web")
        assert database.bound_by_the_wall()
        leaks = round_of(seed)
        transaction.set_rollback(True)
    return leaks


def say(line: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
