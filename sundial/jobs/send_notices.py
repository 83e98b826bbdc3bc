"""Notices that somebody has chosen to be sent together: each in a transaction of its own, within the sender's wall."""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sundial.commands.errors import Refused
from sundial.commands.notices import give_back, send_chosen
from sundial.jobs.attempts import WhenAsked
from sundial.jobs.relevance import is_outside
from sundial.models import CLOCKWORK, NoticeDraft, Person, database_now, viewing

OUTSIDE = "Whoever chose it no longer sees the case."
FAILED = "It could not be sent; try it alone."
logger = logging.getLogger(__name__)


@app.task(name="send_notices", retry=WhenAsked())
def send_notices(drafts: Sequence[str]) -> None:
    """Send what is still on its way of these drafts; one that cannot be sent waits again, and says why."""
    for draft in drafts:
        send_one(UUID(draft))


def send_one(draft_id: UUID) -> None:
    """Send one draft, or give it back. The wall stood in the database when it was chosen, and stands here again."""
    try:
        with transaction.atomic(), viewing(CLOCKWORK):
            rows = NoticeDraft.objects.select_related("case", "settled_by")
            draft = rows.filter(pk=draft_id, state=NoticeDraft.State.SENDING).first()
            if draft is not None:
                _send(draft)
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.exception("notice %s could not be sent", draft_id)
        with transaction.atomic(), viewing(CLOCKWORK):
            give_back(NoticeDraft.objects.get(pk=draft_id), FAILED)


def _send(draft: NoticeDraft) -> None:
    sender: Person | None = draft.settled_by
    if sender is None or not sender.is_active or is_outside(sender, draft.case):
        give_back(draft, OUTSIDE)
        return
    try:
        with transaction.atomic():
            send_chosen(draft, now=database_now())
    except Refused as refusal:
        give_back(draft, str(refusal))
