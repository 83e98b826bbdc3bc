"""What the wall costs: pages of a desk with a million cases, 30 % of them behind a wall, with row security and without.

    python -m bench.wall [--cases 1000000] [--home /var/tmp/wall] [--write]

Each page is asked for as Amy, who is outside two walls of three, in turn as the web, whom row security binds, and as
the superuser, whom it does not: then the conditions of the app alone choose the rows, which is the bare limit. CPU is
that of PostgreSQL, turn by turn; a second line of the superuser says what is noise. Every statement of a page is
explained as the web. At last what is hidden and what never was are asked for in turn (S04), by number and by a word.
"""

import argparse
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.desk import People, desk
from bench.pages import sign_in
from bench.record import backend_cpu
from bench.report import Report, histogram, percentile
from bench.wall_ground import AMY, ground

WARM = 12  # times, until plans are kept
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
LINES: dict[str, Any] = {}


def main() -> None:
    """Fill, measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=100, help="each page is asked for so often on each line")
    parser.add_argument("--pairs", type=int, default=2_000, help="404s of what is hidden and of what never was")
    parser.add_argument("--home", type=Path, help="keep the desk in this folder, and measure on it the next time")
    parser.add_argument("--only", default="", help="measure only the pages whose name has this in it, and no 404")
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/wall.md")
    told = parser.parse_args()
    title = f"The wall, with {told.cases:,} cases of which 30 % are restricted: CPU with row security and without"
    report = Report("wall", title, beside="spread, parts, and how the web reads the big tables")
    with desk(told.home) as login:
        number, hidden = ground(login, told.cases)
        enter_as_superuser()
        amy = sign_in_as_amy()
        for what, address in PAGES.items():
            if told.only in what:
                measure(report, what, amy, address or f"/desk/cases/{number}", told.times)
        if not told.only:
            compare(report, amy, hidden, told.pairs)
            search_for(report, amy, told.pairs)
    report.finish(write=told.write and not told.only)


def sign_in_as_amy() -> Any:
    """Return a client in which somebody outside two walls of three has signed in."""
    from sundial.models import Organization, Person  # noqa: PLC0415

    amy = Person.objects.get(email=AMY)
    return sign_in(People(Organization(), amy, amy, amy))


def enter_as_superuser() -> None:
    """Log in three times: as the superuser, once more so, and as the web; a plan that is kept holds for its line."""
    from django.db import connection, connections  # noqa: PLC0415

    connection.close()
    connections.settings["default"]["USER"] = connection.settings_dict["USER"] = "postgres"
    LINES["bare"] = connections["default"]
    for name, user in (("again", "postgres"), ("web", "sundial_web")):
        LINES[name] = connections["default"].copy()
        LINES[name].settings_dict["USER"] = user


@contextmanager
def upon(line: str) -> Iterator[None]:
    """Ask on one of the lines: the `web`, whom row security binds; `bare`, whom it does not; and `again`, as `bare`."""
    from django.db import connections  # noqa: PLC0415

    before = connections["default"]
    connections["default"] = LINES[line]
    try:
        yield
    finally:
        connections["default"] = before


def measure(report: Report, what: str, client: Any, address: str, times: int) -> None:
    """Ask for a page on each line in turn; report what row security costs it, how sure that is, and how it reads.

    The figure is the median of the differences within a turn. What two lines of the superuser differ by is noise.
    """
    costs: dict[str, list[tuple[float, float]]] = {line: [] for line in LINES}
    for nth in range(WARM + times):
        for line in sorted(
            LINES, key=lambda one: (list(LINES).index(one) + nth) % len(LINES)
        ):  # each comes first in turn
            with upon(line):
                cost = cpu_of(client, address)
            if nth >= WARM:
                costs[line].append(cost)
    ours, database = ({line: [one[part] for one in some] for line, some in costs.items()} for part in (0, 1))
    wall, noise = apart(database["web"], database["bare"]), apart(database["again"], database["bare"])
    beside = [
        f"half of the turns {percentile(wall, 25):+.2f} to {percentile(wall, 75):+.2f}",
        f"the bare line twice {median(noise):+.2f}",
        f"PostgreSQL {median(database['web']):.1f} ms with, {median(database['bare']):.1f} without",
        f"Python {median(ours['web']):.1f}, {median(apart(ours['web'], ours['bare'])):+.1f}",
        "; ".join(scans(client, address)) or "every big table by an index",
    ]
    report.line(what, f"{median(wall):+.2f} ms", COST, "; ".join(beside))


def apart(some: list[float], others: list[float]) -> list[float]:
    """Return by how much each differs from its counterpart."""
    return [one - other for one, other in zip(some, others, strict=True)]


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
    with upon("web"), connection.execute_wrapper(listen):
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
        with upon("web"):
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
    with upon("web"):
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
