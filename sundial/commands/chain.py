"""Append facts to their histories: numbered, chained to the fact before them, their words salted beside them."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sundial.commands.statements import Write, insert
from sundial.models.history import is_public
from sundial.protocol.facts import Breached, Fact
from sundial.protocol.facts_json import content_digest, digest, encode_what

SALT = 16  # bytes
INSERT = insert(
    "fact",
    {
        "case_id": "uuid", "seq": "int", "at": "timestamptz", "recorded_at": "timestamptz", "by_id": "uuid",
        "side": "text", "kind": "text", "what": "jsonb", "public": "bool", "text": "text", "salt": "bytea",
        "words": "text", "hash": "text",
    },
)  # fmt: skip


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


def append(links: Sequence[Link]) -> Write:
    """Return what appends the rows; a history that has grown since it was read refuses their numbers."""
    return Write(INSERT, [link.columns for link in links])


def moment_after(now: datetime, history: Sequence[Fact]) -> datetime:
    """Return when something happened that is recorded at `now`: never before what was recorded earlier.

    Two who come at once wait for each other under the lock of the case, so the later may carry the earlier time.
    A breach that was said while an answer waited, or at that very instant, stays said: the answer comes after it,
    and is late. Until it is said, what is answered at the due instant is in time (O6.7b).
    """
    latest = max((fact.at for fact in history), default=now)
    said = any(fact.at >= now and isinstance(fact.what, Breached) for fact in history)
    return latest + timedelta.resolution if said or now < latest else now
