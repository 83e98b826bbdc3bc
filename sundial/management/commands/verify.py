"""`sundial verify`: prove that nothing of the desk's memory, or of one evidence pack, was changed since it was made."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sundial.commands.verify import NotTheWorker, Proof
from sundial.management.progress import Bar
from sundial.management.proving import cases_there, prove
from sundial.management.spread import HANDS
from sundial.protocol.evidence import NotAPack, Report, check, made_with

DIFFERS, CANNOT = 1, 2


class Command(BaseCommand):
    """Refold every case and follow every chain of hashes, or check the evidence pack of one case without a database.

    Exits with 1 at what differs, naming case and fact; with 2 where a file is no evidence pack.
    """

    help = (
        "Prove that every history is whole and that every clock is what its history says. Names the cases and facts "
        "that differ, and exits with 1 if there are any. With a FILE, check that evidence pack instead; no database "
        "is needed."
    )
    requires_system_checks = ()  # a file is checked without a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", help="an evidence pack; - reads standard input")
        parser.add_argument(
            "--head", default="", metavar="HASH", help="a head of the pack's chain that was kept elsewhere"
        )
        parser.add_argument("--json", action="store_true", help="JSON lines: the differences, then the sum")
        parser.add_argument("--processes", type=int, default=HANDS, metavar="N", help="of all cases: how many at once")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            self._check(options["file"], options["head"], as_json=options["json"])
        elif options["head"]:
            raise CommandError("--head is compared with an evidence pack: name its FILE as well")
        else:
            self._verify(options["processes"], as_json=options["json"])

    def _verify(self, processes: int, *, as_json: bool) -> None:
        proof = Proof()
        bar = Bar(sys.stderr, cases_there(), "cases")
        try:
            for part in prove(bar.whole, processes):
                bar.add(part.proof.cases)
                proof.add(part.proof)
                for difference in part.differences:
                    bar.end()
                    self.stdout.write(json.dumps(asdict(difference)) if as_json else str(difference))
        except NotTheWorker as error:
            raise CommandError(str(error)) from None
        bar.end()
        self.stdout.write(json.dumps(asdict(proof)) if as_json else _sum(proof))
        if proof.differences:
            raise SystemExit(DIFFERS)

    def _check(self, path: str, head: str, *, as_json: bool) -> None:
        try:
            raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
            report = check(raw, made_with(), known=head)
        except (OSError, NotAPack) as error:
            self.stderr.write(f"{path}: {error.strerror if isinstance(error, OSError) else error}")
            raise SystemExit(CANNOT) from None
        self.stdout.write(json.dumps(asdict(report)) if as_json else _told(report))
        if report.fault:
            raise SystemExit(DIFFERS)


def _told(report: Report) -> str:
    """Say what holds of a pack, and the first thing that does not."""
    lines = [f"holds    {one}" for one in report.holds]
    if report.fault:
        return "\n".join([*lines, f"FAILS    {report.fault}"])
    return "\n".join([*lines, f"{report.case}: the whole pack holds. docs/evidence.md says what that proves."])


def _sum(proof: Proof) -> str:
    read = f"{_counted(proof.cases, 'case')} with {_counted(proof.facts, 'fact')}"
    if not proof.differences:
        return f"{read}: all whole."
    return f"{read}: {proof.differences} {'differs' if proof.differences == 1 else 'differ'}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
