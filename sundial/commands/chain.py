"""Append facts to their histories: numbered, chained to the fact before them, their words salted beside them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from sundial.models.history import is_public
from sundial.protocol.facts import Breached, Fact
from sundial.protocol.facts_json import content_digest, digest, encode_what

SALT = 16  # bytes
INSERT = """
    INSERT INTO fact (case_id, seq, at, recorded_at, by_id, side, kind, what, public, text, salt, words, hash)
    SELECT * FROM unnest(
        %s::uuid[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::uuid[], %s::text[], %s::text[], %s::jsonb[],
        %s::bool[], %s::text[], %s::bytea[], %s::text[], %s::text[]
    )
"""


@dataclass(frozen=True, slots=True)
class Link:
    """One fact as it is appended: with its words, their salt and digest, and its hash."""

    case_id: UUID
    fact: Fact
    text: str
    salt: bytes | None
    words: str
    hash: str

    @classmethod
    def of(cls, case_id: UUID, previous: str, fact: Fact, text: str) -> "Link":
        """Chain a fact to the hash before it; the first is chained to its case, so that no history fits another."""
        salt = secrets.token_bytes(SALT) if text else None
        words = content_digest(text, salt) if salt else ""
        return cls(case_id, fact, text, salt, words, digest(previous or str(case_id), fact, words))

    @property
    def columns(self) -> tuple[Any, ...]:
        """The row, in the order of the statement."""
        fact = self.fact
        return (
            self.case_id,
            fact.seq,
            fact.at,
            fact.recorded_at,
            UUID(fact.by.id) if fact.by.id else None,
            str(fact.by.side),
            fact.kind,
            json.dumps(encode_what(fact.what)),
            is_public(fact.what),
            self.text,
            self.salt,
            self.words,
            self.hash,
        )


def write(links: Sequence[Link]) -> None:
    """Append the rows in one statement."""
    write_rows(INSERT, [link.columns for link in links])


def write_rows(statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run a statement that takes its rows as one array a column; return how many rows it touched."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
        return int(cursor.rowcount)


def moment_after(now: datetime, history: Sequence[Fact]) -> datetime:
    """Return when something happened that is recorded at `now`: never before what was recorded earlier.

    Two who come at once wait for each other under the lock of the case, so the later may carry the earlier time.
    A breach that was said while an answer waited, or at that very instant, stays said: the answer comes after it,
    and is late. Until it is said, what is answered at the due instant is in time (O6.7b).
    """
    latest = max((fact.at for fact in history), default=now)
    said = any(fact.at >= now and isinstance(fact.what, Breached) for fact in history)
    return latest + timedelta.resolution if said or now < latest else now
