"""Cases through the real door whose first clock wants attention at an instant that we choose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from bench.desk import People
from sundial.commands.record import Entry, record_many
from sundial.models import CLOCKWORK, Case, database_now, protocol_in_force, viewing
from sundial.protocol import hours
from sundial.protocol.amounts import Elapsed
from sundial.protocol.facts import Opened
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Terms

BATCH = 500


def now() -> datetime:
    """Return the database's time."""
    return database_now()


def open_cases_due(people: People, instants: Sequence[datetime]) -> list[UUID]:
    """Open a severity 1 case on the Platinum plan for each instant, so long ago that it is warned of then."""
    made: list[UUID] = []
    with transaction.atomic(), viewing(CLOCKWORK):
        protocol = protocol_in_force(database_now())
        ahead = _until_warned(Terms(protocol, "platinum", "emea"))
        opened = Opened(1, "platinum", "emea", protocol=protocol.digest)
        for start in range(0, len(instants), BATCH):
            cases = [new_case(people, at - ahead) for at in instants[start : start + BATCH]]
            Case.objects.bulk_create(cases)
            record_many([Entry(case.pk, opened, people.ana, case.opened_at) for case in cases], now=database_now())
            made += [case.pk for case in cases]
    return made


def _until_warned(terms: Terms) -> timedelta:
    """Return how long after its opening a case is warned of: its target runs day and night."""
    amount = terms.protocol.target("platinum", 1, Promise.FIRST_RESPONSE).amount
    warning = terms.protocol.warning(Promise.FIRST_RESPONSE, amount)
    assert isinstance(amount, Elapsed)
    assert isinstance(warning, Elapsed)
    start = database_now()
    return hours.before(hours.add(start, amount, terms.calendar), warning, terms.calendar) - start


def new_case(people: People, opened_at: datetime) -> Case:
    """Return a severity 1 case on the Platinum plan that is not yet written."""
    times = dict.fromkeys(("opened_at", "changed_at", "told_at"), opened_at)
    key = uuid4()
    case = Case(pk=key, number=f"D{key.hex[:14]}", organization=people.customer, contact=people.ana, **times)
    case.subject, case.plan, case.home_region, case.severity = "Scanner stops", "platinum", "emea", 1
    return case
