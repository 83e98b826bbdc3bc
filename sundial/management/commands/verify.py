"""`sundial verify`: prove that nothing of the desk's memory was changed behind its back."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sundial.commands.verify import NotTheWorker, Proof, verify


class Command(BaseCommand):
    """Refold every case and follow every chain of hashes; exit 1 at the first that differs, naming case and fact."""

    help = (
        "Prove that every history is whole and that every clock is what its history says. "
        "Names the cases and facts that differ, and exits with 1 if there are any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="JSON lines: the differences, then the sum")

    def handle(self, *args: Any, **options: Any) -> None:
        proof = Proof()
        as_json = options["json"]
        try:
            for difference in verify(proof):
                self.stdout.write(json.dumps(asdict(difference)) if as_json else str(difference))
        except NotTheWorker as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(asdict(proof)) if as_json else _sum(proof))
        if proof.differences:
            raise SystemExit(1)


def _sum(proof: Proof) -> str:
    read = f"{_counted(proof.cases, 'case')} with {_counted(proof.facts, 'fact')}"
    if not proof.differences:
        return f"{read}: all whole."
    return f"{read}: {proof.differences} {'differs' if proof.differences == 1 else 'differ'}."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
