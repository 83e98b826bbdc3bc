"""`sundial hours`: questions about business time as lines of JSON, an answer to each (docs/hours.md)."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sundial.protocol.hours_lines import answer


class Command(BaseCommand):
    """Answer each line in its turn, at once, so that another program can ask and listen."""

    help = "Read questions about business time as JSON lines and answer each with a line of JSON."
    requires_system_checks = ()  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", default="-", help="JSON lines; - reads standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in _lines(options["file"]):
            if line.strip():
                sys.stdout.write(answer(line) + "\n")
                sys.stdout.flush()


def _lines(path: str) -> Iterator[bytes]:
    if path == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(path).open("rb") as file:
            yield from file
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
