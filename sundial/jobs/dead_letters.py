"""What somebody wants done about word that could not be delivered is done by the worker, once."""

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.dead_letters import carry_out
from sundial.jobs.attempts import WhenAsked
from sundial.models import CLOCKWORK, DeadLetterAct, database_now, viewing


@app.task(name="see_to_dead_letter", retry=WhenAsked())
def see_to_dead_letter(act: str) -> None:
    """Carry out one act, by its id, unless that was done before."""
    with transaction.atomic(), viewing(CLOCKWORK):
        asked = DeadLetterAct.objects.select_for_update(of=("self",)).select_related("case")
        found = asked.filter(pk=UUID(act), done_at__isnull=True).first()
        if found is not None:
            carry_out(found, now=database_now())
