"""100,000 promises overdue when a desk starts: when is each recorded, when is what is urgent sent, who can work?"""

import time
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import psycopg

from bench.desk import People
from bench.moves import one_aside, working
from bench.overdue import make_team, overdue
from bench.report import Report, curves, percentile

ENGINEERS = 60
TALES = 2_000  # made up, and told of many cases each
URGENT = 200  # one case in so many is of severity 1
CALM = 20.0  # seconds of work on the desk before it starts
AFTER = 240.0  # seconds in which the digests are waited for
KEPT = ("delivery", "alert", "escalation", "case_words", "clock", "fact", "support_case", "procrastinate_jobs")
LEFT = "SELECT EXISTS (SELECT FROM clock WHERE check_at <= now())"
RECORDED = """
    SELECT extract(epoch FROM pg_xact_commit_timestamp(a.xmin) - %s)::float, c.severity = 1
    FROM alert a JOIN support_case c ON c.id = a.case_id WHERE a.kind = 'breached'
"""
EXACTLY = """
    SELECT (SELECT count(*) FROM fact WHERE kind = 'breached'), (SELECT count(*) FROM alert WHERE kind = 'breached'),
        (SELECT count(*) FROM (SELECT FROM fact WHERE kind = 'breached' GROUP BY case_id HAVING count(*) > 1) doubled)
"""
SENT = """
    SELECT extract(epoch FROM d.sent_at - %s)::float FROM delivery d WHERE d.digest_id IS NULL AND d.sent_at IS NOT NULL
"""
UNSENT = "SELECT count(*) FROM delivery WHERE sent_at IS NULL"
DIGESTS = """
    SELECT count(*), count(DISTINCT person_id), extract(epoch FROM max(sent_at) - %s)::float,
        (SELECT count(*) FROM delivery WHERE digest_id IS NOT NULL) FROM digest WHERE state = 'sent'
"""


def measure_storm(report: Report, login: dict[str, Any], people: People, sink: Any, number: int) -> None:
    """Start clockwork, its spare and the worker on a desk that was down, while somebody works."""
    forget_the_presses(login)
    fill(login, people, number)
    with working(one_aside(people)) as lines, psycopg.connect(**login, autocommit=True) as server:
        time.sleep(CALM)
        began, start, letters = now(server), time.time(), len(sink.mailbox.entries())
        with ExitStack() as processes:
            start_all(processes)
            wait_until(server, f"NOT {LEFT.removeprefix('SELECT ')}", every=0.25)
            over = time.time()
            wait_until(server, "NOT EXISTS (SELECT FROM delivery WHERE sent_at IS NULL)", every=2.0)
        recorded = server.execute(RECORDED, [began]).fetchall()
        sent = [at for (at,) in server.execute(SENT, [began]).fetchall()]
        tell_counts(report, server, number)
        tell_times(report, recorded, sent, number)
        tell_digests(
            report, server.execute(DIGESTS, [began]).fetchone(), len(sink.mailbox.entries()) - letters, len(sent)
        )
    tell_work(report, lines, start, over)


