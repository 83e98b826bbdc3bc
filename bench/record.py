"""What does it cost to record one message, as a history grows?

    python -m bench.record [--write]

CPU, not wall time: of this process, and of the PostgreSQL backend that serves it (where /proc tells). The verbs run
as they do behind a page: under the web's login, within the wall of the person who acts, one transaction each.
"""

import argparse
import gc
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.desk import People, desk, make_people
from bench.report import Report, percentile

SIZES = (10, 100, 1_000)
CASES = 40  # of each size; each takes one message
STEP = timedelta(minutes=10)  # between two facts of a history


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/record.md")
    told = parser.parse_args()
    report = Report("record", "Recording one message, with its alerts: CPU", beside="of which")
    with desk():
        people = make_people()
        made = {size: make_cases(people, size) for size in SIZES}
        measure(report, "a missed update said, with two alerts and their jobs", say_what_is_due, made)
        enter_as_web()
        measure(report, "a customer's message", lambda case: write(people.ana, case), made)
        measure(report, "an answer: a cycle ends, the next begins", lambda case: write(people.eve, case), made)
    report.finish(write=told.write)


def make_cases(people: People, size: int) -> list[UUID]:
    """Make cases with so many facts, told in turns by Ana and Eve; the last promise of each is long overdue."""
    from django.db import transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, database_now, protocol_in_force, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Messaged, Opened, OwnerSet  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        start = now - timedelta(days=1) - STEP * size
        cases = [new_case(people, start) for _ in range(CASES)]
        Case.objects.bulk_create(cases)
        opened = Opened(1, "platinum", "emea", protocol=protocol_in_force(now).digest)
        for case in cases:
            talk = [Entry(case.pk, Messaged(public=True), by, start + STEP * n) for n, by in turns(people, size)]
            owned = Entry(case.pk, OwnerSet(str(people.eve.pk)), people.eve, start)
            record_many([Entry(case.pk, opened, people.ana, start), owned, *talk], now=now)
    return [case.pk for case in cases]


def turns(people: People, size: int) -> list[tuple[int, Any]]:
    """Return who writes when: Ana and Eve in turns, two facts being there already."""
    return [(n, people.eve if n % 2 else people.ana) for n in range(2, size)]


def say_what_is_due(case_id: UUID) -> None:
    """Say what clockwork would say of this case, in its own transaction."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.sla import say  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Clock, database_now, viewing  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        say(Clock.objects.filter(case=case_id, check_at__lte=now).values_list("pk", flat=True), now=now)


def write(person: Any, case_id: UUID) -> None:
    """Let somebody write a public message, as the page does."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.messages import reply  # noqa: PLC0415
    from sundial.models import Case, database_now, viewing  # noqa: PLC0415

    with transaction.atomic(), viewing(person):
        reply(Case.objects.get(pk=case_id), by=person, text="What we know so far.", now=database_now())


def enter_as_web() -> None:
    """Log in as the web, who is bound by the wall."""
    from django.db import connection, connections  # noqa: PLC0415

    connection.close()
    for settings in (connection.settings_dict, connections.settings["default"]):
        settings["USER"] = "sundial_web"


def measure(report: Report, what: str, once: Callable[[UUID], None], made: dict[int, list[UUID]]) -> None:
    """Do it once on every case, and report the median CPU for each size of history."""
    figures = {size: cpu(once, cases) for size, cases in made.items()}
    for size, (ours, server) in figures.items():
        limit = {100: "15 ms", 1_000: f"{3 * sum(figures[100]):.1f} ms"}.get(size, "")
        report.line(
            f"{what}, {size:,} facts", f"{ours + server:.1f} ms", limit, f"Python {ours:.1f}, PostgreSQL {server:.1f}"
        )


def cpu(once: Callable[[UUID], None], cases: Sequence[UUID]) -> tuple[float, float]:
    """Return the median CPU of this process and of its backend, in milliseconds; the first few only warm up."""
    ours: list[float] = []
    server: list[float] = []
    gc.collect()
    for case in cases:
        backend, began = backend_cpu(), time.process_time()
        once(case)
        ours.append((time.process_time() - began) * 1000)
        server.append((backend_cpu() - backend) * 1000)
    return percentile(ours[5:], 50), percentile(server[5:], 50)


def backend_cpu() -> float:
    """Return the CPU seconds that the backend of our connection has taken; 0.0 where the system does not tell."""
    from django.db import connection  # noqa: PLC0415

    connection.ensure_connection()
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
