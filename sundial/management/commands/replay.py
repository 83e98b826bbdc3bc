"""`sundial replay`: read case histories and print every promise that they owed (docs/replay.md)."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sundial.management.lines import numbered_lines, read_printable
from sundial.protocol.because import name_of
from sundial.protocol.case import HistoryError, opening, state_of
from sundial.protocol.case_json import NamedHistory, read_case
from sundial.protocol.clock_json import figures, steps_json
from sundial.protocol.document import DocumentError, Protocol, load, shipped
from sundial.protocol.facts_json import FactError, instant_text, read_instant
from sundial.protocol.hours import HoursError
from sundial.protocol.sla import Clock, Outcome, Terms, clocks, explain, standing, terms_of


@dataclass(frozen=True, slots=True)
class Replayed:
    """One case with its clocks, as it stood at `as_of` or at the end of its history."""

    named: NamedHistory
    terms: Terms
    clocks: tuple[Clock, ...]
    as_of: datetime | None


class Command(BaseCommand):
    """Print each clock of each case: its start, due time, end and outcome, and the steps of the computation."""

    help = "Read case histories as JSON lines and print every promise that they owed. Exits with 1 if a line is bad."
    requires_system_checks = ()  # it needs no database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="JSON lines, one case a line; - reads standard input")
        parser.add_argument(
            "--protocol",
            metavar="FILE",
            action="append",
            help="the protocol document (default: the shipped one); more of them are revisions that cases are moved to",
        )
        parser.add_argument("--as-of", metavar="INSTANT", help="show the cases as they stood then")
        parser.add_argument("--json", action="store_true", help="JSON lines, one case a line")

    def handle(self, *args: Any, **options: Any) -> None:
        protocols = _protocols(options["protocol"])
        as_of = _as_of(options["as_of"])
        wrong = 0
        for number, line in _lines(options["file"]):
            try:
                replayed = replay(line, protocols, as_of)
            except (FactError, HistoryError, HoursError) as error:
                wrong += 1
                self._complain(number, str(error), as_json=options["json"])
            else:
                for told in json_line(replayed) if options["json"] else text_lines(replayed):
                    self.stdout.write(told)
        if wrong:
            raise SystemExit(1)

    def _complain(self, number: int, problem: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"line": number, "error": problem}))
        else:
            self.stderr.write(f"line {number}: {problem}")


def replay(line: bytes, protocols: Mapping[str, Protocol], as_of: datetime | None) -> Replayed:
    """Fold the case of a line, opened under the first document; raises FactError, HistoryError or HoursError."""
    named = read_case(read_printable(line), next(iter(protocols)))
    terms = terms_of(named.history, protocols)
    whole = clocks(named.history, terms)  # what cannot be is an error wherever it stands
    return Replayed(named, terms, _as_they_stood(named, terms, as_of) if as_of else whole, as_of)


def _as_they_stood(named: NamedHistory, terms: Terms, as_of: datetime) -> tuple[Clock, ...]:
    return clocks(named.history, terms, as_of=as_of) if as_of >= opening(named.history)[0].at else ()


def json_line(replayed: Replayed) -> Iterator[str]:
    """Yield the case as one JSON object, for programs."""
    case: dict[str, Any] = {"case": replayed.named.case}
    if replayed.as_of:
        case["as_of"] = instant_text(replayed.as_of)
    else:
        case["state"] = state_of(replayed.named.history).state
    case["clocks"] = [_clock_json(clock, replayed) for clock in replayed.clocks]
    yield json.dumps(case, ensure_ascii=False)


def text_lines(replayed: Replayed) -> Iterator[str]:
    """Yield the case as people read it, instants on the clock of its calendar."""
    protocol, terms = replayed.terms.protocol, replayed.terms
    where = " and ".join(protocol.regions[region].name for region in terms.regions or (terms.home_region,))
    yield f"{replayed.named.case}  {protocol.plans[terms.plan].name}, {where}{' only' if terms.regions else ''}"
    for clock in replayed.clocks:
        yield f"  {_title(clock, protocol)} {clock.cycle}: {_standing(clock, replayed.as_of)}"
        for name in ("started", "due", "ended"):
            at = getattr(clock, f"{name}_at")
            yield f"    {name:<8} {instant_text(at) if at else 'not yet'}"
        steps = explain(clock, terms)
        yield from (f"    {number}. {step}" for number, step in enumerate(steps[:-1], start=1))
        yield f"    {steps[-1].title} = {steps[-1].value}. {steps[-1].detail}"
    yield ""


def _title(clock: Clock, protocol: Protocol) -> str:
    """Return what the source calls a promise; what another group owes the desk is not in it."""
    text = protocol.promises.get(clock.promise)
    return text.title if text else name_of(clock).capitalize()


def _standing(clock: Clock, as_of: datetime | None) -> str:
    if as_of:
        return standing(clock, as_of)
    still_open = clock.outcome is Outcome.BREACHED and clock.ended_at is None
    return f"{clock.outcome} and still open" if still_open else clock.outcome


def _clock_json(clock: Clock, replayed: Replayed) -> dict[str, Any]:
    standing_then = {"standing": standing(clock, replayed.as_of)} if replayed.as_of else {}
    return {**figures(clock), **standing_then, "steps": steps_json(explain(clock, replayed.terms))}


def _protocols(paths: list[str] | None) -> Mapping[str, Protocol]:
    try:
        found = [load(Path(path)) for path in paths] if paths else [shipped()]
    except (DocumentError, OSError) as error:
        raise CommandError(str(error)) from error
    return {protocol.digest: protocol for protocol in found}


def _as_of(text: str | None) -> datetime | None:
    try:
        return read_instant("--as-of", text) if text else None
    except FactError as error:
        raise CommandError(str(error)) from error


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    if path == "-":
        yield from numbered_lines(sys.stdin.buffer)
        return
    try:
        with Path(path).open("rb") as file:
            yield from numbered_lines(file)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