def forget_the_presses(login: dict[str, Any]) -> None:
    """Take away what was measured before, with its forty people, and enter as the worker again."""
    from django.db import connection, connections  # noqa: PLC0415

    connection.close()
    for settings in (connection.settings_dict, connections.settings["default"]):
        settings["USER"] = "sundial_worker"
    with psycopg.connect(**login, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        for table in (
            "delivery",
            "alert",
            "escalation",
            "case_words",
            "clock",
            "fact",
            "support_case",
            "procrastinate_jobs",
        ):
            server.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
        server.execute("DELETE FROM person WHERE name LIKE 'Manager %'")


def fill(login: dict[str, Any], people: People, number: int) -> None:
    """Write the cases."""
    from bench.fold_fill import fill as write  # noqa: PLC0415
    from sundial.models import database_now  # noqa: PLC0415
    from sundial.protocol.document import shipped  # noqa: PLC0415

    began, until = time.monotonic(), database_now()
    owners = [one.by for one in make_team(ENGINEERS)]
    tales = [
        overdue(n, shipped(), people.ana.by, owners, until=until, urgent=n % URGENT == 0)
        for n in range(min(TALES, number))
    ]
    write(login, people, tales, cases=number)
    print(f"  (filled in {time.monotonic() - began:.0f} s)", flush=True)


def start_all(processes: ExitStack) -> None:
    """Start what `sundial run` keeps, but for the web."""
    from bench.alerts import running  # noqa: PLC0415
    from bench.watch import SPARE  # noqa: PLC0415

    for words in (("clockwork",), ("clockwork", *SPARE), ("worker",)):
        processes.enter_context(running(*words))


def now(server: "psycopg.Connection[Any]") -> datetime:
    """Return the database's time."""
    row = server.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return datetime.fromisoformat(str(row[0]))


def wait_until(server: "psycopg.Connection[Any]", what: str, *, every: float) -> None:
    """Ask again and again until something is so."""
    until = time.monotonic() + AFTER
    while server.execute(f"SELECT {what}").fetchone() != (True,):
        if time.monotonic() > until:
            print(f"  (given up: {what})", flush=True)
            return
        time.sleep(every)


def tell_counts(report: Report, server: "psycopg.Connection[Any]", number: int) -> None:
    """Say whether each promise is told exactly once: a fact, and an alert to its owner and to the Duty Manager."""
    row = server.execute(EXACTLY).fetchone()
    assert row is not None
    facts, alerts, doubled = row
    report.line(
        f"{number:,} overdue at start-up: facts, alerts, doubled", f"{facts:,}, {alerts:,}, {doubled}",
        f"{number:,}, {2 * number:,}, 0", "two hear of each",
    )  # fmt: skip


def tell_times(report: Report, recorded: list[tuple[float, bool]], sent: list[float], number: int) -> None:
    """Say when the last alert was recorded, and when the last urgent one was sent."""
    first = [at for at, urgent in recorded if urgent]
    others = [at for at, urgent in recorded if not urgent]
    last = max(others, default=0.0)
    shape = (
        f"severity 1 by {max(first, default=0):.1f} s; {number / max(last - min(first, default=0), 0.1):,.0f} a second"
    )
    report.line("the last alert is recorded after", f"{last:.1f} s", f"{60 * number / 100_000:.0f} s", shape)
    report.line(
        "severity 1 is recorded before all others", str(max(first, default=0) <= min(others, default=0)), "True"
    )
    sending = f"{len(sent):,} letters singly, of {len(first):,} urgent alerts"
    report.line("the last letter of severity 1 is sent after", f"{max(sent, default=0):.1f} s", "30 s", sending)
    curves("alerts-storm", {"recorded": sorted(at for at, _ in recorded), "severity 1 sent": sorted(sent)},
           f"{number:,} promises overdue at start-up")  # fmt: skip


def tell_digests(report: Report, row: Any, letters: int, singly: int) -> None:
    """Say in how many letters the rest was told."""
    digests, people, last, held = row
    report.line(
        "the rest: letters, to people", f"{digests}, {people}", "one each",
        f"{held:,} alerts, sent after {last or 0:.0f} s; {letters - singly - digests} synthetic letters beside",
    )  # fmt: skip


def tell_work(report: Report, lines: list[tuple[float, str, float]], start: float, over: float) -> None:
    """Say what somebody on the desk waited for meanwhile."""
    for what, named in (("queue", "the queue"), ("answer", "an answer")):
        calm = [took for at, act, took in lines if act == what and at < start]
        meanwhile = [took for at, act, took in lines if act == what and start <= at <= over]
        (middle, late), (was, was_late) = ([percentile(some, at) for at in (50, 95)] for some in (meanwhile, calm))
        report.line(
            f"meanwhile on the desk: {named}, p95", f"{late:.0f} ms", f"{2 * was_late:.0f} ms",
            f"p50 {middle:.0f}; before p50 {was:.0f}, p95 {was_late:.0f}; {len(calm)} and {len(meanwhile)} times",
        )  # fmt: skip
