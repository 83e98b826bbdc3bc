"""`sundial evidence`: take one case out as a file that can be checked without us (docs/evidence.md)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.evidence import evidence, heads
from sundial.management.cases import case_named
from sundial.models import CLOCKWORK, viewing

PRIVATE = 0o600  # it holds what the customer wrote


class Command(BaseCommand):
    """Print the evidence pack of one case, or the heads of all chains, which are to be kept elsewhere."""

    help = "Take one case out as an evidence pack, which `sundial verify FILE` checks without a database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("case", metavar="SD-...", nargs="?", help="the number of the case")
        what.add_argument("--heads", action="store_true", help="the head of every case's chain, as JSON lines")
        parser.add_argument("-o", "--output", metavar="FILE", help="write it there, for its owner's eyes alone")
        parser.add_argument("--without-words", action="store_true", help="leave out what people wrote; digests stay")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), viewing(CLOCKWORK):
            if options["heads"]:
                written = "".join(f"{json.dumps(head)}\n" for head in heads()).encode()
            else:
                written = evidence(case_named(options["case"]), words=not options["without_words"])
        if options["output"]:
            self._keep(written, Path(options["output"]))
        else:
            self.stdout.write(written.decode(), ending="")

    def _keep(self, written: bytes, path: Path) -> None:
        try:
            path.touch(mode=PRIVATE)
            path.write_bytes(written)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        self.stderr.write(f"{path}: {len(written):,} bytes")
