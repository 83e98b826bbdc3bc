"""A job has another process beside it: every part is worked, whichever of the two dies, and none outlives the job."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sundial.jobs.hands import share
from tests.live import Desk

PATIENCE = 60  # seconds
PARTS = 6


def in_turn(part: tuple[int, str]) -> tuple[int, int]:
    """Work a part, once both processes have come to one."""
    number, folder = part
    (Path(folder) / str(os.getpid())).touch()
    until = time.monotonic() + PATIENCE
    while len(os.listdir(folder)) < 2 and time.monotonic() < until:  # noqa: PTH208
        time.sleep(0.01)
    return number, os.getpid()


def here_alone(part: tuple[int, str]) -> tuple[int, int]:
    """Work a part, but die of it in any process other than the first."""
    number, pid = in_turn(part)
    if pid != int(part[1].rpartition("-")[2]):
        os.kill(pid, signal.SIGKILL)
    return number, pid


def cannot(part: int) -> int:
    raise ArithmeticError(f"part {part}")


@pytest.fixture
def folder(tmp_path):
    """A folder in which who works leaves a sign; its name ends in the number of this process."""
    path = tmp_path / f"hands-{os.getpid()}"
    path.mkdir()
    return str(path)


def test_two_processes_work_every_part_once(folder):
    came = sorted(share(in_turn, [(number, folder) for number in range(PARTS)], worth=2))
    assert [number for number, _ in came] == list(range(PARTS))
    assert len({pid for _, pid in came}) == 2


def test_what_a_process_that_died_had_in_hand_is_worked_here(folder):
    came = sorted(share(here_alone, [(number, folder) for number in range(PARTS)], worth=2))
    assert came == [(number, os.getpid()) for number in range(PARTS)]


def test_few_parts_need_no_other_process(folder):
    assert not list(share(cannot, []))
    (Path(folder) / "another").touch()
    assert list(share(in_turn, [(1, folder)])) == [(1, os.getpid())]


@pytest.mark.parametrize("worth", [1, 100])
def test_what_a_part_raises_is_raised(worth):
    with pytest.raises(ArithmeticError, match="part"):
        list(share(cannot, range(3), worth=worth))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not tell who begat whom")
def test_the_other_process_ends_with_the_first_however_it_ends(folder):
    words = f"""
import django; django.setup()
from sundial.jobs.hands import share
from tests.test_hands import in_turn
list(share(in_turn, [(n, {folder!r}) for n in range(1_000_000)], worth=1))
"""
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "sundial.settings"}
    with subprocess.Popen([sys.executable, "-c", words], env=surroundings) as first:
        Desk.wait_until(lambda: other_of(first.pid), within=PATIENCE)
        other = other_of(first.pid)
        first.kill()
    Desk.wait_until(lambda: not words_of(other), within=PATIENCE)


def words_of(pid: int | str | None) -> bytes:
    """Return the command line of a process; b"" of one that has ended, whether anybody noticed that or not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def other_of(pid: int) -> int | None:
    """Return the process that works beside one; None until it has begun to work."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if b"spawn_main" in words_of(child):
            return int(child)
    return None
