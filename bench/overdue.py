"""Cases whose promises fell due while a desk was down: histories of four facts, each with an owner of a large team."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sundial.protocol import facts
from sundial.protocol.document import Protocol
from sundial.protocol.facts import By, Fact
from sundial.protocol.sla import fold, terms_of

if TYPE_CHECKING:
    from sundial.models import Person

OUTAGE = timedelta(hours=12)
REGIONS = ("emea", "americas", "apj")
PLANS = ("platinum", "emerald", "gold", "silver")
TRIES = 400
BEFORE = (60, 240, 24 * 60, 7 * 24 * 60)  # minutes before the outage within which a case was opened


def make_team(engineers: int) -> "list[Person]":
    """Write so many engineers, a third in each region, and the Duty Managers whom the other regions lack."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.models import CLOCKWORK, Person, viewing  # noqa: PLC0415
    from sundial.protocol.team import Role  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        team = [
            Person(email=f"e{n}@desk.example", name=f"Engineer {n}", role="support-engineer", tier=2, kind="staff",
                   region=REGIONS[n % 3])
            for n in range(engineers)
        ]  # fmt: skip
        managers = [
            Person(email=f"{region}@desk.example", name=f"Manager {region}", role=Role.DUTY_MANAGER, kind="staff",
                   region=region)
            for region in REGIONS[1:]
        ]  # fmt: skip
        Person.objects.bulk_create([*team, *managers])
    return team


def overdue(number: int, protocol: Protocol, ana: By, owners: Sequence[By], *, until: datetime, urgent: bool) -> Any:
    """Make up a case on which one promise, and nothing else, fell due in the outage that ends now."""
    chance = random.Random(number)
    owner = owners[number % len(owners)]
    for _ in range(TRIES):
        start = until - OUTAGE - timedelta(minutes=5 + chance.randrange(chance.choice(BEFORE)))
        plan, severity = chance.choice(PLANS), 1 if urgent else chance.choice((2, 2, 3, 3, 3, 4))
        opened = facts.Opened(severity, plan, REGIONS[number % 3], protocol=protocol.digest)
        history = tuple(_life(ana, owner, opened, start, answers=chance.random() < 0.5))
        if history[-1].at < until - OUTAGE and _fell_due(history, protocol, until):
            return history
    raise AssertionError("no such case was found")


def _life(ana: By, owner: By, opened: facts.Opened, start: datetime, *, answers: bool) -> Iterator[Fact]:
    minute = timedelta(minutes=1)
    yield Fact(1, start, start, ana, opened)
    yield Fact(2, start + minute, start + minute, owner, facts.Triaged("known", 2, "gateway"))
    yield Fact(3, start + 2 * minute, start + 2 * minute, owner, facts.OwnerSet(owner.id))
    yield Fact(4, start + 3 * minute, start + 3 * minute, owner, facts.Messaged(public=answers))


def _fell_due(history: Sequence[Fact], protocol: Protocol, until: datetime) -> bool:
    clocks, _ = fold(history, terms_of(history, {protocol.digest: protocol}))
    running = [clock for clock in clocks if clock.check_at]
    return len(running) == 1 and all(
        until - OUTAGE <= (clock.warn_at or until) and clock.due_at < until - timedelta(minutes=1) for clock in running
    )
