"""`sundial enrol`: the team and the customers of a desk, from a file that a person can read."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.errors import Refused
from sundial.commands.people import enrol_customer, enrol_member
from sundial.management.roster import Roster, read_roster
from sundial.models import CLOCKWORK, Person, database_now, protocol_in_force, viewing
from sundial.protocol.document import DocumentError


class Command(BaseCommand):
    """Keep everybody whom the file names, new or changed; all of it or nothing. Nobody is ever removed."""

    requires_system_checks: list[str] = []  # noqa: RUF012
    help = "Enter staff, customers and their contacts from a TOML file (docs/operate.md); repeat it after a change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Read the whole file before anything is kept; raises CommandError naming file and key."""
        try:
            with transaction.atomic(), viewing(CLOCKWORK):
                roster = read_roster(file, protocol_in_force(database_now()))
                enrol(roster)
        except (DocumentError, Refused, Person.DoesNotExist) as error:
            raise CommandError(f"{error}\nNothing was changed.") from None
        self.stdout.write(f"{len(roster.staff)} of the staff, {len(roster.customer)} customers. Then: sundial password")


def enrol(roster: Roster) -> None:
    """Keep the staff first, for a customer may name them."""
    for member in roster.members():
        enrol_member(member)
    for customer in roster.customers():
        enrol_customer(customer)
