"""`sundial mailsink`: the mail server of the demo, on loopback, that keeps every letter and delivers none."""

import itertools
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand

from sundial.outside.mailsink import Answer, Sink


class Command(BaseCommand):
    """Take mail on loopback until told to stop."""

    help = "Stand in for a mail server: take every letter on 127.0.0.1 and keep it in the mail folder."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own name; a restart must be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.EMAIL_PORT)
        parser.add_argument("--folder", type=Path, default=settings.HOME / "mail")
        parser.add_argument("--answer", type=Answer, choices=list(Answer), default=Answer.OK, help="what to pretend")

    def handle(self, *args: Any, port: int, folder: Path, answer: Answer, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        answers, nobody = itertools.repeat(answer), settings.SYNTHETIC_TO
        with Sink(folder, port=port, answers=answers, nobody=nobody) as sink:
            self.stdout.write(f"mail sink on 127.0.0.1:{sink.port}, letters in {folder}")
            while True:
                signal.pause()


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)
