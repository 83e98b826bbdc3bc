"""`sundial coverage`: is somebody there whenever a promise can fall due? For people, and by its exit for a monitor."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.coverage import find_holes
from sundial.commands.restrictions import thin_ladders
from sundial.models import CLOCKWORK, NoProtocol, database_now, viewing
from sundial.models.fetch import fetch
from sundial.protocol.coverage import Hole, said
from sundial.protocol.facts_json import instant_text
from sundial.protocol.restricting import Thin

WEEKS, MOST = 2, 26


class Command(BaseCommand):
    """Say every stretch in which a promise can fall due and nobody who may answer it is there; exit 1 if there is one.

    It is asked as the worker, so of every customer; none is named, for the sentences leave the desk.
    """

    help = (
        "Check the rota of the next weeks against what is promised to every customer: says each stretch in which a "
        "promise can fall due and nobody who may answer it is on shift or on call, each rung of the ladder that has "
        "too few people for a restricted customer, and exits with 1 if there is any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--weeks", type=int, default=WEEKS, metavar="N", help=f"how far ahead, 1 to {MOST}")
        parser.add_argument("--json", action="store_true", help="one JSON object for each stretch")

    def handle(self, *args: Any, **options: Any) -> None:
        weeks = options["weeks"]
        if not 1 <= weeks <= MOST:
            raise CommandError(f"--weeks {weeks}: allowed are 1 to {MOST}")
        found, ladders = _found(timedelta(weeks=weeks))
        for hole in found:
            self.stdout.write(_as_json(hole) if options["json"] else said(hole))
        for one in ladders:
            self.stdout.write(_rung_as_json(one) if options["json"] else one.says)
        if found or ladders:
            raise SystemExit(1)
        if not options["json"]:
            self.stdout.write(f"Whenever a promise can fall due in the next {_weeks(weeks)}, somebody is there.")


def _found(ahead: timedelta) -> tuple[Sequence[Hole], Sequence[Thin]]:
    """Return every hole of every customer, from now on, and each rung of a restriction that has too few people."""
    with transaction.atomic(), viewing(CLOCKWORK):
        if fetch("SELECT sundial_is_clockwork()") != [(True,)]:
            raise CommandError("coverage is asked as the worker: no other role sees every customer")
        now = database_now()
        try:
            return find_holes(now, now + ahead), thin_ladders(now)
        except NoProtocol as error:
            raise CommandError(str(error)) from None


def _weeks(count: int) -> str:
    return "week" if count == 1 else f"{count} weeks"


def _rung_as_json(one: Thin) -> str:
    return json.dumps({"regions": list(one.regions), "rung": one.rung, "says": one.says})


def _as_json(hole: Hole) -> str:
    promises = [{"plan": one.plan, "severity": one.severity, "promise": str(one.promise)} for one in hole.demands]
    when = {"since": instant_text(hole.since), "until": instant_text(hole.until)}
    return json.dumps({**when, "regions": list(hole.regions), "promises": promises, "says": said(hole)})
