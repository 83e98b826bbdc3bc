"""Promises that are overdue by the hundred: cases written together, through the door for change."""

import random
from datetime import timedelta
from uuid import uuid4

from sundial.commands.record import Entry, record_many
from sundial.models import Case, database_now, protocol_in_force
from sundial.protocol.facts import Opened, OwnerSet
from sundial.protocol.number import COUNT, number_of
from tests.story import Player

URGENT, OTHER = timedelta(hours=1), timedelta(hours=4)  # Platinum's first response of severity 1 and 3, day and night


def late_cases(customer: Player, owner: Player, count: int, due_in: timedelta, severity: int) -> list[Case]:
    """Open cases, on Platinum, so long ago that their first response falls due so long from now."""
    now = database_now()
    opened_at = now + due_in - (OTHER if severity > 1 else URGENT)
    of = customer.person.organization
    times = dict.fromkeys(("opened_at", "changed_at", "told_at"), opened_at)
    fixed = {"organization": of, "regions": of.regions, "contact": customer.person, "plan": "platinum", **times}
    fixed |= {"home_region": "emea", "severity": severity, "subject": "CANARY-SUBJECT"}
    numbers = [number_of(random.randrange(COUNT)) for _ in range(count)]
    cases = [Case(pk=uuid4(), number=number, **fixed) for number in numbers]
    Case.objects.bulk_create(cases)
    opened = Opened(severity, "platinum", "emea", tuple(of.regions), protocol=protocol_in_force(now).digest)
    owned = OwnerSet(str(owner.person.pk))
    firsts = [Entry(case.pk, opened, customer.person, opened_at) for case in cases]
    record_many([*firsts, *(Entry(case.pk, owned, owner.person, opened_at) for case in cases)], now=now)
    return cases
