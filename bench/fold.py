"""How fast are histories read: in memory, and by the million out of the database?

    python -m bench.fold [--cases 1000000] [--write]

Cases of twenty facts, nine in ten of them resolved. In memory: CPU of one core, from facts to clocks. From the
database: the commands as an operator gives them, with two processes, wall time from the first to the last.
"""

import argparse
import json
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from bench.desk import SUNDIAL, desk, make_people
from bench.report import Report

TALES = 4_000
ROUNDS = 5
BARE = "SELECT sum(length(what::text)) FROM fact"
OTHER = Path(__file__).parent.parent / "protocols" / "examples" / "silver-halved.toml"
BACKTEST = ("backtest", "--since", "2025-01-01", "--protocol", str(OTHER), "--json")


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/fold.md")
    told = parser.parse_args()
    report = Report("fold", "Histories of twenty facts folded", beside="of which")
    with desk() as login:
        from bench.fold_fill import fill  # noqa: PLC0415

        people = make_people()
        histories = made_up(people)
        in_memory(report, histories)
        began = time.perf_counter()
        fill(login, people, histories, cases=told.cases)
        print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        from_database(report, login, told.cases)
    report.finish(write=told.write)


def made_up(people: Any) -> list[Any]:
    """Make up the histories that the cases have."""
    from bench.tales import tale  # noqa: PLC0415
    from sundial.protocol.document import shipped  # noqa: PLC0415

    return [tale(number, shipped(), people.ana.by, people.eve.by) for number in range(TALES)]


def in_memory(report: Report, histories: list[Any]) -> None:
    """Fold each history, again and again; every round finds its terms anew.

    The collector of circles is settled first, as in each process of the product that works.
    """
    from sundial.outside.collector import settle_down  # noqa: PLC0415
    from sundial.protocol.document import shipped  # noqa: PLC0415
    from sundial.protocol.sla import fold, terms_of  # noqa: PLC0415

    protocols = {shipped().digest: shipped()}
    settle_down()
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for history in histories:
            fold(history, terms_of(history, protocols))
        rounds.append(time.process_time() - began)
    rates = sorted(len(histories) / took for took in rounds)
    report.line(
        "folds a second of one core, in memory", f"{rates[ROUNDS // 2]:,.0f}", "15,000",
        f"{rates[0]:,.0f} to {rates[-1]:,.0f} in {ROUNDS} rounds",
    )  # fmt: skip


def from_database(report: Report, login: dict[str, Any], cases: int) -> None:
    """Let the commands read every case, beside PostgreSQL reading all of its facts and doing nothing with them."""
    import psycopg  # noqa: PLC0415

    with psycopg.connect(**login) as server:
        began = time.perf_counter()
        server.execute("SET max_parallel_workers_per_gather = 1")
        server.execute(BARE)
        bare = time.perf_counter() - began
    report.line("the facts read by PostgreSQL alone, two processes: cases a second", f"{cases / bare:,.0f}")
    for name, command in (("verify", ("verify", "--json")), ("backtest", BACKTEST)):
        found, took, peaks = run(*command)
        assert found["cases"] == cases, found
        assert not found.get("differences"), found
        report.line(f"{name}: cases a second, of {cases:,}", f"{cases / took:,.0f}", "8,000", f"{took:.0f} s")
        report.line(f"{name}: memory at a fifth of the way, and most", " and ".join(f"{one:.0f} MB" for one in peaks))


def run(*command: str) -> tuple[dict[str, Any], float, tuple[float, float]]:
    """Run a command of ours; return what it says, the seconds, and its memory after a fifth of them and at most."""
    began = time.perf_counter()
    process = subprocess.Popen([*SUNDIAL, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    seen: list[tuple[float, float]] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            seen.append((time.perf_counter() - began, memory(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    said = process.communicate()[0]
    took = time.perf_counter() - began
    over.set()
    watcher.join()
    early = [use for at, use in seen if at <= took / 5]
    return last_object(said.decode()), took, (max(early, default=0.0), max((use for _, use in seen), default=0.0))


def last_object(said: str) -> dict[str, Any]:
    """Return what a command said as JSON: all of it, or the last of its lines."""
    try:
        whole = json.loads(said)
    except ValueError:
        whole = json.loads(said.strip().splitlines()[-1])
    return dict(whole)


def memory(pid: int) -> float:
    """Return the megabytes that are a process's own, with its children's; 0.0 where the system does not tell."""
    found = 0.0
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        found = sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return found
    return found + sum(memory(int(child)) for child in children)


if __name__ == "__main__":
    main()
