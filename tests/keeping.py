"""Made-up histories in the database: each on a case of its own, under the revisions that it names."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sundial.commands.record import Entry, record_many
from sundial.commands.verify import Proof, verify
from sundial.models import Case, ProtocolRevision
from sundial.protocol.case import OPEN, opening
from sundial.protocol.document import Protocol, to_json
from sundial.protocol.facts import Fact, Side, What
from tests.story import Cast
from tests.tales import tales

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def keep_revisions(protocols: Iterable[Protocol]) -> None:
    """Keep documents as revisions that were in force once, long ago."""
    for place, protocol in enumerate(protocols):
        document = json.dumps(to_json(protocol))
        since = LONG_AGO + timedelta(days=place)
        ProtocolRevision.objects.create(digest=protocol.digest, document=document, in_force_from=since)


def keep(history: Sequence[Fact], cast: Cast, number: str) -> Case:
    """Write a history as it would have been recorded, and return its case; as the worker."""
    opened = opening(history)[1]
    case = Case(
        pk=uuid4(),
        number=number,
        organization=cast.acme,
        contact=cast.ana.person,
        subject="Uploads fail",
        plan=opened.plan,
        home_region=opened.home_region,
        counts_on=list(opened.regions),  # as if Acme had been restricted then, and were not now
        flag=opened.flag,
        severity=opened.severity,
        opened_at=history[0].at,
        changed_at=history[0].at,
        told_at=history[0].at,
    )
    Case.objects.bulk_create([case])
    people = {Side.CUSTOMER: cast.ana.person, Side.STAFF: cast.eve.person, Side.SYSTEM: None}
    entries = [Entry(case.pk, _whose(fact.what, cast), people[fact.by.side], fact.at) for fact in history]
    (recorded,) = record_many(entries, now=max(fact.at for fact in history))
    return recorded.case


def _whose(what: What, cast: Cast) -> What:
    """Return what happened with the names of people as their ids."""
    ids = {"ana": str(cast.ana.person.pk), "eve": str(cast.eve.person.pk), "kim": str(cast.ned.person.pk)}
    ids |= {"amy": str(cast.amy.person.pk), "dan": str(cast.dan.person.pk)}
    named = {one.name: ids[found] for one in fields(what) if (found := getattr(what, one.name)) in ids}
    return replace(what, **named)


def keep_made_up(cast: Cast, seeds: Iterable[int], steps: int = 10) -> tuple[list[Case], datetime]:
    """Keep made-up cases; return those that are open, and when the last thing happened on any of them."""
    tales_of = {seed: list(tales(seed, steps))[-1] for seed in seeds}
    cases = [keep(tuple(tale.facts), cast, f"T{seed}") for seed, tale in tales_of.items()]
    return [case for case in cases if case.state in OPEN], max(case.changed_at for case in cases)


def whole() -> list[str]:
    """Return what `sundial verify` finds; as the worker."""
    return [str(found) for found in verify(Proof())]
