"""`sundial backtest`: what another protocol document would have made of the cases of a year (docs/protocol.md)."""

import json
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from sundial.management.lines import numbered_lines
from sundial.management.progress import Bar
from sundial.management.protocol import backtested, backtesting
from sundial.management.protocol.backtesting import Asked, Document, NotTheWorker, Tested
from sundial.management.protocol.differing import Named
from sundial.management.protocol.naming import named
from sundial.management.spread import HANDS, spread
from sundial.protocol.document import SHIPPED, DocumentError, to_json
from sundial.protocol.facts_json import FactError, read_instant

OF_A_FILE, OF_THE_DESK = ("against", "as_of"), ("until",)


class Command(BaseCommand):
    """Read histories as they were, and as if their cases had been opened under another document; compare what became.

    Exits with 1 if a history could not be compared.
    """

    help = (
        "Try another protocol document on what has happened: kept and late under both, by plan, severity and promise. "
        "Exits with 1 if a case could not be compared."
    )
    requires_system_checks = ()  # a file is compared without a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file or a date, and the documents."""
        add = parser.add_argument
        add(
            "file",
            metavar="FILE",
            nargs="?",
            help="JSON lines, one case a line (docs/replay.md); - reads standard input",
        )
        add("--since", metavar="DATE", help="instead of a FILE: the desk's own cases that were opened since then")
        add("--until", metavar="DATE", help="with --since: and before then (default: now)")
        add("--protocol", metavar="B", required=True, help="a file, in-force, or the beginning of a digest")
        add(
            "--against",
            metavar="A",
            action="append",
            help="with a FILE: under what its cases were opened (default: shipped); more of them: moved to",
        )
        add(
            "--as-of", metavar="INSTANT", help="with a FILE: when what still runs is judged (default: at its last fact)"
        )
        add("--csv", metavar="OUT", help="write each promise whose outcome would have been another there")
        add("--processes", type=_hands, default=HANDS, metavar="N")
        add("--json", action="store_true", help="the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, and tell; raises CommandError for what cannot be read."""
        _check_one_source(options)
        try:
            b = named(options["protocol"])
            whole = self._from_file(b, options) if options["file"] else self._from_database(b, options)
        except (DocumentError, NotTheWorker) as error:
            raise CommandError(str(error)) from None
        told = json.dumps(backtested.as_json(whole, b), indent=2) if options["json"] else None
        self.stdout.write(told or "\n".join(backtested.as_text(whole, b)))
        if whole.failed:
            raise SystemExit(1)

    def _from_file(self, b: Named, options: dict[str, Any]) -> Tested:
        were = tuple(_document(named(one)) for one in options["against"] or [str(SHIPPED)])
        as_of = _instant("as_of", options["as_of"]) if options["as_of"] else None
        with _open(options["file"]) as file:
            many = sum(1 for _ in numbered_lines(file))
            file.seek(0)
            asked = Asked(_document(b), as_of, bool(options["csv"]))
            parts = backtesting.file_parts(numbered_lines(file), were, asked)
            hands = backtesting.hands_for(many, options["processes"])
            return self._sum(spread(backtesting.compare_lines, parts, hands=hands), many, options)

    def _from_database(self, b: Named, options: dict[str, Any]) -> Tested:
        since = _instant("since", options["since"])
        until = _instant("until", options["until"]) if options["until"] else None
        many, until, now = backtesting.opened_since(since, until)
        if until <= since:
            raise CommandError(f"--since {options['since']} is not before {_until(options['until'])}")
        asked = Asked(_document(b), now, bool(options["csv"]))
        parts = backtesting.database_parts(many, since, until, asked)
        hands = backtesting.hands_for(many, options["processes"])
        return self._sum(spread(backtesting.compare_cases, parts, hands=hands), many, options)

    def _sum(self, parts: Iterator[Tested], many: int, options: dict[str, Any]) -> Tested:
        """Add the parts up, with a bar for whoever waits, and write their lines as they come."""
        whole, bar = Tested(), Bar(sys.stderr, many, "cases")
        with backtested.as_csv(options["csv"]) as write:
            for part in parts:
                bar.add(part.cases)
                whole.join(part)
                write(part.lines)
        bar.end()
        return whole


def _check_one_source(options: dict[str, Any]) -> None:
    if bool(options["file"]) == bool(options["since"]):
        raise CommandError("name a FILE of histories, or --since DATE for the desk's own: one of them")
    others, theirs = (OF_THE_DESK, "--since") if options["file"] else (OF_A_FILE, "a FILE")
    for name in others:
        if options[name]:
            raise CommandError(f"{_option(name)} goes with {theirs}")


def _open(path: str) -> IO[bytes]:
    """Open what is read twice, once to know how much it is: a pipe is kept until then."""
    try:
        if Path(path).is_file():
            return Path(path).open("rb")
        kept = TemporaryFile()  # noqa: SIM115 - who asked closes it
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as pipe:
            shutil.copyfileobj(pipe, kept)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    kept.seek(0)
    return kept


def _document(one: Named) -> Document:
    return one.digest, json.dumps(to_json(one.protocol))


def _instant(name: str, text: str) -> datetime:
    """Read a date, which begins in UTC, or an instant with its offset."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        pass
    try:
        return read_instant(name, text)
    except FactError:
        allowed = "write 2026-03-02 (in UTC), 2026-03-02T09:00:00Z or with an offset"
        raise CommandError(f"{_option(name)}: {text!r} is neither a date nor an instant; {allowed}") from None


def _until(text: str | None) -> str:
    return f"--until {text}" if text else "now"


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _hands(text: str) -> int:
    """Read how many processes; raises ArgumentTypeError."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
