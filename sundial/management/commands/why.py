"""`sundial why SD-...`: why a promise is due when it is, in words for a person and in steps for an engineer (O12.1)."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sundial.management.cases import case_named
from sundial.models import CLOCKWORK, Case, histories_of, protocols_of, viewing
from sundial.protocol.because import explain, sentence
from sundial.protocol.because_words import clock_of, place, when
from sundial.protocol.case import named_protocols
from sundial.protocol.clock import Clock
from sundial.protocol.clock_json import clock_json
from sundial.protocol.promises import Promise
from sundial.protocol.sla import clocks, terms_of
from sundial.protocol.terms import Terms

NOTHING = "nothing is owed at the moment; --promise shows what was"
NO_SUCH = "there is no such clock"


class Command(BaseCommand):
    """Explain what runs on a case, or the cycles that are asked for; exit 1 if there is no such cycle."""

    help = "Say why a promise of a case is due when it is: what runs now, or the promise and cycle that are named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("case", metavar="SD-...", help="the number of the case")
        parser.add_argument("--promise", choices=[str(one) for one in Promise], help="every cycle of one promise")
        parser.add_argument("--cycle", type=int, metavar="N", help="one cycle of it, counted from 1")
        parser.add_argument("--zone", metavar="ZONE", help="your own zone besides the customer's: Asia/Ho_Chi_Minh")
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        zones = [_zone(options["zone"])] if options["zone"] else []
        with transaction.atomic(), viewing(CLOCKWORK):
            asked = _asked(case_named(options["case"]), zones)
        found = [clock for clock in asked.clocks if _is_wanted(clock, options["promise"], options["cycle"])]
        if not found:
            self.stderr.write(f"{asked.case.number}: {NO_SUCH if options['promise'] or options['cycle'] else NOTHING}")
            raise SystemExit(1)
        for line in (_as_json if options["json"] else _as_text)(asked, found):
            self.stdout.write(line)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case with every clock that it ever owed; the customer's zone, and that of whoever asks if they named one."""

    case: Case
    terms: Terms
    clocks: Sequence[Clock]
    theirs: ZoneInfo
    yours: Sequence[ZoneInfo]


def _asked(case: Case, yours: Sequence[ZoneInfo]) -> _Asked:
    history = histories_of([case.pk])[case.pk]
    terms = terms_of(history, protocols_of(named_protocols(history)))
    return _Asked(case, terms, clocks(history, terms), _zone(case.organization.zone), yours)


def _is_wanted(clock: Clock, promise: str | None, cycle: int | None) -> bool:
    """Say whether a cycle is asked for: without a word, what has not ended is."""
    if promise is None and cycle is None:
        return clock.ended_at is None
    return promise in (None, clock.promise) and cycle in (None, clock.cycle)


def _as_text(asked: _Asked, found: Sequence[Clock]) -> Iterator[str]:
    yield f"{asked.case.number}, {asked.case.organization.name}. Times in {place(asked.theirs)}."
    for clock in found:
        *steps, total = explain(clock, asked.terms, asked.theirs)
        yield f"\n{clock.promise} {clock.cycle}"
        yield f"  {sentence(clock, asked.terms, asked.theirs)}"
        yield from (f"  For you: {when(clock.due_at, zone)}, {clock_of(zone)}." for zone in asked.yours)
        yield from (f"    {number}. {step}" for number, step in enumerate(steps, start=1))
        yield f"    {total.title} = {total.value}. {total.detail}"


def _as_json(asked: _Asked, found: Sequence[Clock]) -> Iterator[str]:
    said = [{"sentences": _sentences(clock, asked), **clock_json(clock, asked.terms, asked.theirs)} for clock in found]
    yield json.dumps({"case": asked.case.number, "zone": asked.theirs.key, "clocks": said}, ensure_ascii=False)


def _sentences(clock: Clock, asked: _Asked) -> dict[str, str]:
    """Return the words for a person, in each zone."""
    return {zone.key: sentence(clock, asked.terms, zone) for zone in (asked.theirs, *asked.yours)}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandError(f"{name!r} is no time zone; write one such as Europe/Bucharest") from None
