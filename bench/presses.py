"""Fifty presses of Escalate to Management at one moment, over HTTP, against a real server: how long does the last wait?

    python -m bench.presses [--write]

The server runs as `sundial run` keeps it, with its pool; each press comes from a browser window of its own. What
came of it is counted as well: one rung, one alert for each person, and 49 who learn who has it.
"""

import argparse
import http.client
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.desk import SUNDIAL, People, desk, make_people
from bench.pages import sign_in
from bench.record import enter_as_web
from bench.report import Report, percentile

PRESSES, ROUNDS = 50, 5
TOKEN = "t" * 32  # what a form proves that it is ours by; the cookie says the same
HAS_IT = "This case is escalated already"


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/presses.md")
    told = parser.parse_args()
    report = Report("presses", "Fifty presses of Escalate to Management at one moment", beside="what came of it")
    with desk():
        people = make_people()
        cases = [on_the_first_rung(people) for _ in range(ROUNDS + 1)]
        enter_as_web()
        cookies = [cookie_of(people) for _ in range(PRESSES)]
        with serving() as (port, process):
            press_all(port, cases.pop().number, cookies)  # the first round warms the server
            before = cpu_of(process)
            rounds = [(case, press_all(port, case.number, cookies)) for case in cases]
            spent = (cpu_of(process) - before) / ROUNDS
        measure(report, rounds, spent)
    report.finish(write=told.write)


def on_the_first_rung(people: People) -> Any:
    """Return a case of Ana's that Eve has, escalated once: the next step is Escalate to Management."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.cases import NewCase, open_case  # noqa: PLC0415
    from sundial.commands.escalating import Wish, escalate  # noqa: PLC0415
    from sundial.commands.team import take  # noqa: PLC0415
    from sundial.models import CLOCKWORK, database_now, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Asks  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        case = open_case(NewCase("Scanner stops", "Help!", 3), contact=people.ana, by=people.ana, now=now).case
        take(case, by=people.eve, now=now)
        escalate(case, Wish(rung=1, asks=Asks.DIRECTOR, text="Please call."), by=people.ana, now=now)
    return case


def cookie_of(people: People) -> str:
    """Sign Ana in once more, and return what her browser sends."""
    client = sign_in(People(people.customer, people.ana, people.ana, people.dan))
    return f"csrftoken={TOKEN}; " + "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """Run the web process, and return its port once it answers, and its number."""
    from sundial.management.commands.run import POOL  # noqa: PLC0415
    from sundial.management.listening import free_port  # noqa: PLC0415

    port = free_port(0)
    key = Path(os.environ["SUNDIAL_HOME"]) / "secret-key"
    key.touch(mode=0o600)
    key.write_text(secret())
    surroundings = {"SUNDIAL_ROLE": "web", "SUNDIAL_PORT": str(port), "SUNDIAL_POOL": POOL}
    server = subprocess.Popen([*SUNDIAL, "serve"], env={**os.environ, **surroundings}, stdout=sys.stderr)
    try:
        while not answers(port):
            time.sleep(0.05)
        yield port, server.pid
    finally:
        server.kill()


def secret() -> str:
    """Return the key by which this process has signed its sessions."""
    from django.conf import settings  # noqa: PLC0415

    return str(settings.SECRET_KEY)


def answers(port: int) -> bool:
    """Say whether the server is there."""
    try:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        wire.request("GET", "/health")
        return wire.getresponse().status > 0
    except OSError:
        return False


def press_all(port: int, number: str, cookies: list[str]) -> list[tuple[int, bool, float]]:
    """Press in every window at once; return of each its status, whether it says who has it, and its seconds."""
    ready = threading.Barrier(len(cookies))

    def press(cookie: str) -> tuple[int, bool, float]:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        wire.connect()
        body = urlencode({"rung": 2, "text": "Please.", "key": uuid4(), "csrfmiddlewaretoken": TOKEN})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        ready.wait()
        start = time.monotonic()
        wire.request("POST", f"/cases/{number}/escalations", body, headers)
        answer = wire.getresponse()
        text = answer.read().decode()
        return answer.status, HAS_IT in text, time.monotonic() - start

    with ThreadPoolExecutor(len(cookies)) as windows:
        return list(windows.map(press, cookies))


def cpu_of(process: int) -> float:
    """Return the seconds of CPU that a process has spent."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(report: Report, rounds: list[tuple[Any, list[tuple[int, bool, float]]]], spent: float) -> None:
    """Say how long the last and the median press waited, what came of all of them, and what they cost."""
    last = [max(seconds for *_, seconds in answers) for _, answers in rounds]
    every = [seconds for _, answers in rounds for *_, seconds in answers]
    report.line(f"{PRESSES} presses, the last answer", f"{percentile(last, 50):.2f} s", "1 s", came_of(rounds))
    report.line("the last answer in the worst of five rounds", f"{max(last):.2f} s")
    report.line("the median answer", f"{percentile(every, 50):.2f} s")
    report.line(f"CPU of the web process for {PRESSES} presses", f"{spent:.2f} s")


def came_of(rounds: list[tuple[Any, list[tuple[int, bool, float]]]]) -> str:
    """Count: rungs, alerts of one person beyond the first, and those who learnt who has it."""
    from django.db import connection, connections, transaction  # noqa: PLC0415

    from sundial.models import CLOCKWORK, Alert, Escalation, viewing  # noqa: PLC0415

    connection.close()
    for settings in (connection.settings_dict, connections.settings["default"]):
        settings["USER"] = "sundial_worker"
    taken = Counter(status for _, answers in rounds for status, *_ in answers)
    learnt = sum(says for _, answers in rounds for _, says, _ in answers)
    with transaction.atomic(), viewing(CLOCKWORK):
        cases = [case.pk for case, _ in rounds]
        rungs = Escalation.objects.filter(case__in=cases, rung=2).count()
        told = Counter(Alert.objects.filter(case__in=cases, kind="escalated").values_list("case", "seq", "person"))
    doubled = sum(times - 1 for times in told.values())
    return f"{rungs} rungs in {len(rounds)} rounds; {doubled} alerts doubled; {learnt} learnt who has it; {dict(taken)}"


if __name__ == "__main__":
    main()
