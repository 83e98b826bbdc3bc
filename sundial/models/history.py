"""The histories: every fact a row, chained by hashes, never changed and never deleted (O12.1)."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from sundial.models.fetch import fetch
from sundial.protocol.facts import (
    SYSTEM,
    AgreementDeclined,
    AgreementEnded,
    AgreementMade,
    AgreementProposed,
    By,
    Closed,
    ComfortAsked,
    ComfortSaid,
    DateAccepted,
    DateGiven,
    DateWithdrawn,
    Duty,
    DutyDone,
    Escalated,
    EscalationSettled,
    Fact,
    FindingsWritten,
    FixIdentified,
    FixReleased,
    FixRemoved,
    FixWithdrawn,
    MergedFrom,
    MergedInto,
    Messaged,
    Opened,
    OwnerSet,
    PlanChanged,
    PointPersonSet,
    ReleaseRescheduled,
    Reopened,
    Resolved,
    SeverityAsked,
    SeverityChanged,
    SeverityDeclined,
    Side,
    SplitOff,
    WaitingSet,
    What,
    as_kept,
)
from sundial.protocol.facts_json import decode_what

HISTORIES = "SELECT case_id::text, seq, at, recorded_at, by_id::text, side, kind, what::text FROM sundial_histories(%s)"
FactColumns = Sequence[Any]  # seq, at, recorded_at, by, side, kind, what
PUBLIC = frozenset((
    Opened, OwnerSet, WaitingSet, Resolved, Reopened, Closed, MergedInto, MergedFrom, SplitOff,
    SeverityAsked, SeverityChanged, SeverityDeclined, PlanChanged,
    AgreementProposed, AgreementMade, AgreementDeclined, AgreementEnded, DateAccepted,
    FixIdentified, FixWithdrawn, DateGiven, DateWithdrawn, FixReleased,
    Escalated, PointPersonSet, ComfortAsked, ComfortSaid, EscalationSettled,
))  # fmt: skip
# What a customer does not see and their page changes with: a person tells them of a moved release, and what is owed is
# seen at once; a duty may be the last that answers an escalation, and findings the last that settles it.
MOVES_THEIRS = (ReleaseRescheduled, FixRemoved, DutyDone, FindingsWritten)
_SIDES = {str(side): side for side in Side}
_JSON = json.JSONDecoder()


class FactRow(models.Model):
    """One fact. The words stand beside it with a salt; the chain holds only their digest, so words can be erased.

    `public` says whether the customer can see it. `hash` is sha256 over the hash before it, the fact and the digest.
    """

    case = models.ForeignKey("Case", models.PROTECT, db_index=False, related_name="facts")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("Person", models.PROTECT, null=True, db_index=False, related_name="+")
    side = models.CharField(max_length=8, choices=[(str(s), str(s)) for s in Side])
    kind = models.CharField(max_length=32)
    what = models.JSONField()
    public = models.BooleanField()
    text = models.TextField(blank=True, default="")
    salt = models.BinaryField(null=True)
    words = models.CharField(max_length=64, blank=True, default="")  # the salted digest of the text
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "fact"
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="fact_once"),
            models.CheckConstraint(condition=Q(seq__gt=0), name="fact_seq_from_one"),
            models.CheckConstraint(
                condition=Q(by__isnull=True, side="system") | (Q(by__isnull=False) & ~Q(side="system")),
                name="fact_by_somebody_or_the_system",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(kind="escalated"), name="fact_escalated")]

    def __str__(self) -> str:
        return f"fact {self.seq} of {self.case_id}: {self.kind}"

    @property
    def fact(self) -> Fact:
        """The fact as the ground floor reads it."""
        what = json.dumps(self.what)
        return read_fact((self.seq, self.at, self.recorded_at, self.by_id, self.side, self.kind, what))


def is_public(what: What) -> bool:
    """Whether the customer can see that this happened: what is not listed here is the staff's."""
    if isinstance(what, DutyDone):
        return what.duty is not Duty.PARTIES  # who else is called in is the house's own
    return what.public if isinstance(what, Messaged) else type(what) in PUBLIC


def is_felt(what: What) -> bool:
    """Whether the customer's page changes with it: what they can see, and what moves their promises (O6.4)."""
    return is_public(what) or type(what) in MOVES_THEIRS


def moves_to(fact: Fact, before: datetime | None) -> datetime:
    """Return when a page that showed `before` as its last change has changed with this fact: always later.

    It is when the fact was recorded, be it that it happened earlier: an open page hears of it by this alone. Who waited
    under the lock of a case may carry an earlier time than who came before; what is recorded together is one change.
    """
    moment = fact.at if fact.at >= fact.recorded_at else fact.recorded_at
    return moment if before is None or before <= moment else before + timedelta.resolution


def read_fact(row: FactColumns) -> Fact:
    """Read the columns of one row into a fact; what happened comes as JSON text."""
    seq, at, recorded_at, by, side, kind, what = row
    return as_kept(seq, at, recorded_at, author(by, side), happened(kind, what))


@lru_cache(maxsize=4096)
def author(person: UUID | str | None, side: str) -> By:
    """Return who did something, by their id and side."""
    return SYSTEM if side == Side.SYSTEM else By(str(person or ""), _SIDES[side])


@lru_cache(maxsize=4096)
def happened(kind: str, what: str) -> What:
    """Return what happened. Most facts of a long history are alike: what was read once is not read again."""
    return decode_what(kind, _JSON.raw_decode(what)[0])


def histories_of(case_ids: Iterable[UUID]) -> dict[UUID, tuple[Fact, ...]]:
    """Return the histories of those of the cases that the viewer may see, in the order of recording, without words.

    They are whole for everybody: a contact's door folds the same facts as an engineer's, though the rows of
    internal notes are hidden from the contact.
    """
    by_case = groupby(fetch(HISTORIES, list(case_ids)), itemgetter(0))
    return {UUID(case_id): tuple([read_fact(row[1:]) for row in rows]) for case_id, rows in by_case}


def history_of(case_id: UUID) -> Sequence[Fact]:
    """Return the history of one case; () if the viewer may not see it."""
    return histories_of([case_id]).get(case_id, ())
