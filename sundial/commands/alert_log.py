"""Who was told of what on a case, when, how, and whether it arrived; for the staff who see the case (O8.1, O8.6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundial.commands.pages import acts_of
from sundial.models import Case
from sundial.models.fetch import fetch
from sundial.protocol.paging import Act

ALERTS = "SELECT seq, kind, person_id, text, at, read_at, state, attempts, sent_at FROM sundial_alerts(%s)"


@dataclass(frozen=True, slots=True)
class Logged:
    """One alert to one person, and how far its mail has come; `state` is "" where nothing is to be mailed (yet)."""

    seq: int
    kind: str
    person: UUID
    text: str
    at: datetime
    read_at: datetime | None
    state: str
    attempts: int
    sent_at: datetime | None


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
    rows = fetch(ALERTS, case.pk)
    for *alert, state, attempts, sent_at in sorted(rows, key=lambda row: (row[4], str(row[2]))):
        seq, kind, person, text, at, read_at = alert
        yield Logged(seq, kind, person, text, at, read_at, state or "", attempts or 0, sent_at)
