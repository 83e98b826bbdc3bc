"""What somebody did about word that could not be delivered, in a sentence for the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import QuerySet

from sundial.models import Case, DeadLetterAct, DeadLetterDeed
from sundial.web import when


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who, when, what and why."""

    who: str
    at: datetime
    deed: str
    reason: str
    done: bool  # by the worker

    def says(self, now: datetime, zone: tzinfo) -> str:
        """Say it on the reader's clock."""
        at = when.short(self.at, now, zone)
        if self.deed == DeadLetterDeed.AGAIN:
            return f"{at}: {self.who} had what failed sent again."
        return f"{at}: {self.who} put what failed aside: {self.reason}"


SeenTo = Mapping[int, Sequence[Act]]  # of a fact of a case


def seen_to_on(case: Case) -> SeenTo:
    """Return what was done about dead letters on a case, by the fact, the first first."""
    return _by_fact(DeadLetterAct.objects.filter(case=case))


def seen_to_of(seq: int, about: str) -> Sequence[Act]:
    """Return what was done about one dead letter of no case."""
    return _by_fact(DeadLetterAct.objects.filter(case=None, seq=seq, about=about)).get(seq, ())


def _by_fact(rows: QuerySet[DeadLetterAct]) -> SeenTo:
    found: dict[int, list[Act]] = {}
    for row in rows.select_related("by").order_by("at", "pk"):
        found.setdefault(row.seq, []).append(Act(row.by.name, row.at, row.deed, row.reason, row.done_at is not None))
    return found
