"""What the wall costs: pages of a desk with a million cases, 30 % of them behind a wall, with row security and without.

    python -m bench.wall [--cases 1000000] [--write]

Each page is asked for as Amy, who is outside two walls of three, in turn as the web, whom row security binds, and as
the superuser, whom it does not: then the conditions of the app alone choose the rows, which is the bare limit. CPU is
that of PostgreSQL and of this process. Every statement of a page is explained as the web. At last what is hidden and
what never was are asked for in turn (S04), by number and by a word of what is hidden.
"""

import argparse
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench.desk import People, desk, make_people
from bench.pages import sign_in, talk
from bench.record import backend_cpu
from bench.report import Report, histogram

SQL = Path(__file__).with_name("wall_fill.sql").read_text()
CUSTOMERS, TIMES, KNOWN = 500, 20, 20
BIG = ("support_case", "fact", "clock")  # what is never read from end to end
COST, TOLD = "1 ms", "2 ms"
PAGES = {
    "queue, all open": "/desk/?view=open",
    "queue, open in my region": "/desk/?view=region",
    "queue, severity 1": "/desk/?view=severity-1",
    "queue, resolved lately": "/desk/?view=resolved",
    "work list of triage": "/desk/triage",
    "board": "/desk/board",
    "customers": "/desk/customers",
    "search, a word of most cases": "/desk/?q=scanner",
    "search, a word of ten in a million": "/desk/?q=quarantine",
    "search, a word of hidden cases alone": "/desk/?q=quietly",
    "case, 200 entries": "",
}


def main() -> None:
    """Fill, measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=2_000, help="404s of what is hidden and of what never was")
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/wall.md")
    told = parser.parse_args()
    title = f"The wall, with {told.cases:,} cases of which 30 % are restricted: CPU with row security and without"
    report = Report("wall", title, beside="parts, and how the web reads the big tables")
    with desk() as login:
        people = make_people()
        fill(login, people, told.cases)
        number, hidden = name_some(login, people)
        enter_as_superuser()
        amy = sign_in(People(people.customer, people.ana, outsider(), people.dan))
        for what, address in PAGES.items():
            measure(report, what, amy, address or f"/desk/cases/{number}")
        compare(report, amy, hidden, told.pairs)
        search_for(report, amy, told.pairs)
    report.finish(write=told.write)


def fill(login: dict[str, Any], people: People, cases: int) -> None:
    """Write customers and cases straight into the tables, and one long conversation through the door."""
    from django.db import transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, ProtocolRevision, database_now, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Opened  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now, revision = database_now(), ProtocolRevision.objects.latest("in_force_from").digest
        long = new_case(people, now - timedelta(days=2))
        long.number = "LONG"
        Case.objects.bulk_create([long])
        opened = Opened(1, "platinum", "emea", protocol=revision)
        record_many([Entry(long.pk, opened, people.ana, long.opened_at, "It stops.")], now=now)
        record_many(list(talk(people, long)), now=now)
    values = {"customers": CUSTOMERS, "cases": cases, "now": now, "revision": revision}
    with psycopg.connect(**login, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")  # no triggers: the rows fit each other as written
        for statement in filter(str.strip, SQL.split(";\n")):
            server.execute(statement, values if "%" in statement else None)


def name_some(login: dict[str, Any], people: People) -> tuple[str, list[str]]:
    """Give the long case and some hidden ones numbers as the desk draws them; return these."""
    from sundial.protocol.number import number_of  # noqa: PLC0415

    with psycopg.connect(**login, autocommit=True) as server:
        server.execute("UPDATE support_case SET number = %s WHERE number = 'LONG'", [number_of(0)])
        hidden = server.execute(
            "SELECT id FROM support_case WHERE regions = '{emea}' AND state = 'new' LIMIT %s", [KNOWN]
        ).fetchall()
        for nth, (case,) in enumerate(hidden, start=1):
            server.execute("UPDATE support_case SET number = %s WHERE id = %s", [number_of(nth), case])
    return number_of(0), [number_of(nth) for nth in range(1, len(hidden) + 1)]


def outsider() -> Any:
    """Make Amy, of the Americas."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.models import Person  # noqa: PLC0415

    with transaction.atomic():
        return Person.objects.create(
            email="amy@desk.example", name="Amy", kind="staff", role="support-engineer", tier=2, region="americas"
        )


def enter_as_superuser() -> None:
    """Log in as the superuser, and beside that as the web: a plan that is kept holds for who is logged in there."""
    from django.db import connection, connections  # noqa: PLC0415

    connection.close()
    connections.settings["default"]["USER"] = connection.settings_dict["USER"] = "postgres"
    web = connections["default"].copy()
    web.settings_dict["USER"] = "sundial_web"
    connections.web = web  # type: ignore[attr-defined]


