"""`sundial run` as a new user meets it: from an empty home to a desk, through every kill, to a clean end."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Thread

import pytest

from sundial.management.listening import free_port
from sundial.outside.postgres import Cluster
from sundial.outside.postgres.leftovers import is_alive, processes_in

pytestmark = pytest.mark.db
PATIENCE = 180.0  # seconds; it begins beside all the other lanes, and a busy machine plays the demo slowly


class Desk:
    """A desk that runs, and one browser in front of it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.port = free_port(0)
        self.address = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sundial", "run"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
            env=surroundings(self.home, self.port),
        )  # fmt: skip
        Thread(target=self.listen, daemon=True).start()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def listen(self) -> None:
        """Keep what the desk says."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def get(self, path: str, **values: str) -> HTTPResponse:
        """Fetch a page, or post a form."""
        posted = urllib.parse.urlencode(values).encode() if values else None
        answer: HTTPResponse = self.browser.open(f"{self.address}{path}", posted, timeout=20)
        return answer

    def until(self, claim: Callable[[], bool]) -> None:
        """Wait for a claim to come true; fail with all that was said if it does not."""
        deadline = time.monotonic() + PATIENCE
        while not claim():
            assert time.monotonic() < deadline, self.lines
            assert self.process.poll() is None, self.lines
            time.sleep(0.02)

    def children(self) -> dict[int, str]:
        """Return the desk's processes: number and command."""
        found = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return {int(pid): args for pid, _, args in (line.strip().partition(" ") for line in found.stdout.splitlines())}

    def pid_of(self, command: str) -> int:
        """Return the number of the process that runs this command."""
        return next(pid for pid, args in self.children().items() if f" {command}" in args)


def surroundings(home: Path, port: int) -> dict[str, str]:
    """Return an environment in which nothing of ours is set but what a test wants."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SUNDIAL_", "DJANGO_"))}
    kept = {key: os.environ[key] for key in ("SUNDIAL_POSTGRES",) if key in os.environ}
    wanted = {"SUNDIAL_HOME": str(home), "SUNDIAL_PORT": str(port), "SUNDIAL_DEMO": "1"}
    return {**clean, **kept, **wanted, "PYTHONUNBUFFERED": "1"}


def is_busy() -> bool:
    """Whether others use this machine so much that seconds prove little: more want to run than can."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One desk for the tests of this module, which are told in order."""
    folder = Path(tempfile.mkdtemp(prefix="sundial-run-"))
    folder.chmod(0o711)
    made = Desk(folder)
    try:
        made.until(lambda: any("Ctrl-C stops everything" in line for line in made.lines))
        yield made
    finally:  # also where it never came up: it would run on behind whatever is measured next
        if made.process.poll() is None:
            made.process.send_signal(signal.SIGINT)
            made.process.wait(20)
        Cluster(made.home).stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_it_says_where_to_go_and_whom_to_be(desk: Desk):
    said = "\n".join(desk.lines)
    assert f"Sundial is ready: {desk.address}" in said
    assert re.search(r"\w+ \w+ +a contact of .*, on the Gold plan", said)
    assert re.search(r"\w+ \w+ +an engineer", said)
    assert "Traceback" not in said


def test_one_click_brings_a_demo_person_in(desk: Desk):
    door = desk.get("/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door)
    guests = re.findall(r'name="email" value="([^"]+)"', door)
    assert token
    inside = desk.get("/demo/sign-in", csrfmiddlewaretoken=token[1], email=guests[0])
    assert inside.status == 200
    assert "/sign-in/" not in inside.url


def test_the_web_process_comes_back_after_kill_9_and_refuses_nobody_meanwhile(desk: Desk):
    killed = desk.pid_of("serve")
    os.kill(killed, signal.SIGKILL)
    desk.until(lambda: not is_alive(killed))
    assert desk.get("/").status == 200  # waits in the supervisor's socket until somebody serves it
    assert desk.pid_of("serve") != killed


def test_the_desk_comes_back_after_kill_9_of_its_database(desk: Desk):
    data = Cluster(desk.home).data
    os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def answers() -> bool:
        try:
            return desk.get("/").status == 200
        except (urllib.error.HTTPError, TimeoutError):
            return False

    desk.until(answers)


def test_ctrl_c_stops_everything_within_three_seconds_with_a_stream_open(desk: Desk):
    stream = desk.get("/live")
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert stream.readline().startswith(b"retry:")
    children = desk.children()
    asked = time.monotonic()
    desk.process.send_signal(signal.SIGINT)
    assert desk.process.wait(20) == 0
    assert time.monotonic() - asked < (10 if is_busy() else 3)
    assert [args for pid, args in children.items() if is_alive(pid)] == []
    assert processes_in(Cluster(desk.home).data) == []


def test_a_second_start_is_at_its_first_page_and_plays_no_demo(desk: Desk):
    again = Desk(desk.home.parent)
    again.until(lambda: any("Ctrl-C stops everything" in line for line in again.lines))
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(20) == 0
    assert not any(line.startswith("demo:") for line in again.lines)


def test_a_port_that_is_taken_is_said_in_one_sentence_that_says_what_to_do(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        tried = subprocess.run(
            [sys.executable, "-m", "sundial", "run"], env=surroundings(tmp_path / "home", port),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert tried.returncode == 1
    assert tried.stderr.strip() == (
        f"CommandError: Port {port} is taken: stop what uses it, or choose another: SUNDIAL_PORT={port + 1} bin/run"
    )
    assert not (tmp_path / "home").exists()
