"""Another protocol on a hundred thousand open cases: tried, and a calendar edited while somebody works on the desk.

    python -m bench.moves [--cases 100000] [--write]

Each case has a history of twenty facts and a promise that runs in business time. A trial is `sundial protocol diff`
as an operator gives it; the edit is a holiday in every region, decided for all cases and carried out by the job.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from bench.desk import People, desk, make_people
from bench.fold import OTHER, run
from bench.report import Report, percentile

TALES = 800  # made up; those on which a promise runs in business time are told
ASIDE = "SD-ASIDE"
CALM = 8.0  # seconds of work on the desk before the edit


def main() -> None:
    """Measure, print, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/moves.md")
    told = parser.parse_args()
    report = Report("moves", "Another protocol on the open cases", beside="of which")
    with desk() as login:
        from bench.fold_fill import fill  # noqa: PLC0415

        people = make_people()
        histories = list(in_business_time(people))
        print(f"{len(histories)} histories made up", flush=True)
        fill(login, people, histories, cases=told.cases)
        tried(report, told.cases)
        edited(report, people, told.cases)
    report.finish(write=told.write)


def in_business_time(people: People) -> Iterator[Any]:
    """Yield histories that go on until now, each with a promise in business time that still runs and is not late."""
    from django.db import transaction  # noqa: PLC0415

    from bench.tales import running_tale  # noqa: PLC0415
    from sundial.models import CLOCKWORK, database_now, viewing  # noqa: PLC0415
    from sundial.protocol.amounts import Elapsed  # noqa: PLC0415
    from sundial.protocol.clock import ByTable  # noqa: PLC0415
    from sundial.protocol.document import shipped  # noqa: PLC0415
    from sundial.protocol.sla import clocks, terms_of  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
    for number in range(TALES):
        history = running_tale(number, shipped(), people.ana.by, people.eve.by, until=now)
        if history is None:
            continue
        terms = terms_of(history, {shipped().digest: shipped()})
        for clock in clocks(history, terms):
            count = clock.because.counts[0]
            if clock.ended_at is None and clock.due_at > now and isinstance(count, ByTable):
                target = shipped().target(count.plan, count.severity, clock.promise)
                if not isinstance(target.amount, Elapsed):
                    yield history
                    break


def tried(report: Report, cases: int) -> None:
    """Let Silver be halved, and see what that would do."""
    found, took, _ = run("protocol", "diff", "in-force", str(OTHER), "--cases", "--json")
    assert found["cases"]["open"] == cases, found["cases"]["open"]
    report.line(
        f"a document tried on {cases:,} open cases", f"{took:.1f} s", f"{cases / 10_000:.0f} s",
        f"{found['cases']['touched']:,} of them would move",
    )  # fmt: skip


def edited(report: Report, people: People, cases: int) -> None:
    """Close every office on the next working day, for all cases, while Eve works."""
    from sundial.jobs.deliver import TryAgain  # noqa: PLC0415
    from sundial.jobs.moves import carry_out_moves  # noqa: PLC0415
    from sundial.outside.collector import settle_down  # noqa: PLC0415

    aside = one_aside(people)
    settle_down()  # as a worker does
    with working(aside) as lines:
        time.sleep(CALM)
        before = running_clocks()
        decide(people)
        began = time.time()
        with suppress(TryAgain):  # it looks again for cases that were being opened meanwhile
            carry_out_moves.func()  # type: ignore[attr-defined]
        ended = time.time()
        moved = sum(before[key] != due for key, due in running_clocks().items() if key in before)
    took = ended - began
    report.line(
        f"a holiday brought into line on {cases:,} cases", f"{took:.1f} s", f"{cases / 20_000:.1f} s",
        f"{moved:,} due times moved; {cases / took:,.0f} cases a second",
    )  # fmt: skip
    for what in ("answer", "queue"):
        calm = [took for at, act, took in lines if act == what and at < began]
        meanwhile = [took for at, act, took in lines if act == what and began <= at <= ended + 0.5]
        report.line(
            f"meanwhile on the desk: {'an answer' if what == 'answer' else 'the queue'}, median and longest",
            f"{percentile(meanwhile, 50):.0f}, {max(meanwhile):.0f} ms", "",
            f"before: {percentile(calm, 50):.0f}, {max(calm):.0f} ms",
        )  # fmt: skip


def one_aside(people: People) -> str:
    """Open a case on which Eve works."""
    from django.db import transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, database_now, protocol_in_force, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Opened  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        case = new_case(people, now - timedelta(minutes=5))
        case.number = ASIDE
        Case.objects.bulk_create([case])
        opened = Opened(1, "platinum", "emea", protocol=protocol_in_force(now).digest)
        record_many([Entry(case.pk, opened, people.ana, case.opened_at)], now=now)
    return ASIDE


def decide(people: People) -> None:
    """Decide, as the page does, that every office is closed on the next day on which all are open."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.moves import EVERY, Decision, keep_candidate  # noqa: PLC0415
    from sundial.commands.moves import decide as decided  # noqa: PLC0415
    from sundial.models import CLOCKWORK, database_now, protocol_in_force, viewing  # noqa: PLC0415
    from sundial.protocol.calendar_edit import Holiday, edited  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        protocol = protocol_in_force(now)
        for region in protocol.regions:
            protocol = edited(protocol, region, Holiday(working_day(now), "Day of the bench"))
        kept = keep_candidate(protocol, "A holiday", by=people.dan, now=now)
        decided(kept.digest, Decision(move=EVERY), by=people.dan, now=now)


def working_day(now: datetime) -> date:
    """Return the first day after today that is no Saturday or Sunday."""
    days = (now.date() + timedelta(days=ahead) for ahead in range(1, 4))
    return next(day for day in days if day.weekday() < 5)


def running_clocks() -> dict[tuple[Any, ...], datetime]:
    """Return when each promise that runs is due, by its case and what it is about."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.models import CLOCKWORK, Clock, viewing  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        rows = Clock.objects.running().values_list("case_id", "promise", "about", "due_at")
        return {row[:3]: row[3] for row in rows}


@contextmanager
def working(number: str) -> Iterator[list[tuple[float, str, float]]]:
    """Let Eve work in a process of her own; yield what each act took, complete when the block has ended."""
    lines: list[tuple[float, str, float]] = []
    command = [sys.executable, "-m", "bench.beside", number]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield lines
    finally:
        said = process.communicate("")[0]
        parts = (line.split() for line in said.splitlines())
        lines.extend((float(at), what, float(took)) for at, what, took in parts)


if __name__ == "__main__":
    main()
