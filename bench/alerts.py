"""Alerts: what a press of "Escalate" costs, when its letters arrive, and what 100,000 overdue promises do to a desk.

    python -m bench.alerts [--overdue 100000] [--presses 40] [--write]

The worker and the mail server are real; a letter has arrived when the server has it on its disk.
"""

import argparse
import gc
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.desk import SUNDIAL, People, desk, make_people
from bench.record import backend_cpu, enter_as_web
from bench.report import Report, histogram, percentile

HEARERS = 40
WARM_UP = 5  # presses that are not counted
REGIONS = ("emea", "americas", "apj")
WITHIN = 30.0  # seconds in which all letters of one press are waited for


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--overdue", type=int, default=100_000, help="promises that are overdue at start-up")
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/alerts.md")
    told = parser.parse_args()
    report = Report("alerts", "Alerts: one press, and a storm", beside="of which")
    with desk() as login, standing_sink() as sink:
        from bench.storm import measure_storm  # noqa: PLC0415

        people = make_people()
        measure_presses(report, people, sink, told.presses)
        measure_storm(report, login, people, sink, told.overdue)
    report.finish(write=told.write)


@contextmanager
def standing_sink() -> Iterator[Any]:
    """Stand a mail server in this process, and let the worker's mail lead there."""
    from sundial.outside.mailsink import Sink  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="sundial-mail-") as folder, Sink(Path(folder)) as sink:
        os.environ["SUNDIAL_MAIL_PORT"] = str(sink.port)
        yield sink


@contextmanager
def running(*words: str) -> Iterator[None]:
    """Run a process of the desk's own from the start of a `with` block to its end."""
    with subprocess.Popen([*SUNDIAL, *words], env={**os.environ, "SUNDIAL_ROLE": "worker"}) as process:
        try:
            yield
        finally:
            process.terminate()


def measure_presses(report: Report, people: People, sink: Any, presses: int) -> None:
    """Press "Escalate to Management" on case after case, each when the letters of the last have arrived."""
    cases = escalatable(people, presses + WARM_UP)
    enter_as_web()
    ours, server, arrived = [], [], []
    with running("worker"):
        for case in cases:
            gc.collect()
            taken = count(sink)
            backend, cpu, pressed = backend_cpu(), time.process_time(), time.time()
            press(people, case, rung=2)
            ours.append((time.process_time() - cpu) * 1e3)
            server.append((backend_cpu() - backend) * 1e3)
            arrived.append([at - pressed for at in arrivals(sink, taken, HEARERS)])
    ours, server = ours[WARM_UP:], server[WARM_UP:]
    late = [seconds * 1e3 for some in arrived[WARM_UP:] for seconds in some]
    both = [sum(pair) for pair in zip(ours, server, strict=True)]
    parts = (
        f"Python {percentile(ours, 50):.1f}, PostgreSQL {percentile(server, 50):.1f}; p95 {percentile(both, 95):.1f}"
    )
    report.line(f"a press, {HEARERS} people told, to its commit: CPU", f"{percentile(both, 50):.1f} ms", "50 ms", parts)
    shape = f"p50 {percentile(late, 50):.0f}, latest {max(late):.0f} ms; {len(late):,} letters"
    report.line("from the press to the mail server: p99", f"{percentile(late, 99):.0f} ms", "2,000 ms", shape)
    histogram("alerts-press", late, f"from the press to the mail server: {len(late):,} letters, ms")


def escalatable(people: People, number: int) -> list[Any]:
    """Open cases of Eve's that stand on rung 1."""
    from django.db import connection, transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, database_now, protocol_in_force, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Asks, Escalated, Opened, OwnerSet  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        make_managers()
        opened = Opened(1, "platinum", "emea", protocol=protocol_in_force(now).digest)
        cases = [new_case(people, now - timedelta(minutes=30)) for _ in range(number)]
        Case.objects.bulk_create(cases)
        for case in cases:
            at = case.opened_at
            owned = Entry(case.pk, OwnerSet(str(people.eve.pk)), people.eve, at)
            asked = Entry(case.pk, Escalated(1, Asks.VIDEO), people.ana, at)
            record_many([Entry(case.pk, opened, people.ana, at), owned, asked], now=now)
        connection.cursor().execute("DELETE FROM procrastinate_jobs")  # nobody waits for the letters of rung 1
    return [case.pk for case in cases]


def make_managers() -> None:
    """Write as many Duty Managers as make forty who hear, with Dan, and Eve, whose the cases are."""
    from sundial.models import Person  # noqa: PLC0415
    from sundial.protocol.team import Role  # noqa: PLC0415

    one = {"role": Role.DUTY_MANAGER, "kind": "staff"}
    numbers = range(HEARERS - 2)
    made = [Person(email=f"m{n}@desk.example", name=f"Manager {n}", region=REGIONS[n % 3], **one) for n in numbers]
    Person.objects.bulk_create(made)


def press(people: People, case: Any, *, rung: int) -> None:
    """Press the button as the page does: by the web's login, within the wall of the customer."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.escalating import Wish, escalate  # noqa: PLC0415
    from sundial.models import Case, database_now, viewing  # noqa: PLC0415

    with transaction.atomic(), viewing(people.ana):
        row = Case.objects.get(pk=case)
        escalate(row, Wish(rung=rung, text="We lose money."), by=people.ana, now=database_now())


def count(sink: Any) -> int:
    """Return how many letters the server has."""
    return sum(1 for _ in sink.mailbox.folder.glob("*.eml"))


def arrivals(sink: Any, taken: int, wanted: int) -> list[float]:
    """Wait for so many letters after the first `taken`, and return when each was on the disk (seconds since 1970)."""
    until = time.monotonic() + WITHIN
    while count(sink) < taken + wanted:
        if time.monotonic() > until:
            raise TimeoutError(f"{count(sink) - taken} of {wanted} letters have arrived")
        time.sleep(0.02)
    return [one.stat().st_mtime for one in sorted(sink.mailbox.folder.glob("*.eml"))[taken : taken + wanted]]


if __name__ == "__main__":
    main()
