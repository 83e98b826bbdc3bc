"""Who was told of what on a case, when, how, and whether it arrived; for the staff who see the case (O8.1, O8.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sundial.commands.pages import acts_of
from sundial.commands.ways import called
from sundial.models import Case, Channel
from sundial.models.fetch import fetch
from sundial.protocol.paging import Act

Row = tuple[Any, ...]
ALERTS = """
    SELECT id, seq, kind, person_id, text, at, read_at, channel, way_name, scheme, state, attempts, sent_at
    FROM sundial_alerts(%s)
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the sending by one way has come; `way` is what a role's way or a service is called, "" of mail."""

    way: str
    state: str
    attempts: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Logged:
    """One alert to one person, and how far it has come by each way; () where nothing is sent (yet)."""

    seq: int
    kind: str
    person: UUID
    text: str
    at: datetime
    read_at: datetime | None
    sendings: tuple[Sending, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """All who were told of one fact in one kind of alert, the first first, and what was done about it since."""

    text: str
    at: datetime
    alerts: tuple[Logged, ...]
    acts: tuple[Act, ...]


def told_on(case: Case) -> list[Told]:
    """Return who was told of what on a case, the newest first."""
    found: dict[tuple[int, str], list[Logged]] = {}
    for one in _logged(case):
        found.setdefault((one.seq, one.kind), []).append(one)
    acts = acts_of(case)
    told = [Told(some[0].text, some[0].at, tuple(some), acts.get(key, ())) for key, some in found.items()]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _logged(case: Case) -> Iterator[Logged]:
    found: dict[UUID, list[Row]] = {}
    for row in sorted(fetch(ALERTS, case.pk), key=lambda row: (row[5], str(row[3]))):
        found.setdefault(row[0], []).append(row)
    for rows in found.values():
        seq, kind, person, text, at, read_at = rows[0][1:7]
        sendings = tuple(_sending(row) for row in rows if row[7])
        yield Logged(seq, kind, person, text, at, read_at, sendings)


def _sending(row: Row) -> Sending:
    channel, name, scheme, *rest = row[7:]
    return Sending("" if channel == Channel.MAIL else name or called(scheme), *rest)
