"""`sundial mailroom`: take in and read the mail that comes in; one is enough, two do no harm."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django.utils import connector_params

from sundial.jobs.mailroom import standing
from sundial.outside.bell import Bell
from sundial.outside.collector import settle_down
from sundial.outside.imap import Away, opened

OFF = "No mail comes in: name mailboxes in SUNDIAL_IMAP, or a secret in SUNDIAL_MAIL_HOOK_SECRETS (docs/mail.md)."


class Command(BaseCommand):
    """Look through the mailboxes and read what came in, until told to stop."""

    help = "Take in letters to leadership and other mail, from the mailboxes of SUNDIAL_IMAP and from the webhook."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own name; a restart must be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once, read everything, and end")
        parser.add_argument("--check", action="store_true", help="open each mailbox, say how it stands, take nothing")

    def handle(self, *args: Any, once: bool, check: bool, **options: Any) -> None:
        if check:
            self.check_each()
            return
        room = standing()
        if once:
            room.look()
            return
        bell = Bell(connector_params())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, bell.stop)
        settle_down()
        room.run(bell)
        bell.close()

    def check_each(self) -> None:
        """Say of each door whether it is open; raises CommandError where one is not."""
        if not settings.MAIL_ACCOUNTS and not settings.MAIL_HOOK_SECRETS:
            raise CommandError(OFF)
        wrong = [one.mailbox for one in settings.MAIL_ACCOUNTS if not self.say(one)]
        hook = f"{len(settings.MAIL_HOOK_SECRETS)} secret(s)" if settings.MAIL_HOOK_SECRETS else "off"
        self.stdout.write(f"webhook: {hook}, {settings.SITE_URL}/mail/ADDRESS")
        nobody = "nobody (SUNDIAL_MAIL_TRUSTS): no sender is proved, and forged letters can hold a customer's own"
        trusts = settings.MAIL_TRUSTS or nobody
        self.stdout.write(f"trusts: {trusts}")
        if wrong:
            raise CommandError(f"away: {', '.join(wrong)}")

    def say(self, account: Any) -> bool:
        """Say how one mailbox stands; whether it could be opened."""
        try:
            with opened(account) as line:
                self.stdout.write(f"{account.mailbox}: open, {len(line.uids(0))} letters")
        except Away as away:
            self.stdout.write(f"{account.mailbox}: {away}")
            return False
        return True
