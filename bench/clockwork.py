"""How late is an alert, with a million clocks pending and a clockwork killed in the middle of it?

    python -m bench.clockwork [--pending 1000000] [--due 2000] [--over 20] [--write]

Lateness is measured from the instant at which a clock wants attention to the instant at which PostgreSQL
committed its alert (`pg_xact_commit_timestamp`), both by the database's own clock.
"""

import argparse
import statistics
import time
from datetime import datetime, timedelta
from typing import Any

import psycopg

from bench.desk import People, desk, fill, make_people
from bench.report import Report, histogram, percentile
from bench.watch import Watch

STEPS = (10_000, 100_000, 1_000_000)
LOOKS = 300
LIMIT = 250  # milliseconds at p99
LEAD = timedelta(seconds=15)  # between the opening of the cases and the first that falls due
FAR = timedelta(hours=6)  # no clock of the million falls due while we measure
OUTCOME = """
    SELECT c.warn_at, extract(epoch FROM pg_xact_commit_timestamp(a.born::xid) - c.warn_at) * 1000, a.n, f.n
    FROM clock c
    LEFT JOIN LATERAL (SELECT min(xmin::text) AS born, count(*) AS n FROM alert WHERE case_id = c.case_id) a ON true
    LEFT JOIN LATERAL (SELECT count(*) AS n FROM fact WHERE case_id = c.case_id AND kind = 'due-soon') f ON true
    WHERE c.case_id = ANY(%(cases)s)
    ORDER BY c.warn_at
"""
BARE = """
    SELECT id FROM clock WHERE check_at <= statement_timestamp() ORDER BY check_at LIMIT 500 FOR UPDATE SKIP LOCKED
"""


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pending", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=2_000)
    parser.add_argument("--over", type=float, default=20.0, help="seconds")
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/clockwork.md")
    told = parser.parse_args()
    report = Report("clockwork", "Clockwork with clocks pending by the million")
    with desk() as login:
        people = make_people()
        measure_idle(report, login, people, [n for n in STEPS if n < told.pending] + [told.pending])
        measure_storm(report, login, people, told)
        measure_instant(report, login, people, 1_000)
    report.finish(write=told.write)


def measure_idle(report: Report, login: dict[str, Any], people: People, steps: list[int]) -> None:
    """Time a look that finds nothing due, as more and more clocks are pending."""
    from sundial.jobs.looking import look  # noqa: PLC0415
    from sundial.models import database_now  # noqa: PLC0415

    for pending in steps:
        began = time.monotonic()
        fill(login, people, up_to=pending, first_due=database_now() + FAR)
        filled = time.monotonic() - began
        ours = timed(lambda: look(database_now()))
        with psycopg.connect(**login) as server:
            bare = timed(lambda server=server: server.execute(BARE).fetchall())
        report.line(f"idle look, {pending:,} pending", f"{ours:.2f} ms", "5 ms", f"{bare:.2f} ms (one bare statement)")
        print(f"  (filled in {filled:.0f} s)")


def timed(once: Any) -> float:
    """Return the median of many runs in milliseconds."""
    taken = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        once()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def measure_storm(report: Report, login: dict[str, Any], people: People, told: argparse.Namespace) -> None:
    """Let clocks fall due one after the other, and kill a clockwork in the middle."""
    from bench.due import now, open_cases_due  # noqa: PLC0415

    for name, count in (("without a spare", 1), ("with its spare, as `sundial run` keeps it", 2)):
        with Watch(count) as watch:
            start = now() + LEAD
            step = timedelta(seconds=told.over / told.due)
            cases = open_cases_due(people, [start + step * i for i in range(told.due)])
            sleep_until(start + timedelta(seconds=told.over / 2))
            watch.kill_one()
            sleep_until(start + timedelta(seconds=told.over + 3))
        late = outcome(report, login, cases, name)
        limit = "250 ms" if count == 2 else "(a restart takes as long as Python does)"
        report.line(f"{name}: p50", f"{percentile(late, 50):.0f} ms")
        report.line(f"{name}: p99, one kill -9 included", f"{percentile(late, 99):.0f} ms", limit)
        report.line(f"{name}: latest", f"{max(late):.0f} ms")
        histogram(f"clockwork-{count}", late, f"lateness of {len(late):,} alerts, ms: {name}")


def measure_instant(report: Report, login: dict[str, Any], people: People, count: int) -> None:
    """Let many clocks fall due at one instant."""
    from bench.due import now, open_cases_due  # noqa: PLC0415

    with Watch(2):
        at = now() + LEAD
        cases = open_cases_due(people, [at] * count)
        sleep_until(at + timedelta(seconds=4))
    late = outcome(report, login, cases, f"{count:,} due at one instant")
    report.line(f"{count:,} due at one instant: the last said after", f"{max(late):.0f} ms", "1,000 ms", "15 to 27 ms")


def outcome(report: Report, login: dict[str, Any], cases: list[Any], name: str) -> list[float]:
    """Return the lateness of every alert in milliseconds, and report what was lost, early or doubled."""
    with psycopg.connect(**login) as server:
        rows = server.execute(OUTCOME, {"cases": cases}).fetchall()
    late = [float(row[1]) for row in rows if row[1] is not None]
    slow = [row[0] for row in rows if row[1] is not None and row[1] > LIMIT]
    if slow:
        first, last = ((at - rows[0][0]).total_seconds() for at in (slow[0], slow[-1]))
        print(f"  {len(slow)} later than {LIMIT} ms, due between {first:.2f} s and {last:.2f} s of the run")
    lost = sum(1 for row in rows if not row[2]) + len(cases) - len(rows)
    doubled = sum(1 for row in rows if row[2] and (row[2] > 1 or row[3] != 1))
    early = sum(1 for milliseconds in late if milliseconds < 0)
    report.line(f"{name}: lost, early, doubled", f"{lost}, {early}, {doubled}", "0, 0, 0")
    return late


def sleep_until(at: datetime) -> None:
    """Sleep until an instant of the database's clock."""
    from bench.due import now  # noqa: PLC0415

    time.sleep(max(0.0, (at - now()).total_seconds()))


if __name__ == "__main__":
    main()
