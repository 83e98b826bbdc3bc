"""`sundial enforce`: put a protocol document in force, and say what becomes of the open cases."""

from argparse import ArgumentParser
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.ahead import JOB, AnotherComes, AnotherWaits, check_starts
from sundial.commands.fitting import what_is_held, what_is_lacking
from sundial.commands.later import later
from sundial.commands.moves import EVERY, NEW_CASES_ALONE, Decision, note
from sundial.commands.protocol import put_in_force
from sundial.jobs.attempts import TryAgain
from sundial.jobs.moves import carry_out_moves
from sundial.models import (
    CLOCKWORK,
    Case,
    NoProtocol,
    ProtocolMove,
    ProtocolRevision,
    database_now,
    protocol_in_force,
    viewing,
)
from sundial.protocol.document import SHIPPED, DocumentError, Protocol, load
from sundial.protocol.kept_days import days_let_go

DAY = timedelta(days=1)  # somewhere it is still the day before
NOTHING = "Nothing was changed."


class Command(BaseCommand):
    """Keep a document as a revision that nobody can change; cases opened from now on are promised what it says.

    Open cases stay with the revision that they have, unless they are moved; a case that is pinned is never moved.
    """

    requires_system_checks: list[str] = []  # noqa: RUF012
    help = (
        "Put a protocol document in force for the cases that are opened from now on (default: the shipped one). "
        "Try it first: sundial protocol diff in-force FILE --cases."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and which open cases are moved or pinned."""
        parser.add_argument("file", nargs="?", default=str(SHIPPED))
        parser.add_argument("--move", default="", metavar="all|PLAN,...", help="move the open cases of these plans")
        parser.add_argument("--let-go", action="store_true", help="let dates go that are settled in the one in force")
        parser.add_argument("--pin", default="", metavar="all|PLAN,...", help="pin those of these where they are")

    def handle(self, *args: Any, file: str, move: str, pin: str, let_go: bool, **options: Any) -> None:
        """Do it; raises CommandError for a document that cannot be read or lacks something, and changes nothing."""
        try:
            protocol = load(file)
        except DocumentError as error:
            raise CommandError(f"{error}\n{NOTHING}") from None
        decision = Decision(_plans(move, protocol), _plans(pin, protocol))
        with transaction.atomic(), viewing(CLOCKWORK):
            revision = self._enforce(protocol, decision, let_go=let_go)
        since = f"{revision.in_force_from:%Y-%m-%d %H:%M} UTC"
        self.stdout.write(f"{protocol.title}, revision {revision.digest[:12]}, in force since {since}")
        if decision != NEW_CASES_ALONE:
            self._carry_out(revision.digest)

    def _say_what_goes(self, protocol: Protocol, now: datetime, *, let_go: bool) -> None:
        """Say by date which holidays and closures ahead somebody accepted that would go; without leave, refuse it."""
        try:
            days = days_let_go(protocol_in_force(now), protocol, now.date() - DAY)
        except NoProtocol:
            return
        listed = "".join(f"\n  {one}" for one in days)
        if days and not let_go:
            raise CommandError(
                f"Dates that are settled in the document in force would go:{listed}\n"
                f"Write them into the file, or let them go with --let-go. {NOTHING}"
            )
        if days:
            self.stdout.write(f"Dates that are settled in the document in force, and go:{listed}")

    def _enforce(self, protocol: Protocol, decision: Decision, *, let_go: bool) -> ProtocolRevision:
        """Put it in force and write the decision down; a worker goes on with it if this process is killed."""
        if lacking := what_is_lacking(protocol):
            raise CommandError(f"Open cases have {lacking}, which this document does not know. {NOTHING}")
        now = database_now()
        if held := what_is_held(protocol, now):
            raise CommandError(f"Customers have {held}, which this document does not know. {NOTHING}")
        try:
            check_starts(None, now)
        except (AnotherComes, AnotherWaits) as refusal:
            raise CommandError(f"{refusal} {NOTHING}") from None
        self._say_what_goes(protocol, now, let_go=let_go)
        revision = put_in_force(protocol, now=now)
        if decision != NEW_CASES_ALONE:
            note(revision.digest, decision, by=None, now=now)
            later(JOB)
        return revision

    def _carry_out(self, digest: str) -> None:
        with suppress(TryAgain):  # the worker looks again, for what was being opened meanwhile
            carry_out_moves()
        with transaction.atomic(), viewing(CLOCKWORK):
            left = ProtocolMove.objects.filter(finished_at=None, check_at=None).count()
            moved = Case.objects.open().filter(revision=digest).count()
            pinned = Case.objects.open().filter(pinned=True).count()
        rest = " The worker goes on with the rest." if left else ""
        self.stdout.write(f"Open cases that count by it now: {moved}; that are pinned: {pinned}.{rest}")


def _plans(text: str, protocol: Protocol) -> tuple[str, ...]:
    """Read plans as they are given, by comma; raises CommandError for one that the document does not have."""
    plans = tuple(filter(None, (plan.strip() for plan in text.split(","))))
    if plans == ("all",):
        return EVERY
    for plan in plans:
        if plan not in protocol.plans:
            raise CommandError(f'plan "{plan}"; allowed: all, or some of {", ".join(protocol.plans)}. {NOTHING}')
    return plans
