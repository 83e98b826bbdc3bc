"""`sundial clockwork`: keep watch over every promise; one is enough, two do no harm."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django.utils import connector_params

from sundial.jobs.clockwork import HEARTBEAT, run
from sundial.outside.bell import Bell
from sundial.outside.collector import settle_down


class Command(BaseCommand):
    """Look at the clocks whose time has come, until told to stop."""

    help = "Keep watch over every promise: warn when one falls due soon, and say when one is missed."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own name; a restart must be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heartbeat", type=float, default=HEARTBEAT, metavar="SECONDS", help="at most between looks"
        )
        parser.add_argument(
            "--behind", type=float, default=0.0, help="a spare: take only what another has left for so many seconds"
        )

    def handle(self, *args: Any, heartbeat: float, behind: float, **options: Any) -> None:
        bell = Bell(connector_params())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, bell.stop)
        settle_down()
        run(bell, heartbeat=heartbeat, behind=behind)
        bell.close()
