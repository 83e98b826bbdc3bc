"""Move many open cases to another revision, or pin them where they are (docs/promises.md, section 8; O12.1)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from sundial.commands.by_rows import CaseRow, ClockRow, execute, open_cases, running
from sundial.commands.moved_rows import MOVED, Clocks
from sundial.commands.record import Entry, record_many
from sundial.models import Person, protocol_of
from sundial.protocol.facts import SYSTEM, By, ProtocolMoved, ProtocolPinned, kind_of
from sundial.protocol.facts_json import encode_what, instant_text, linked_alike, written, written_by

FACTS = """
    INSERT INTO fact (case_id, seq, at, recorded_at, by_id, side, kind, what, public, text, salt, words, hash)
    SELECT id, seq, %(at)s, %(at)s, %(by)s, %(side)s, %(kind)s, %(what)s::jsonb, false, '', NULL, '', hash
    FROM {rows} AS new (id, seq, hash)
"""
PINNED = """
    UPDATE support_case SET pinned = true, changed_at = %(at)s, head_seq = new.seq, head_hash = new.hash
    FROM {rows} AS new (id, seq, hash) WHERE support_case.id = new.id
"""
What = ProtocolMoved | ProtocolPinned


class Told(NamedTuple):
    """How many cases had their fact: by their row alone, and by their history."""

    by_row: int
    by_history: int


def move_cases(case_ids: Iterable[str], revision: str, *, by: Person | None, now: datetime) -> Told:
    """Move open cases to the revision of this digest, in one transaction.

    A case that has ended, is pinned, is there already or is in somebody else's hands at this moment is passed by.
    Raises HistoryError where the revision lacks what a case needs; then none is moved.
    """
    with transaction.atomic():
        telling, what = Telling(by, now), ProtocolMoved(revision)
        clocks = Clocks(protocol_of(revision), now)
        for case, some in telling.read(case_ids):
            if case.revision == revision:
                continue
            if case.follows(some, now) and (standing := clocks.recount(case, some)) is not None:
                telling.tell(case, what, *standing)
            else:
                telling.leave(case, what)
        clocks.write()
        return telling.write(MOVED, ("int", "bigint"), revision=revision)


def pin_cases(case_ids: Iterable[str], *, by: Person | None, now: datetime) -> Told:
    """Pin open cases to the revision that each has, in one transaction; passes by what `move_cases` does."""
    with transaction.atomic():
        telling = Telling(by, now)
        for case, some in telling.read(case_ids):
            what = ProtocolPinned(case.revision)
            (telling.tell if case.follows(some, now) else telling.leave)(case, what)
        return telling.write(PINNED, ())


class Alike(NamedTuple):
    """One fact of many cases: what a link of it is made over, around its place and the link before it; their rows."""

    written: tuple[str, str, str]
    rows: list[tuple[Any, ...]]


@dataclass(slots=True)
class Telling:
    """The facts that some cases are told, with what of each case row changes; the others are left to their history."""

    by: Person | None
    now: datetime
    told: dict[What, Alike] = field(default_factory=dict)
    left: list[Entry] = field(default_factory=list)

    def read(self, case_ids: Iterable[str]) -> Iterable[tuple[CaseRow, Sequence[ClockRow]]]:
        """Lock and yield the cases, each with the clocks that run on it."""
        cases = open_cases(case_ids)
        clocks = running(cases)
        return ((case, clocks.get(case_id, ())) for case_id, case in cases.items())

    def tell(self, case: CaseRow, what: What, *changed: Any) -> None:
        """Put a fact behind the others; but for its place, it is the same for all, and written out once."""
        alike = self.told.get(what) or self._alike(what)
        begins, goes_on, ends = alike.written
        seq = case.head_seq + 1
        over = f"{begins}{seq}{goes_on}{case.head_hash}{ends}"
        alike.rows.append((case.id, seq, sha256(over.encode()).hexdigest(), *changed))

    def leave(self, case: CaseRow, what: What) -> None:
        """Leave a case to its history."""
        self.left.append(Entry(UUID(case.id), what, self.by))

    def write(self, cases: str, changed: Sequence[str], **values: Any) -> Told:
        """Write the facts and the case rows, tell the others by their histories, and ring the bell."""
        for what, (_, rows) in self.told.items():
            ids, seqs, hashes, *others = zip(*rows, strict=True)
            key = [("uuid", ids), ("int", seqs), ("text", hashes)]
            execute(FACTS, key, **self._envelope(what))
            execute(cases, [*key, *zip(changed, others, strict=True)], at=self.now, **values)
        if self.left:
            record_many(self.left, now=self.now)
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY sundial")
        return Told(sum(len(one.rows) for one in self.told.values()), len(self.left))

    def _alike(self, what: What) -> Alike:
        at = instant_text(self.now)
        alike = Alike(linked_alike(at, written_by(self._author), kind_of(what), written(what)), [])
        return self.told.setdefault(what, alike)

    @property
    def _author(self) -> By:
        return self.by.by if self.by else SYSTEM

    def _envelope(self, what: What) -> dict[str, Any]:
        return {
            "at": self.now,
            "by": self.by.pk if self.by else None,
            "side": str(self._author.side),
            "kind": kind_of(what),
            "what": json.dumps(encode_what(what)),
        }
