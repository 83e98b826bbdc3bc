"""`sundial demo`: a support organization at work, played into an empty database up to this moment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.protocol import put_in_force
from sundial.management.demo.cast import make_cast
from sundial.management.demo.play import Play
from sundial.management.demo.stories import stories
from sundial.models import CLOCKWORK, Organization, database_now, viewing
from sundial.protocol.document import shipped

FULL = "This database has customers already. The demo wants an empty one: name another SUNDIAL_HOME."


class Command(BaseCommand):
    """Fill an empty database with people, customers and cases; all of it or nothing."""

    requires_system_checks: list[str] = []  # noqa: RUF012
    help = "Play the demo into an empty database: three regions, a dozen customers, their cases of two weeks."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Put the shipped document in force and play every case on it; raises CommandError on a database in use."""
        with viewing(CLOCKWORK):
            if Organization.objects.exists():
                raise CommandError(FULL)
            now = database_now()
            told = stories(now)
            put_in_force(shipped(), now=min(story.opened_at for story in told))
            play = Play(told, make_cast(now), now)
            acts = sum(1 for _ in play.run())
        self.stdout.write(f"demo: {len(told)} cases, {acts} acts")
