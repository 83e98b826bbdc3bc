"""Who was told of what on a case, when, how, and whether it arrived; for the staff who see the case (O8.1, O8.6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sundial.commands.pages import Key, Page, acts_of
from sundial.commands.ways import called
from sundial.models import Case, Channel
from sundial.models.fetch import fetch
from sundial.protocol.paging import Act, Wants, needed

Row = tuple[Any, ...]
ALERTS = """
    SELECT id, seq, kind, person_id, text, at, read_at, channel, way_name, scheme, state, attempts, sent_at, send_at
    FROM sundial_alerts(%s)
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the sending by one way has come; `way` is what a role's way or a service is called, "" of mail.

    `send_at` is until when it waits; of mail that went in a digest, the time of that digest.
    """

    way: str
    state: str
    attempts: int
    sent_at: datetime | None
    send_at: datetime | None


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


def of_how_many(pages: Iterable[Page]) -> dict[Key, int]:
    """Return of those of some pages that each must answer how many must; one query for each case of such a page."""
    each = [page for page in pages if page.needs is Wants.EACH]
    told: dict[Key, set[str]] = {}
    for case in {page.case.pk: page.case for page in each}.values():
        for one in _logged(case):
            told.setdefault((case.pk, one.seq, one.kind), set()).add(str(one.person))
    return {key: needed(told.get(key, ()), page.acts) for page in each for key in [page.key]}


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
