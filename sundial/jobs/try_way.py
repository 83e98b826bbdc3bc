"""A test that somebody sends by one of their ways: once, with what came of it on its row."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.later import queue_of
from sundial.jobs.attempts import WhenAsked
from sundial.jobs.way_letter import Parcel, hook, note
from sundial.models import CLOCKWORK, WayKind, WayTrial, database_now, viewing
from sundial.outside.mail import Letter, send
from sundial.outside.not_sent import NotSent, Unknown

TITLE = "A test from Sundial"
WORDS = "This is a test: word reaches you by this way."


@app.task(name="try_way", queue=queue_of("try_way"), retry=WhenAsked())
def try_way(trial: str) -> None:
    """Send a test, by its id, and write down what came of it."""
    with transaction.atomic(), viewing(CLOCKWORK):
        rows = WayTrial.objects.select_related("way__whole", "by").filter(pk=UUID(trial), ended_at__isnull=True)
        asked = rows.first()
        parcel = _parcel(asked) if asked else None
    if asked is None or parcel is None:
        return
    state, problem = WayTrial.State.SENT, ""
    try:
        parcel.send()
    except NotSent as refusal:
        state, problem = WayTrial.State.FAILED, f"{refusal}{'; it may have arrived' * isinstance(refusal, Unknown)}"
    with transaction.atomic(), viewing(CLOCKWORK):
        rows.filter(pk=asked.pk).update(state=state, problem=problem[:300], ended_at=database_now())


def _parcel(trial: WayTrial) -> Parcel:
    """Wrap the test; it says nothing of any case."""
    link, way = f"{settings.SITE_URL}/desk/reaching", trial.way
    if way is None:
        letter = Letter(key=trial.pk, to=trial.by.email, subject=TITLE, text=f"{WORDS}\n\n{link}\n")
        return Parcel(partial(send, letter))
    if way.kind == WayKind.WEBHOOK:
        return hook(str(trial.pk), way.whole, {"type": "test", "data": {"says": WORDS, "link": link}}, database_now())
    return note(way.whole, TITLE, f"{WORDS}\n\n{link}")
