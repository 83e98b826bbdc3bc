"""`sundial demo`: a support organization at work, played into an empty database up to this moment."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F

from sundial.commands.protocol import put_in_force
from sundial.management.demo.guests import leave_guests
from sundial.management.demo.letters import leave_letters
from sundial.management.demo.moments import Moments
from sundial.management.demo.planned import decisions
from sundial.management.demo.play import Play
from sundial.management.demo.preparing import prepare
from sundial.management.demo.stories import stories
from sundial.models import CLOCKWORK, Alert, Organization, Person, database_now, viewing
from sundial.protocol.document import shipped

PLANNED = timedelta(days=2)  # before the first case there are people, a shift plan and what holds for them
READ_WITHIN = timedelta(hours=3)  # the team has read what is older
FULL = "This database has customers already. The demo wants an empty one: name another SUNDIAL_HOME."


class Command(BaseCommand):
    """Fill an empty database with people, customers and cases; all of it or nothing."""

    requires_system_checks: list[str] = []  # noqa: RUF012
    help = "Play the demo into an empty database: three regions, fourteen customers, their cases of two weeks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`bin/run` asks at each start whose home does not say that it was played."""
        parser.add_argument("--once", action="store_true", help="do nothing if there are customers already")

    @transaction.atomic
    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        """Play every case, and leave word of the people; raises CommandError on a database in use."""
        with viewing(CLOCKWORK):
            if not Organization.objects.exists():
                self.play(database_now())
            elif not once:
                raise CommandError(FULL)
            people = Person.objects.select_related("organization").order_by("region", "tier", "name")
            leave_guests(settings.HOME, people, shipped())

    def play(self, now: datetime) -> None:
        """Put the shipped document in force and play every case on it, up to `now`."""
        moments = Moments(now, shipped())
        told, decided = stories(moments), decisions(moments)
        began = min(story.opened_at for story in told)
        planned = began - PLANNED
        put_in_force(shipped(), now=planned)
        people = prepare(moments, planned, began)
        acts = sum(1 for _ in Play(told, decided, people, moments).run())
        leave_letters(people, now)
        Alert.objects.filter(at__lt=now - READ_WITHIN).update(read_at=F("at") + READ_WITHIN)
        self.stdout.write(f"demo: {len(told)} cases, {acts} acts")
