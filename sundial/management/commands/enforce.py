"""`sundial enforce`: put a protocol document in force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.protocol import put_in_force
from sundial.models import database_now
from sundial.protocol.document import SHIPPED, DocumentError, load


class Command(BaseCommand):
    """Keep a document as a revision that nobody can change; cases opened from now on are promised what it says."""

    requires_system_checks: list[str] = []  # noqa: RUF012
    help = "Put a protocol document in force for the cases that are opened from now on (default: the shipped one)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", nargs="?", default=str(SHIPPED))

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        """Read it, keep it; raises CommandError on a document that cannot be read, and changes nothing."""
        try:
            protocol = load(file)
        except DocumentError as error:
            raise CommandError(f"{error}\nNothing was changed.") from None
        with transaction.atomic():
            revision = put_in_force(protocol, now=database_now())
        since = f"{revision.in_force_from:%Y-%m-%d %H:%M} UTC"
        self.stdout.write(f"{protocol.title}, revision {revision.digest[:12]}, in force since {since}")
