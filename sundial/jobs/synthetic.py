"""The synthetic alert: it tells nobody anything, and goes the whole way of those that do.

Clockwork asks for it, a job is written, the worker takes it, the mail server takes the letter. What does not arrive
in time is noticed before somebody is not told (R28). One row remembers it, and one is on its way at a time: nothing
grows, however long the way is broken.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.later import later
from sundial.jobs.deliver import TryAgain, WhenAsked
from sundial.models import CLOCKWORK, Pulse, database_now, viewing
from sundial.outside.failpoint import reached
from sundial.outside.mail import Letter, NotSent, send

EVERY = timedelta(seconds=30)  # with PATIENCE less than a minute: so long at most goes by before health is red
PATIENCE = timedelta(seconds=20)
AGAIN = timedelta(seconds=5)  # a way that is mended is noticed soon
SUBJECT = "Sundial: a synthetic alert"
TEXT = "Sundial sends this letter to itself, to see that its alerts go out. Nothing is to be done.\n"


class Standing(NamedTuple):
    """How the last synthetic alert stands, at `now` (UTC); `is_sent_by` says whether its job is there still."""

    now: datetime
    asked_at: datetime | None
    arrived_at: datetime | None
    is_sent_by: bool


def ask_if_due(standing: Standing) -> None:
    """Ask for the next one if the last has arrived, or for the last again if nobody is sending it any more."""
    now, asked_at, arrived_at, is_sent_by = standing
    if asked_at is None or (arrived_at is not None and arrived_at >= asked_at):
        if asked_at is None or now - asked_at >= EVERY:
            _ask(uuid4(), asked_at=now)
    elif now - asked_at >= PATIENCE and not is_sent_by:
        _ask(Pulse.objects.values_list("synthetic", flat=True).get())


def _ask(key: UUID | None, **more: datetime) -> None:
    Pulse.objects.update(synthetic=key, job=later("synthetic_alert", key=str(key)), **more)


@app.task(name="synthetic_alert", retry=WhenAsked())
def synthetic_alert(key: str) -> None:
    """Mail it to the desk's own address; it has arrived when the server has taken it. Raises TryAgain if it has not."""
    with transaction.atomic(), viewing(CLOCKWORK):
        pulse = Pulse.objects.filter(synthetic=key).first()
    if pulse is None or not pulse.on_its_way:
        return
    try:
        send(Letter(key=UUID(key), to=settings.SYNTHETIC_TO, subject=SUBJECT, text=TEXT))
    except NotSent as problem:
        raise TryAgain(_note(key, problem=str(problem)[:300]) + AGAIN) from problem
    reached("synthetic.sent_not_committed")
    _note(key, problem="")


def _note(key: str, *, problem: str) -> datetime:
    """Write down what became of it, and return the time."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        arrived = {} if problem else {"arrived_at": now}
        Pulse.objects.filter(synthetic=key).update(problem=problem, **arrived)
    return now
