"""What a page of the desk costs the processor: a queue of fifty rows, and a case with two hundred entries.

    python -m bench.pages [--write]

CPU of this process and of the PostgreSQL backend that serves it, through every middleware, under the web's login and
within the wall of the person who looks. The peers' figures are those of the design's STACK.md, on the same machine.
"""

import argparse
import gc
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench.desk import People, desk, make_people
from bench.record import backend_cpu, enter_as_web
from bench.report import Report, percentile

ROWS, ENTRIES, OPEN = 50, 200, 2_000
TIMES = 60
PEERS = {
    "queue": "osTicket 103, django-helpdesk 155, Redmine 128, Request Tracker 437 ms",
    "case": "osTicket 32, django-helpdesk 57, Redmine 86, Request Tracker 177 ms",
}


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/pages.md")
    told = parser.parse_args()
    report = Report("pages", "A page of the desk: CPU of the web process and of PostgreSQL", beside="peers, and parts")
    with desk():
        people = make_people()
        number = fill(people)
        enter_as_web()
        eve = sign_in(people)
        measure(report, f"queue, {ROWS} rows of {OPEN:,} open", eve, "/desk/?view=open", "30 ms")
        measure(report, f"queue, {ROWS} rows, the part alone", eve, "/desk/?view=open", "30 ms", {"HX-Request": "true"})
        measure(report, f"case, {ENTRIES} entries", eve, f"/desk/cases/{number}", "40 ms")
    report.finish(write=told.write)


def fill(people: People) -> str:
    """Open cases with a first response that runs, and one with a long conversation; return its number."""
    from django.db import transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, database_now, protocol_in_force, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Opened  # noqa: PLC0415
    from sundial.protocol.number import number_of  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        opened = Opened(1, "platinum", "emea", protocol=protocol_in_force(now).digest)
        cases = [new_case(people, now - timedelta(minutes=n % 50)) for n in range(OPEN)]
        for at, case in enumerate(cases):
            case.number = number_of(at)
        Case.objects.bulk_create(cases)
        for start in range(0, OPEN, 500):
            some = cases[start : start + 500]
            record_many([Entry(case.pk, opened, people.ana, case.opened_at) for case in some], now=now)
        long = new_case(people, now - timedelta(days=2))
        long.number = number_of(OPEN)
        Case.objects.bulk_create([long])
        record_many([Entry(long.pk, opened, people.ana, long.opened_at, "It stops.")], now=now)
        record_many(list(talk(people, long)), now=now)
    return long.number


def talk(people: People, case: Any) -> Iterator[Any]:
    """Yield a conversation of two days: Eve answers, Ana writes, and every third entry is a note of Eve's."""
    from sundial.commands.record import Entry  # noqa: PLC0415
    from sundial.protocol.facts import Messaged  # noqa: PLC0415

    step = timedelta(days=2) / (ENTRIES + 1)
    for n in range(1, ENTRIES):
        by = people.ana if n % 3 == 1 else people.eve
        yield Entry(case.pk, Messaged(public=n % 3 > 0), by, case.opened_at + step * n, WORDS.format(n))


WORDS = (
    "Entry {}: the **standby** takes over, see `sync status`.\n\n- first this\n- then that, at https://docs.example/a\n"
)


def sign_in(people: People) -> Any:
    """Return a client in which Eve has signed in."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from sundial.models import viewing  # noqa: PLC0415

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    with transaction.atomic(), viewing(people.eve):
        client.force_login(people.eve, backend="sundial.web.signin.DoorBackend")
    return client


def measure(
    report: Report, what: str, client: Any, address: str, limit: str, headers: dict[str, str] | None = None
) -> None:
    """Ask for a page again and again: the first answer, then the median of the others."""
    costs, served = [], []
    for _ in range(TIMES):
        gc.collect()
        before, database = time.process_time(), backend_cpu()
        answer = client.get(address, headers=headers)
        costs.append((time.process_time() - before) * 1e3)
        served.append((backend_cpu() - database) * 1e3)
        assert answer.status_code == 200, answer.status_code
    peers = PEERS[what.split(",", maxsplit=1)[0]]
    kilobytes = len(answer.content) / 1024
    parts = f"PostgreSQL {percentile(served, 50):.1f} ms; first {costs[0]:.0f} ms; {kilobytes:.0f} KB; {peers}"
    report.line(what, f"{percentile(costs[1:], 50):.1f} ms", limit, parts)


if __name__ == "__main__":
    main()
