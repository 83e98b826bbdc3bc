"""One decision about a release, as it is told to the cases that wait: a fact on each, and the draft of a notice."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sundial.commands.decisions import decision_of
from sundial.commands.notice_words import Told
from sundial.commands.record import Entry, Recorded
from sundial.commands.statements import Write, insert
from sundial.models import NoticeDraft, ReleaseEvent
from sundial.protocol.releases import DETERMINATIONS, Dates, Decided, Decision, concerned, happens_at

DRAFT = insert(
    "notice_draft",
    {
        "id": "uuid", "case_id": "uuid", "event_id": "uuid", "seqs": "jsonb", "date": "timestamptz", "text": "text",
        "state": "text", "at": "timestamptz",
    },
)  # fmt: skip


@dataclass(slots=True)
class DecisionTale:
    """One decision as it is told to case after case, at an instant (UTC).

    On a case it happened when it was decided (`happens_at`); `late` lets it happen when it is told, for a history that
    has no room for it any earlier. `elsewhere` is the release into which a fix was put that was taken out of another.
    """

    event: ReleaseEvent
    now: datetime
    late: bool = False
    elsewhere: str = ""
    decision: Decision = field(init=False)
    _before: dict[UUID, Dates] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.decision = decision_of(self.event)

    @classmethod
    def of(cls, event: ReleaseEvent, now: datetime) -> "DecisionTale":
        """Return an event as it is told at an instant (UTC)."""
        put = ReleaseEvent.objects.filter(
            fix=event.fix_id, kind=ReleaseEvent.Kind.ASSIGNED, recorded_at=event.recorded_at
        )
        removed = event.kind == ReleaseEvent.Kind.REMOVED
        return cls(event, now, elsewhere=(put.values_list("release__name", flat=True).first() or "") if removed else "")

    def entries(self, case: Recorded) -> Sequence[Entry]:
        """Return what happens to a case: nothing to one that did not wait when it was decided, or waits no more."""
        before = self._before[case.case.pk] = concerned(self.decision, case.history, self.event.at)
        at = None if self.late else happens_at(case.history, self.event.at)
        return [Entry(case.case.pk, what, self.event.by, at) for what in self.decision.facts(before)]

    def beside(self, case: Recorded) -> Sequence[Write]:
        """Return the draft of what the customer is told."""
        before = self._before.pop(case.case.pk)
        zone = _zone(case.case.organization.zone)
        told = Told(self.decision, case, before, self.date, zone, self.event.recorded_at, self.elsewhere)
        seqs = json.dumps([fact.seq for fact in case.facts if isinstance(fact.what, DETERMINATIONS)])
        row = (
            uuid4(),
            case.case.pk,
            self.event.pk,
            seqs,
            self.date,
            told.words,
            NoticeDraft.State.READY.value,
            self.now,
        )
        return [Write(DRAFT, [row])]

    @property
    def date(self) -> datetime | None:
        """The release date that customers are told as the new one (UTC), None where there is none."""
        return self.event.to if self.decision.kind in (Decided.RESCHEDULED, Decided.REMOVED) else None


def _zone(name: str) -> ZoneInfo:
    """Return a customer's zone; UTC, and so named, where theirs is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
