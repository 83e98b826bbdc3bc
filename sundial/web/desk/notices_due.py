"""By when notices are owed, and how many of them (O6.4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from sundial.models import Clock, NoticeDraft
from sundial.protocol.promises import Promise


def due_at(drafts: Iterable[NoticeDraft]) -> Mapping[UUID, datetime]:
    """Return by when each draft is owed that is the notice of what runs: the earliest of its notices."""
    drafts = list(drafts)
    rows = _running().filter(case__in={draft.case_id for draft in drafts})
    due = {(case, about): at for case, about, at in rows.values_list("case_id", "about", "due_at")}
    found = {draft.pk: [due.get((draft.case_id, seq)) for seq in draft.seqs] for draft in drafts}
    owed = {draft: [at for at in instants if at] for draft, instants in found.items()}
    return {draft: min(instants) for draft, instants in owed.items() if instants}


def _running() -> QuerySet[Clock]:
    return Clock.objects.running().filter(promise=Promise.FIX_RELEASE, about__gt=0)
