"""`sundial enrol`: the team and the customers of a desk, from a file that a person can read."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.errors import Refused
from sundial.commands.leaving import GivenMeanwhile, give_back_unseen, hold_theirs
from sundial.commands.people import enrol_customer, enrol_member
from sundial.commands.restrictions import Incomplete, put_in_force
from sundial.management.roster import Roster, read_roster
from sundial.models import CLOCKWORK, Organization, Person, database_now, protocol_in_force, viewing
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
                now = database_now()
                roster = read_roster(file, protocol_in_force(now))
                enrol(roster, now)
                waiting = list(_put_in_force(now))
        except GivenMeanwhile:
            raise CommandError("Somebody was given a case meanwhile. Nothing was changed: run it again.") from None
        except (DocumentError, Refused, Person.DoesNotExist) as error:
            raise CommandError(f"{error}\nNothing was changed.") from None
        self.stdout.write(f"{len(roster.staff)} of the staff, {len(roster.customer)} customers. Then: sundial password")
        for line in waiting:
            self.stdout.write(line)


def enrol(roster: Roster, now: datetime) -> None:
    """Keep the staff first, for a customer may name them; what they own and see no more is given back at the end."""
    members = list(roster.members())
    held = hold_theirs(*Person.objects.filter(email__in=[one.email.lower() for one in members]))
    people = [enrol_member(member) for member in members]
    for customer in roster.customers():
        enrol_customer(customer, now=now)
    for person in people:
        give_back_unseen(person, held, by=None, now=now)


def _put_in_force(now: datetime) -> Iterator[str]:
    """Put in force each restriction that stands by itself; yield what the others wait for, line by line."""
    for customer in Organization.objects.filter(asked_at__isnull=False).order_by("name"):
        if customer.asked_regions != customer.regions:
            continue
        try:
            put_in_force(customer, by=None, now=now)
        except Incomplete as refusal:
            lacks = refusal.missing
            regions = " and ".join(customer.regions)
            yield f"{customer.name}: only {regions} sees it; its restriction is not in force yet."
            yield from (f"  {line}" for line in (*lacks.rungs, *lacks.stretches))
