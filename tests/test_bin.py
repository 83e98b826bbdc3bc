"""The scripts in `bin/`: what is missing is said in a sentence that says what to do; what is there is kept."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone's scripts and lock file, and no environment yet."""
    tmp_path.chmod(0o755)
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    for name in ("uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def script(path: Path, body: str) -> Path:
    """Write a small program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def run(clone: Path, command: str, *words: str, **others: str) -> subprocess.CompletedProcess[str]:
    """Run one of the clone's scripts in bare surroundings."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(clone / "nobody-home"), **others}
    return subprocess.run(
        [clone / "bin" / command, *words],
        env=bare,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize("command", ["run", "test", "check", "sundial", "soak", "hours"])
def test_a_python_without_venv_is_told_how_to_get_one(clone: Path, command: str):
    lacking = script(clone / "python", 'case "$2" in *ensurepip*) exit 1;; esac; exec /usr/bin/env python3 "$@"')
    tried = run(clone, command, SUNDIAL_PYTHON=str(lacking), PATH=os.environ["PATH"])
    assert tried.returncode == 1
    assert tried.stderr.splitlines()[-1] == (
        "sundial: Python's venv is missing: apt-get install python3-venv (Debian, Ubuntu), then run this again."
    )


def test_a_machine_without_a_new_enough_python_is_told_which_is_needed(clone: Path):
    for name in ("sh", "dirname", "id", "cat", "cmp"):
        (clone / "path").mkdir(exist_ok=True)
        (clone / "path" / name).symlink_to(f"/usr/bin/{name}")
    setup = clone / "bin" / "_setup.sh"
    setup.write_text(setup.read_text().replace("/usr/bin/python3", "/nowhere/python3"))
    tried = run(clone, "run", PATH=str(clone / "path"))
    assert tried.returncode == 1
    assert "Python 3.11 or newer was not found: install it, or name it: SUNDIAL_PYTHON=" in tried.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_clone_that_belongs_to_somebody_else_is_not_written_to(clone: Path):
    for parent in clone.parents[:2]:
        parent.chmod(parent.stat().st_mode | 0o001)  # pytest's own folders of this run
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", clone / "bin" / "run"]
    tried = subprocess.run(drop, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False)
    assert tried.returncode == 1
    assert "cannot be written by nobody: run as its owner, or clone it anew as yourself." in tried.stderr
    assert not (clone / ".venv").exists()


def made(clone: Path, kind: str) -> None:
    """Leave an environment in the clone that says that it was made, with a `sundial` that tells of being called."""
    wanted = f"{clone} {kind}\n" + (clone / "uv.lock").read_text() + (clone / "pyproject.toml").read_text()
    for name in ("python", "sundial"):
        script(clone / ".venv" / "bin" / name, f'echo "{name} $*, demo ${{SUNDIAL_DEMO-unset}}"')
    (clone / ".venv" / f"made-for-{kind}").write_text(wanted)


@pytest.mark.parametrize("kind", ["run", "test"])
def test_an_environment_that_is_there_is_used_as_it_is(clone: Path, kind: str):
    made(clone, kind)
    tried = run(clone, "sundial")
    assert (tried.stdout, tried.stderr) == ("sundial , demo unset\n", "")


def test_a_changed_lock_file_is_noticed(clone: Path):
    made(clone, "run")
    with (clone / "uv.lock").open("a") as lock:
        lock.write("# another\n")
    tried = run(clone, "sundial")
    assert "setting up in" in tried.stderr


@pytest.mark.parametrize(("told", "heard"), [(None, "1"), ("0", "0")])
def test_run_makes_a_demo_unless_it_is_told_not_to(clone: Path, told: str | None, heard: str):
    made(clone, "run")
    tried = run(clone, "run", **({"SUNDIAL_DEMO": told} if told else {}))
    assert tried.stdout == f"python -m sundial run, demo {heard}\n"


@pytest.mark.skipif(not shutil.which("cc", path="/usr/bin:/bin"), reason="needs a C compiler")
def test_at_other_hours_the_same_tests_run_and_each_process_reads_a_clock_put_to_that_instant(clone: Path):
    made(clone, "test")
    (clone / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "clock.c", clone / "tests")
    script(
        clone / "bin" / "test",
        'began=$(date -u "+%F %H:%M"); sh -c "echo $began, $*"; [ "$began" != "2000-02-29 12:00" ]',
    )
    tried = run(clone, "hours", "2000-02-29T12:00", "2100-12-31T23:40", "--", "-k", "late")
    assert tried.stdout.split("\n") == [
        "", "== As if it were Tuesday 2000-02-29 12:00 UTC", "2000-02-29 12:00, -k late",
        "", "== As if it were Friday 2100-12-31 23:40 UTC", "2100-12-31 23:40, -k late", "",
    ]  # fmt: skip
    assert tried.returncode == 1, "the first did not pass, and the second was tried nevertheless"


def test_other_hours_without_an_instant_or_a_compiler_say_what_is_wrong(clone: Path):
    made(clone, "test")
    tools = clone / "path"
    tools.mkdir()
    for name in ("sh", "dirname", "cat", "cmp", "date"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    wrong, lacking = (run(clone, "hours", *words, PATH=str(tools)) for words in (["noon"], []))
    assert (wrong.returncode, lacking.returncode) == (1, 1)
    assert wrong.stderr == "sundial: noon is no instant: write one such as 2026-12-31T23:40.\n"
    assert lacking.stderr == (
        "sundial: a C compiler is missing: apt-get install gcc libc6-dev (Debian, Ubuntu), then run this again.\n"
    )


def test_the_installer_is_pinned_by_the_hash_of_every_platform():
    pinned = (ROOT / "bin" / "uv.txt").read_text()
    assert pinned.count("--hash=sha256:") > 10
    assert "uv==" in pinned


def test_every_package_of_the_lock_file_has_a_hash():
    lock = (ROOT / "uv.lock").read_text()
    assert lock.count("url = ") == lock.count('hash = "sha256:')


def test_ci_runs_what_everybody_runs():
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "exec bin/test"
