"""`python -m tests.promises_soak 5000 60`: so many runs of so many steps of the state machine of all promises."""

import sys

from hypothesis.stateful import run_state_machine_as_test

from tests.promises_machine import Promises, as_they_come


def main(runs: int = 5000, steps: int = 60) -> int:
    run_state_machine_as_test(Promises, settings=as_they_come(max_examples=runs, stateful_step_count=steps))
    sys.stdout.write(f"{runs} runs of {steps} steps: the fold and the naive model say the same\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