@contextmanager
def as_the_web() -> Iterator[None]:
    """Be bound by row security, on a line of the web's own."""
    from django.db import connections  # noqa: PLC0415

    superuser = connections["default"]
    connections["default"] = connections.web  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connections["default"] = superuser


@contextmanager
def as_nobody_bound() -> Iterator[None]:
    """Stay who we are."""
    yield


def measure(report: Report, what: str, client: Any, address: str) -> None:
    """Ask for a page in turn with row security and without; report what it costs and how it reads."""
    costs: dict[str, list[tuple[float, float]]] = {"with": [], "without": []}
    for _ in range(TIMES):
        for how, entered in (("with", as_the_web), ("without", as_nobody_bound)):
            with entered():
                costs[how].append(cpu_of(client, address))
    served = {how: median(sum(one) for one in some[2:]) for how, some in costs.items()}
    database = {how: median(one[1] for one in some[2:]) for how, some in costs.items()}
    parts = f"{served['with']:.1f} ms with, {served['without']:.1f} without, of it PostgreSQL"
    read = "; ".join(scans(client, address)) or "every big table by an index"
    beside = f"{parts} {database['with']:.1f} and {database['without']:.1f}; {read}"
    report.line(what, f"{database['with'] - database['without']:+.2f} ms", COST, beside)


def cpu_of(client: Any, address: str) -> tuple[float, float]:
    """Return the CPU of one answer: ours and the server's, in milliseconds."""
    gc.collect()
    before, database = time.process_time(), backend_cpu()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return (time.process_time() - before) * 1e3, (backend_cpu() - database) * 1e3


def scans(client: Any, address: str) -> list[str]:
    """Return which statements of a page read a big table from end to end, as the web would."""
    from django.db import connection  # noqa: PLC0415

    asked: list[tuple[Any, Any]] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        if str(sql).startswith("SELECT") and any(table in sql for table in BIG):
            found.extend(whole(execute, sql, params, context))
        return execute(sql, params, many, context)

    found: list[str] = []
    with as_the_web(), connection.execute_wrapper(listen):
        client.get(address)
    return sorted(set(found))


def whole(execute: Any, sql: Any, params: Any, context: Any) -> list[str]:
    """Explain a statement where it is asked, with its viewer; return the big tables that it reads from end to end."""
    no = False
    execute(f"EXPLAIN {sql}", params, no, context)
    lines = [line for (line,) in context["cursor"].fetchall()]
    asked = " ".join(sql.replace('"', "").split())
    short = f"{asked[:50]} ... {asked[asked.find(' WHERE ') :][:160]}"
    found = [table for table in BIG if any(f"Seq Scan on {table}" in line for line in lines)]
    if found:
        print(f"    {found} from end to end by: {short}", flush=True)
    return [f"{table} from end to end" for table in found]


def compare(report: Report, client: Any, hidden: list[str], pairs: int) -> None:
    """Ask in turn for what is hidden and for what never was; report how far the medians are apart (S04)."""
    from sundial.protocol.number import number_of  # noqa: PLC0415

    never = [number_of(10**6 + nth) for nth in range(len(hidden))]
    for route in ("/desk/cases/{}", "/desk/cases/{}/clocks", "/api/v1/cases/{}"):
        took: dict[str, list[float]] = {"hidden": [], "never": []}
        with as_the_web():
            for nth in range(pairs):
                for how, numbers in (("hidden", hidden), ("never", never)):
                    took[how].append(seconds(client, route.format(numbers[nth % len(numbers)])) * 1e3)
        apart = median(took["hidden"]) - median(took["never"])
        medians = f"{median(took['hidden']):.2f} ms hidden, {median(took['never']):.2f} never there, {pairs:,} pairs"
        report.line(f"404 of {route.format('N')}", f"{apart:+.3f} ms", TOLD, medians)
        histogram("wall", took["hidden"] + took["never"], "404 of what is hidden and of what never was")


def search_for(report: Report, client: Any, pairs: int) -> None:
    """Search in turn for a word that every hidden case has and for one that none has; report how far apart they are."""
    took: dict[str, list[float]] = {"quietly": [], "nowhere": []}
    with as_the_web():
        for _ in range(pairs):
            for word, some in took.items():
                some.append(seconds(client, f"/desk/?q={word}", 200) * 1e3)
    hidden, never = (median(some) for some in took.values())
    beside = f"{hidden:.2f} ms hidden, {never:.2f} of nobody, {pairs:,} pairs"
    report.line("a word of each hidden case, and of none", f"{hidden - never:+.3f} ms", TOLD, beside)


def seconds(client: Any, address: str, status: int = 404) -> float:
    """Return how long one answer takes."""
    began = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - began
    assert answer.status_code == status, (address, answer.status_code)
    return took


if __name__ == "__main__":
    main()
