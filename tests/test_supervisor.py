"""The supervisor: what dies comes back, what is told to stop stops, and nobody outlives a killed parent."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sundial.outside.processes import Program, Supervisor

PATIENCE = 30.0  # seconds that a busy machine may take for what is nearly immediate


def until(claim: Callable[[], bool]) -> None:
    """Wait for a claim to come true; fail if it does not."""
    deadline = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Whether a process exists and is not merely unburied."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def program(name: str, body: str) -> Program:
    """Return a small program in Python that ends with its parent, as ours do."""
    watch = "from sundial.outside.parent import end_with_parent\nend_with_parent()\n"
    return Program(name, [sys.executable, "-c", watch + textwrap.dedent(body)])


def supervise(programs: list[Program], enough: Callable[[list[str]], bool]) -> tuple[list[str], float]:
    """Run programs until their lines are enough; return the lines, and how long stopping took."""
    lines: list[str] = []

    async def run() -> float:
        def say(name: str, line: str) -> None:
            lines.append(f"{name}: {line}")
            if enough(lines):
                supervisor.stop()

        supervisor = Supervisor(programs, say=say)
        running = asyncio.create_task(supervisor.run())
        await asyncio.wait_for(supervisor._stopping.wait(), PATIENCE)
        asked = time.monotonic()
        await running
        assert all(child.returncode is not None for child in supervisor.children.values())
        return time.monotonic() - asked

    return lines, asyncio.run(run())


def test_a_program_that_dies_is_started_again_and_its_lines_carry_its_name():
    body = "import os, signal; print('up', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    lines, _ = supervise([program("web", body)], lambda lines: lines.count("web: up") == 2)
    assert "web: ended (SIGKILL), starts again in 0.2 s" in lines


def test_a_program_that_keeps_dying_is_started_ever_more_slowly():
    lines, _ = supervise([Program("x", ["false"])], lambda lines: "x: ended (status 1), starts again in 0.8 s" in lines)
    assert [line.split()[-2] for line in lines] == ["0.2", "0.4", "0.8"]


def test_a_program_that_is_not_there_is_said_and_stops_nobody():
    programs = [Program("gone", ["/nowhere/at/all"]), Program("here", ["sh", "-c", "sleep 0.1; echo here"])]
    lines, _ = supervise(programs, lambda lines: "here: here" in lines)
    assert any(line.startswith("gone: cannot be started:") for line in lines)


def test_a_program_that_will_not_stop_is_made_to_within_three_seconds():
    body = """
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("deaf", flush=True)
        time.sleep(60)
    """
    _, took = supervise([program("deaf", body)], lambda lines: "deaf: deaf" in lines)
    assert took < 3


def test_a_long_line_without_an_end_is_relayed_whole():
    lines, _ = supervise([Program("x", ["sh", "-c", "head -c 200000 /dev/zero | tr '\\0' a; echo"])], bool)
    assert lines[0] == "x: " + "a" * 200000


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_nobody_outlives_the_supervisor_even_if_a_script_s_background_had_ctrl_c_ignored(
    tmp_path: Path, death: signal.Signals
):
    parent = textwrap.dedent("""
        import asyncio, signal, sys
        from sundial.outside.processes import Program, Supervisor
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        child = ("import os, sys, time; from sundial.outside.parent import end_with_parent; end_with_parent();"
                 "open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)")
        programs = [Program(name, [sys.executable, "-c", child, name]) for name in ("web", "worker")]
        asyncio.run(Supervisor(programs, say=print).run())
    """)
    root = Path(__file__).parent.parent
    with subprocess.Popen([sys.executable, "-c", parent], cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}) as run:
        pids = [tmp_path / "web", tmp_path / "worker"]
        until(lambda: all(pid.exists() and pid.read_text() for pid in pids))
        run.send_signal(death)
        run.wait(PATIENCE)
    for pid in pids:
        until(lambda pid=pid: not is_alive(int(pid.read_text())))
