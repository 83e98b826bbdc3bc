"""`sundial protocol check | show | due`: read the protocol document; no database is needed."""

import json
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from sundial.management.protocol import asking, checking, showing
from sundial.protocol.checks import Level, check
from sundial.protocol.document import SHIPPED, DocumentError, Protocol, load
from sundial.protocol.due import DueError, due
from sundial.protocol.hours import HoursError

FOUND, CANNOT = 1, 2


class Command(BaseCommand):
    """Check a protocol document, print it, or ask it for a due time.

    Exits with 2 if the document or the question cannot be read; `check` with 1 if it finds an error, and `check
    --strict` also for a warning.
    """

    help = "Check the protocol document, print it, or ask it by when a promise falls due."
    requires_system_checks = ()  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of three verbs; each reads the shipped document unless a file is named."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|show|due")
        checks = verbs.add_parser("check", help="find what the document contradicts or leaves open")
        checks.add_argument("file", nargs="?", default=str(SHIPPED))
        checks.add_argument("--strict", action="store_true", help="exit with 1 for a warning too")
        shows = verbs.add_parser("show", help="print the document's tables")
        shows.add_argument("file", nargs="?", default=str(SHIPPED))
        dues = verbs.add_parser("due", help="say by when a promise falls due, and why")
        dues.add_argument("--file", default=str(SHIPPED))
        for name in ("plan", "severity", "promise", "start"):
            dues.add_argument(f"--{name}", required=True)
        dues.add_argument("--region", required=True, action="append", help="several: the designated regions")
        for verb in (checks, shows, dues):
            verb.add_argument("--json", action="store_true", dest="as_json")
            verb.add_argument("--settings", default=SUPPRESS, help=SUPPRESS)  # Django's own, wherever it stands

    def handle(self, *args: Any, verb: str, file: str, **options: Any) -> None:
        """Read the document and do what the verb says."""
        try:
            protocol = load(file)
            {"check": self._check, "show": self._show, "due": self._due}[verb](protocol, file, options)
        except DocumentError as error:
            if options["as_json"] and verb == "check":
                self._print_json(checking.problems_as_json(error))
            self._refuse(str(error))
        except (DueError, HoursError) as error:
            self._refuse(str(error))

    def _check(self, protocol: Protocol, file: str, options: dict[str, Any]) -> None:
        findings = check(protocol)
        if options["as_json"]:
            self._print_json(checking.as_json(file, protocol, findings))
        else:
            self._print(checking.as_text(file, findings))
        fatal = {Level.ERROR, Level.WARNING} if options["strict"] else {Level.ERROR}
        if any(finding.level in fatal for finding in findings):
            raise SystemExit(FOUND)

    def _show(self, protocol: Protocol, file: str, options: dict[str, Any]) -> None:
        if options["as_json"]:
            self._print_json(showing.as_json(protocol))
        else:
            self._print(showing.as_text(protocol))

    def _due(self, protocol: Protocol, file: str, options: dict[str, Any]) -> None:
        plan, promise, regions = options["plan"], options["promise"], options["region"]
        start = asking.instant(options["start"])
        answer = due(protocol, plan, options["severity"], promise, start, regions)
        if options["as_json"]:
            self._print_json(asking.as_json(answer))
        else:
            self._print(asking.as_text(answer, protocol.calendar(regions).zone))

    def _print(self, lines: Iterable[str]) -> None:
        self.stdout.write("\n".join(lines))

    def _print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False))

    def _refuse(self, why: str) -> None:
        self.stderr.write(why)
        raise SystemExit(CANNOT)
