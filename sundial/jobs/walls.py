"""The desk's own look whether a restriction stands, by the worker's hands (O2.7)."""

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.wall_check import JOB, check_wall
from sundial.jobs.deliver import WhenAsked
from sundial.models import CLOCKWORK, database_now, viewing


@app.task(name=JOB, retry=WhenAsked())
def look_whether_it_stands(customer: str) -> None:
    """Read ladder and shift plan for a customer who asks for a restriction, and keep what was found."""
    with transaction.atomic(), viewing(CLOCKWORK):
        check_wall(UUID(customer), now=database_now())
