"""How long until every case that waits for a release has been told that it moves?

    python -m bench.release [--cases 5000] [--write]

From the decision to the last of the notice clocks and drafts, one transaction a case, by the job as a worker runs it.
"""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from bench.desk import People, desk, make_people
from bench.report import Report

BATCH = 500  # cases that are written together before anything is measured
FACTS = 20  # of each case
FIXES = ("SC-1042", "SC-1043")
LIMIT = 5.0  # seconds for 5,000
WHOLE = """
    SELECT count(*), count(*) FILTER (WHERE d.n = 1), count(*) FILTER (WHERE f.n = 1), count(*) FILTER (WHERE k.n = 1)
    FROM support_case c
    LEFT JOIN LATERAL (SELECT count(*) AS n FROM notice_draft WHERE case_id = c.id) d ON true
    LEFT JOIN LATERAL (SELECT count(*) AS n FROM fact WHERE case_id = c.id AND kind = 'release-rescheduled') f ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS n FROM clock WHERE case_id = c.id AND about > 0 AND ended_at IS NULL) k ON true
"""


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/release.md")
    told = parser.parse_args()
    report = Report("release", "A release moved: every case that waits, told", beside="of which")
    with desk() as login:
        people = make_people()
        make_cases(people, told.cases)
        with psycopg.connect(**login, autocommit=True) as server:
            server.execute("VACUUM ANALYZE")
            server.execute("CHECKPOINT")
        measure(report, people, told.cases, login)
    report.finish(write=told.write)


def make_cases(people: People, count: int) -> None:
    """Make cases that wait for a fix with a date, of all severities, each with so many facts."""
    from django.db import transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, database_now, protocol_in_force, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Opened  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        start, digest = now - timedelta(days=2), protocol_in_force(now).digest
        for first in range(0, count, BATCH):
            cases, entries = [], []
            for number in range(first, min(first + BATCH, count)):
                case = new_case(people, start)
                case.severity = 1 + number % 4
                opened = Opened(case.severity, "platinum", "emea", protocol=digest)
                cases.append(case)
                entries += [Entry(case.pk, opened, people.ana, start), *life(people, case.pk, start, number)]
            Case.objects.bulk_create(cases)
            record_many(entries, now=now)


def life(people: People, case: UUID, start: datetime, number: int) -> Iterator[Any]:
    """Yield what happened on a case before the release moved."""
    from sundial.commands.record import Entry  # noqa: PLC0415
    from sundial.protocol.facts import DateGiven, FixIdentified, Messaged, OwnerSet  # noqa: PLC0415

    fix, step = FIXES[number % 2], timedelta(hours=2)
    whats = [
        OwnerSet(str(people.eve.pk)),
        *[Messaged(public=True)] * (FACTS - 6),
        FixIdentified(fix),
        DateGiven(start + timedelta(days=5), fix, "5.8.2"),
        *[Messaged(public=True)] * 2,
    ]
    for turn, what in enumerate(whats, start=1):
        by = people.ana if isinstance(what, Messaged) and turn % 2 else people.eve
        yield Entry(case, what, by, start + step * turn, "What we know so far." if turn > 1 else "")


def measure(report: Report, people: People, count: int, login: dict[str, Any]) -> None:
    """Move the release, and time the job that tells everybody."""
    from sundial.jobs.fan_out import fan_out  # noqa: PLC0415
    from sundial.outside.collector import settle_down  # noqa: PLC0415

    event = move(people)
    settle_down()  # as a worker does
    with watching(login) as backends:
        began, ours = time.perf_counter(), time.process_time()
        fan_out.func(event)  # type: ignore[attr-defined]
        took, ours = time.perf_counter() - began, time.process_time() - ours
    server = sum(backends.values())
    report.line(
        f"{count:,} cases told, one transaction each", f"{took:.2f} s", f"{LIMIT * count / 5_000:.1f} s",
        f"CPU: Python {ours:.2f} s, PostgreSQL {server:.2f} s",
    )  # fmt: skip
    report.line("cases a second", f"{count / took:,.0f}")
    with psycopg.connect(**login) as superuser:
        (whole,) = superuser.execute(WHOLE).fetchall()
    missing = [str(whole[0] - one) for one in whole[1:]]
    report.line("without one draft, one fact, one notice clock", ", ".join(missing), "0, 0, 0")


def move(people: People) -> str:
    """Plan a release with two fixes, and move it a week; return the event."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.decisions import Why  # noqa: PLC0415
    from sundial.commands.fixes import name_fix  # noqa: PLC0415
    from sundial.commands.releases import assign_fix, move_release, plan_release  # noqa: PLC0415
    from sundial.models import CLOCKWORK, database_now, viewing  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        planned = now + timedelta(days=3)
        release = plan_release("Scanner", "5.8.2", planned, owner=people.dan, by=people.dan, now=now)
        for key in FIXES:
            assign_fix(name_fix(key, "Leaks a handle", "Scanner", by=people.eve), release, by=people.dan, now=now)
        why = Why(now, "The test run found a second leak.")
        return str(move_release(release, planned + timedelta(days=7), why=why, by=people.dan, now=now).pk)


@contextmanager
def watching(login: dict[str, Any]) -> Iterator[dict[int, float]]:
    """Sum up the CPU seconds of every backend that serves the desk meanwhile, where the system tells."""
    spent: dict[int, float] = {}
    over = threading.Event()

    def watch() -> None:
        first: dict[int, float] = {}
        with psycopg.connect(**login, autocommit=True) as superuser:
            while not over.wait(0.02):
                rows = superuser.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'sundial_worker'")
                for (pid,) in rows.fetchall():
                    cpu = cpu_of(pid)
                    spent[pid] = cpu - first.setdefault(pid, cpu if pid in standing else 0.0)

    with psycopg.connect(**login) as superuser:
        standing = {pid for (pid,) in superuser.execute("SELECT pid FROM pg_stat_activity").fetchall()}
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield spent
    finally:
        over.set()
        watcher.join()


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that a process has taken; 0.0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
