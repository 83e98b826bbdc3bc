"""`sundial worker`: pay what commands owe; mail goes out from here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from sundial.jobs.worker import CONCURRENCY, work
from sundial.outside.collector import settle_down


class Command(BaseCommand):
    """Run the jobs that commands asked for, until told to stop."""

    help = "Run the jobs that commands asked for: the mail to the team goes out from here."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own name; a restart must be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="jobs at once (default: %(default)s)")

    def handle(self, *args: Any, concurrency: int, **options: Any) -> None:
        settle_down()
        work(concurrency=concurrency)
