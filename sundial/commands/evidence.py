"""Take one case out of memory as a file that can be checked without us (O12.1)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sundial.models import Case, FactRow, Person, ProtocolRevision
from sundial.models.fetch import fetch
from sundial.protocol.case import named_protocols
from sundial.protocol.evidence import Kept, Said, made_with, pack, written
from sundial.protocol.evidence.named import named_by
from sundial.protocol.facts import Fact
from sundial.protocol.facts_json import instant_text

ALERTS = """
    SELECT id, seq, kind, person_id, text, at, read_at, channel, state, attempts, sent_at FROM sundial_alerts(%s)
"""


def evidence(case: Case, *, words: bool = True) -> bytes:
    """Return the evidence pack of a case for one of the staff, or for the desk's own hands, who see it.

    Without `words`, facts have the digests of what was written alone: the chain holds all the same. What it says is
    what was committed; two of one case as it stands are the same to the byte.
    """
    facts = tuple(_said(row, words=words) for row in FactRow.objects.filter(case=case).order_by("seq"))
    history = tuple(one.fact for one in facts)
    alerts = tuple(alert for alert in _alerts(case.pk) if alert["fact"] <= len(facts))  # not what came meanwhile
    kept = Kept(
        case=_case(case),
        facts=facts,
        documents=_documents(named_protocols(history)),
        people=_people(history, alerts),
        alerts=alerts,
        edition=made_with(),
    )
    return written(pack(kept))


def heads() -> Iterator[dict[str, Any]]:
    """Yield the head of every chain: what is to be kept elsewhere, so that a history cannot be exchanged whole."""
    for number, fact, head in Case.objects.order_by("number").values_list("number", "head_seq", "head_hash").iterator():
        yield {"case": number, "fact": fact, "head": head}


def _case(case: Case) -> dict[str, str]:
    return {
        "id": str(case.pk),
        "number": case.number,
        "customer": case.organization.name,
        "contact": case.contact.name,
        "subject": case.subject,
        "product": case.product,
        "version": case.version,
    }


def _said(row: FactRow, *, words: bool) -> Said:
    if not words or not row.text:
        return Said(row.fact, row.hash, row.words)
    return Said(row.fact, row.hash, row.words, row.text, bytes(row.salt or b"").hex())


def _documents(digests: Iterable[str]) -> dict[str, Any]:
    """Return revisions as they were written down; one that was in force twice is one document."""
    rows = ProtocolRevision.objects.filter(digest__in=set(digests)).order_by("digest")
    return {digest: json.loads(document) for digest, document in rows.values_list("digest", "document")}


def _people(history: Sequence[Fact], alerts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return everybody whom facts and alerts name, by name and role."""
    ids = {UUID(id_) for fact in history for id_ in named_by(fact) if id_} | {UUID(alert["to"]) for alert in alerts}
    people = Person.objects.filter(pk__in=ids).order_by("pk")
    return {
        str(one.pk): {"name": one.name, "side": str(one.by.side), "role": one.role or "contact", "region": one.region}
        for one in people
    }


def _alerts(case: UUID) -> Iterator[dict[str, Any]]:
    """Yield what was owed to whom, each alert with its deliveries."""
    for (_, seq, kind, person, text, at, read_at), rows in groupby(fetch(ALERTS, case), key=lambda row: row[:7]):
        yield {
            "fact": seq,
            "kind": kind,
            "to": str(person),
            "says": text,
            "at": instant_text(at),
            "read_at": instant_text(read_at) if read_at else None,
            "deliveries": [_delivery(row[7:]) for row in rows if row[7]],
        }


def _delivery(row: tuple[Any, ...]) -> dict[str, Any]:
    channel, state, attempts, sent_at = row
    sent = instant_text(sent_at) if sent_at else None
    return {"by": channel, "state": state, "attempts": attempts, "sent_at": sent}
