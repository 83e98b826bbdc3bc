"""`sundial causes`: why customers had to ask for more, rung by rung, with what was found (O12.3)."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

from sundial.commands.causes import Climb, Span, climbs_of
from sundial.commands.causes_table import lines
from sundial.management.protocol.columns import table, titled
from sundial.management.spreadsheet import written
from sundial.models import CLOCKWORK, database_now, viewing
from sundial.protocol.causes import Answer, Figures, figures

LATELY = timedelta(days=90)
HEADS = ("Rung", "Taken", "In time", "Late", "Never", "Owed", "Comfortable", "Median", "Findings")


class Command(BaseCommand):
    """Tell every rung that was taken in a span, of all cases; restricted ones among them: it is the operator's."""

    help = (
        "Say of the escalations of a span by which rung, answered in time or not, comfortable when, and what was found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", metavar="DATE", help="the first day, UTC; 90 days before the last unless named")
        parser.add_argument("--until", metavar="DATE", help="the last day, UTC; today unless named")
        parser.add_argument("--csv", metavar="OUT", help="write each rung as a line of a spreadsheet there")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), viewing(CLOCKWORK):
            span = _span(options["since"], options["until"], database_now())
            climbs, count = climbs_of(span, Q())
        if options["csv"]:
            with written(options["csv"]) as write:
                write(lines(climbs))
        days = f"{span.since:%Y-%m-%d} to {span.until - timedelta(days=1):%Y-%m-%d} UTC"
        self.stdout.write(f"{count} escalation{'' if count == 1 else 's'}, {days}")
        for line in _as_text(climbs):
            self.stdout.write(line)


def _span(since: str | None, until: str | None, now: datetime) -> Span:
    last = _day("--until", until) if until else now.replace(hour=0, minute=0, second=0, microsecond=0)
    end = last + timedelta(days=1)
    first = _day("--since", since) if since else end - LATELY
    if first >= end:
        raise CommandError(f"--since {since}: that is after the last day, {last:%Y-%m-%d}")
    return Span(first, end)


def _day(name: str, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise CommandError(f"{name} {text}: write a day such as 2026-03-12") from None


def _as_text(climbs: Sequence[Climb]) -> Iterator[str]:
    if not climbs:
        return
    yield ""
    rungs = sorted({one.cause.rung for one in climbs})
    rows = [_row(str(rung), figures(one.cause for one in climbs if one.cause.rung == rung)) for rung in rungs]
    yield from titled("By rung", table(HEADS, [*rows, _row("all", figures(one.cause for one in climbs))]))
    found = [one for one in climbs if one.found]
    if found:
        yield from titled("What was found", _found(found))


def _row(name: str, found: Figures) -> tuple[str, ...]:
    typical = f"{found.typical.total_seconds() / 3600:.1f} h" if found.typical is not None else ""
    answers = (found.of(one) for one in (Answer.IN_TIME, Answer.LATE, Answer.NEVER, Answer.OWED))
    findings = f"{found.found} of {found.owing}" if found.owing else ""
    return (name, str(found.count), *map(str, answers), str(len(found.took)), typical, findings)


def _found(climbs: Sequence[Climb]) -> Iterator[str]:
    for one in climbs:
        yield f"{one.case.number}, rung {one.cause.rung}, {one.cause.fact.at:%Y-%m-%d %H:%M} UTC"
        for words in one.found:
            yield from (f"   {line}" for line in words.text.splitlines() or [""])
