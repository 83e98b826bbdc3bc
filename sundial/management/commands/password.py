"""`sundial password`: a password for somebody, typed twice by an operator or read from standard input."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.models import CLOCKWORK, Person, viewing


class Command(BaseCommand):
    """Set one person's password; their open sessions end with it."""

    requires_system_checks: list[str] = []  # noqa: RUF012
    help = "Set the password of one person, known by their e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        """Ask, check, keep; raises CommandError on an unknown address or a weak password."""
        with transaction.atomic(), viewing(CLOCKWORK):
            person = Person.objects.filter(email=email.strip().lower()).first()
            if person is None:
                raise CommandError(f"Nobody here has the address {email}.")
            person.set_password(self.asked(person))
            person.keep_password()
        self.stdout.write(f"{person.name} can sign in with it.")

    def asked(self, person: Person) -> str:
        """Return a password that is good enough, typed twice the same where somebody types."""
        typing = sys.stdin.isatty()
        password = getpass("New password: ") if typing else sys.stdin.readline().rstrip("\n")
        if typing and getpass("Once more: ") != password:
            raise CommandError("The two were not the same.")
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return password
