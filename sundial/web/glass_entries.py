"""Who was let in to read a case from outside its wall, as it stands on the case for those inside it (O2.7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from sundial.models import Case, GlassAnswer, GlassRequest


@dataclass(frozen=True, slots=True)
class Entered:
    """One who was let in: from when until when, by whom, how often they looked; `reason` is for the staff alone."""

    answer: GlassAnswer
    until: datetime
    is_open: bool
    looks: int
    reason: str = ""


def entered(case: Case, now: datetime, *, inside: bool) -> tuple[Entered, ...]:
    """Return who was let in to a restricted case, the latest first; `inside` for the staff, who read why."""
    if not case.regions:
        return ()
    rows = GlassAnswer.objects.filter(case=case, until__isnull=False).select_related("person", "by", "end")
    answers = list(rows.annotate(many=Count("looks")).order_by("-at", "pk"))
    asked = GlassRequest.objects.filter(answer__in=answers) if inside and answers else GlassRequest.objects.none()
    reasons = {one.pk: one.reason for one in asked}
    return tuple(_entered(one, now, reasons.get(one.request_id, "")) for one in answers)


def waiting(case: Case) -> int:
    """Return how many ask to be let in to a restricted case, and nobody has answered."""
    return GlassRequest.objects.filter(number=case.number, answer__isnull=True).count() if case.regions else 0


def _entered(answer: Any, now: datetime, reason: str) -> Entered:
    ended = answer.end.at if getattr(answer, "end", None) else None
    until = ended or answer.until
    return Entered(answer, until, until > now and ended is None, answer.many, reason)
