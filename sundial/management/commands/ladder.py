"""`sundial ladder SD-...`: who would be told of each rung of a case now, and why (O8.1, O8.6)."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.commands.ladder_told import stages, told_now
from sundial.management.cases import case_named
from sundial.models import CLOCKWORK, database_now, history_of, protocol_of, viewing
from sundial.protocol.document import Protocol
from sundial.protocol.facts_json import instant_text
from sundial.protocol.ladder_told import Alerted, Hearer
from sundial.protocol.ladder_told_said import empty, lines, not_applicable, role_of, silent, stage_of


class Command(BaseCommand):
    """Answer for the rung that is asked for, or for each; exit 1 if there is a role for which nobody could be told."""

    help = "Say who would be told of each rung of the ladder on a case now, and why; exits with 1 on a silence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", metavar="SD-...", help="the number of the case")
        parser.add_argument("--rung", type=int, metavar="N", help="one rung; 0: a case was opened")
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), viewing(CLOCKWORK):
            case, now = case_named(options["case"]), database_now()
            protocol = protocol_of(case.revision)
            numbers = _numbers(options["rung"], protocol)
            found = told_now(case, history_of(case.pk), protocol, now, numbers)
        if options["json"]:
            said = {"case": case.number, "at": instant_text(now), "stages": [_as_json(one, protocol) for one in found]}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{case.number}, {case.organization.name}: who would be told now ({now:%a %H:%M} UTC).")
            for stage in found:
                self.stdout.writelines(_as_text(stage, protocol))
        if any(stage.silences for stage in found):
            raise SystemExit(1)


def _numbers(rung: int | None, protocol: Protocol) -> tuple[int, ...]:
    there = stages(protocol)
    if rung is not None and rung not in there:
        raise CommandError(f"--rung {rung}: allowed are {there[0]} to {there[-1]}")
    return there if rung is None else (rung,)


def _as_text(found: Alerted, protocol: Protocol) -> Iterator[str]:
    yield f"\n{found.number}. {stage_of(found.number, protocol)}\n"
    for hearer in found.people:
        yield f"   {hearer.person.name}\n"
        yield from (f"      {one.verbs}: {one.role} ({one.how})\n" for one in lines(hearer, protocol))
    for title, roles in (
        ("Nobody can be told", silent(found, protocol)),
        ("Empty", empty(found, protocol)),
        ("Does not apply", not_applicable(found, protocol)),
    ):
        yield from (f"   {title}: {role}\n" for role in roles)


def _as_json(found: Alerted, protocol: Protocol) -> dict[str, Any]:
    return {
        "rung": found.number,
        "stage": stage_of(found.number, protocol),
        "people": [_person_as_json(hearer) for hearer in found.people],
        "stands_in": [role_of(one.named, protocol) for one in found.stood_in],
        "silent": list(silent(found, protocol)),
        "not_applicable": list(not_applicable(found, protocol)),
    }


def _person_as_json(hearer: Hearer) -> dict[str, Any]:
    person = hearer.person
    reasons = [
        {
            "part": str(one.named.part),
            "role": one.named.role,
            "group": one.named.group,
            "why": str(one.holder.why),
            "instead_of": one.holder.instead_of.id if one.holder.instead_of else None,
        }
        for one in hearer.reasons
    ]
    return {"id": person.id, "name": person.name, "region": person.region, "reasons": reasons}
