"""`sundial protocol diff A B --cases`: what a move to B would do to the open cases, for a person or for a script."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError
from django.db import transaction

from sundial.commands.fitting import what_is_lacking
from sundial.commands.tally import Moved, Trial
from sundial.commands.trial import Among, try_on
from sundial.management.protocol.columns import table, titled
from sundial.management.protocol.differing import Named
from sundial.management.spread import slices, spread
from sundial.models import CLOCKWORK, Case, Organization, database_now, viewing
from sundial.models.protocol import read_document
from sundial.protocol.document import Protocol, to_json
from sundial.protocol.facts_json import instant_text

PARTS = 64
FEW = 5_000  # cases: fewer are tried sooner than another process begins
SHOWN = 20  # cases that would be late at once, of all customers the most touched


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial with the names that it is told with."""

    trial: Trial
    protocol: Protocol
    customers: dict[UUID, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the open cases, for one process: the document as text, and the bounds of the ids."""

    document: str
    digest: str
    now: datetime
    after: UUID
    up_to: UUID


def tried(named: Named, processes: int) -> Tried:
    """Try a document on every open case, by as many processes; raises CommandError where it lacks what a case has."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        if lacking := what_is_lacking(named.protocol):
            raise CommandError(f"Open cases have {lacking}, which {named.file} does not know.")
        hands = processes if Case.objects.open().count() > FEW else 1
    document = json.dumps(to_json(named.protocol))
    whole = Trial()
    parts = (Part(document, named.digest, now, *bounds) for bounds in slices(PARTS))
    for found in spread(try_part, parts, hands=hands):
        whole.join(found)
    with transaction.atomic(), viewing(CLOCKWORK):
        names = dict(Organization.objects.filter(pk__in=whole.customers).values_list("pk", "name"))
    return Tried(whole, named.protocol, names, now)


def try_part(part: Part) -> Trial:
    """Try a document on some of the open cases."""
    with transaction.atomic(), viewing(CLOCKWORK):
        return try_on(_read(part.document), part.digest, now=part.now, among=Among(part.after, part.up_to))


_read = lru_cache(maxsize=2)(read_document)


def as_text(tried: Tried) -> Iterator[str]:
    """Yield the sum, what would be late at once, then the figures by promise and by customer."""
    trial = tried.trial
    yield ""
    yield from titled("On the open cases now", _sum(trial))
    if trial.late:
        yield from titled("Late at once", _late(trial))
    if trial.cells:
        yield from titled("By plan, severity and promise", table(_heads("Promise"), _cells(tried)))
        yield from titled("By customer", table(_heads("Customer"), _customers(tried)))


def _sum(trial: Trial) -> Iterator[str]:
    moved = trial.whole
    yield f"{_counted(trial.cases, 'open case')} would be moved, {trial.pinned} are pinned and stay."
    yield f"Due times of {trial.touched} of them move: {moved.earlier} come earlier, {moved.later} later."
    yield f"{moved.late} would be late at once."


def _late(trial: Trial) -> Iterator[str]:
    ordered = sorted(trial.late, key=lambda one: one[4])
    rows = [
        (number, f"{plan} {severity}", promise, instant_text(was), instant_text(now))
        for number, plan, severity, promise, was, now in ordered[:SHOWN]
    ]
    yield from table(("Case", "Plan, severity", "Promise", "Due", "Would have been due"), rows)
    if len(ordered) > SHOWN:
        yield f"and {len(ordered) - SHOWN} more; --json has all of them"


def _heads(first: str) -> tuple[str, ...]:
    return (first, "Earlier", "by", "Later", "by", "Late at once")


def _cells(tried: Tried) -> list[tuple[str, ...]]:
    order = {plan: place for place, plan in enumerate(tried.protocol.plans)}
    cells = sorted(tried.trial.cells.items(), key=lambda one: (order.get(one[0][0], 99), *one[0]))
    return [
        (f"{tried.protocol.plans[plan].name}, severity {severity}, {promise.replace('-', ' ')}", *_row(moved))
        for (plan, severity, promise), moved in cells
    ]


def _customers(tried: Tried) -> list[tuple[str, ...]]:
    found = sorted(tried.trial.customers.items(), key=lambda one: (-one[1].late, -one[1].earlier - one[1].later))
    return [(tried.customers.get(customer, ""), *_row(moved)) for customer, moved in found[:SHOWN]]


def _row(moved: Moved) -> tuple[str, ...]:
    figures = (moved.earlier, _hours(moved.sooner_by), moved.later, _hours(moved.later_by), moved.late)
    return tuple(str(figure) for figure in figures)


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.1f} h" if span else ""


def as_json(tried: Tried) -> dict[str, Any]:
    """Return the trial as plain values: spans in seconds, instants in UTC."""
    trial = tried.trial
    keys = ("case", "plan", "severity", "promise", "was", "now")
    late = [dict(zip(keys, (*one[:4], instant_text(one[4]), instant_text(one[5])), strict=True)) for one in trial.late]
    cells = [dict(zip(keys[1:4], cell, strict=True)) | _json(moved) for cell, moved in trial.cells.items()]
    customers = [{"customer": tried.customers.get(one, "")} | _json(moved) for one, moved in trial.customers.items()]
    figures = {"open": trial.cases, "pinned": trial.pinned, "touched": trial.touched, **_json(trial.whole)}
    return {
        "cases": {"at": instant_text(tried.at), **figures, "by": cells, "customers": customers, "late_at_once": late}
    }


def _json(moved: Moved) -> dict[str, Any]:
    return {
        name: int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in asdict(moved).items()
    }


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
