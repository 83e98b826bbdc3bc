"""`sundial protocol check | show | due | diff | test`: read the protocol document.

No database is needed, but for `diff` where it names revisions that are kept, or tries one on the open cases.
"""

import json
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from sundial.management.protocol import asking, checking, differing, showing, testing, trying
from sundial.management.protocol.naming import named
from sundial.management.spread import HANDS
from sundial.protocol.checks import Level, check
from sundial.protocol.diff import differences
from sundial.protocol.document import SHIPPED, DocumentError, Protocol, load
from sundial.protocol.due import DueError, due
from sundial.protocol.hours import HoursError
from sundial.protocol.scenarios import ScenarioError

FOUND, CANNOT = 1, 2


class Command(BaseCommand):
    """Check a protocol document, print it, ask it for a due time, say in what another one differs, or test its stories.

    Exits with 2 if a document, the question or the stories cannot be read; `check` with 1 if it finds an error, and
    `check --strict` also for a warning; `diff` with 1 if the two differ; `test` with 1 if a story fails.
    """

    help = "Check the protocol document, print it, ask it by when a promise falls due, compare two, or test stories."
    requires_system_checks = ()  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of five verbs; all but `diff` read the shipped document unless a file is named."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="check|show|due|diff|test")
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
        diffs = verbs.add_parser("diff", help="say what the second document says differently from the first")
        diffs.add_argument("file", metavar="A", help="a file, in-force, or the beginning of a kept revision's digest")
        diffs.add_argument("other", metavar="B", help="the same")
        diffs.add_argument("--cases", action="store_true", help="and what a move to B would do to every open case now")
        diffs.add_argument("--processes", type=int, default=HANDS, metavar="N", help="for --cases")
        tests = verbs.add_parser("test", help="tell it stories whose clocks were worked out by hand")
        tests.add_argument("scenarios", metavar="FILE", nargs="?", default=str(testing.SCENARIOS))
        tests.add_argument("--protocol", dest="file", metavar="FILE", default=str(SHIPPED))
        tests.add_argument("--name", dest="words", metavar="WORDS", default="", help="only stories that are so called")
        for verb in (checks, shows, dues, diffs, tests):
            verb.add_argument("--json", action="store_true", dest="as_json")
            verb.add_argument("--settings", default=SUPPRESS, help=SUPPRESS)  # Django's own, wherever it stands

    def handle(self, *args: Any, verb: str, file: str, **options: Any) -> None:
        """Read the document and do what the verb says."""
        verbs = {"check": self._check, "show": self._show, "due": self._due, "diff": self._diff, "test": self._test}
        try:
            verbs[verb](load(file) if verb != "diff" else named(file).protocol, file, options)
        except DocumentError as error:
            if options["as_json"] and verb == "check":
                self._print_json(checking.problems_as_json(error))
            self._refuse(str(error))
        except ScenarioError as error:
            if options["as_json"]:
                self._print_json(testing.problems_as_json(error))
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

    def _diff(self, protocol: Protocol, file: str, options: dict[str, Any]) -> None:
        a, b = named(file), named(options["other"])
        changes = differences(a.protocol, b.protocol)
        tried = trying.tried(b, options["processes"]) if options["cases"] else None
        if options["as_json"]:
            self._print_json(differing.as_json(a, b, changes) | (trying.as_json(tried) if tried else {}))
        else:
            self._print(differing.as_text(a, b, changes))
            self._print(trying.as_text(tried) if tried else ())
        if changes:
            raise SystemExit(FOUND)

    def _test(self, protocol: Protocol, file: str, options: dict[str, Any]) -> None:
        judged = testing.verdicts(options["scenarios"], protocol, options["words"])
        if options["as_json"]:
            self._print_json(testing.as_json(options["scenarios"], protocol, judged))
        else:
            self._print(testing.as_text(options["scenarios"], judged))
        if not all(verdict.kept for verdict in judged):
            raise SystemExit(FOUND)

    def _print(self, lines: Iterable[str]) -> None:
        if told := "\n".join(lines):
            self.stdout.write(told)

    def _print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False))

    def _refuse(self, why: str) -> None:
        self.stderr.write(why)
        raise SystemExit(CANNOT)
