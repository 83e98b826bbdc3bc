"""Word that cannot even be written stops no other, and is not tried for ever: given up after a few tries (R13)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from sundial.commands.delivery import give_up
from sundial.jobs.attempts import TryAgain
from sundial.models import CLOCKWORK, Delivery, DeliveryState, database_now, viewing

TRIES = 5
logger = logging.getLogger(__name__)


@contextmanager
def given_up_if_poison(**named: Any) -> Iterator[None]:
    """Count what nobody foresaw as a try, and after the last give the delivery of these fields up; until then raise it.

    To be tried again is no poison, nor is a database that is away.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, TryAgain | OperationalError | InterfaceError):
            raise
        logger.exception("word could not be written: %s", named)
        if not _is_given_up(named, type(error).__name__):
            raise


@transaction.atomic
def _is_given_up(named: dict[str, Any], error: str) -> bool:
    """Note a try that came to nothing on the row; the error by its kind alone, for its text may quote the case."""
    with viewing(CLOCKWORK):
        now = database_now()
        if "pk" not in named:  # what would have made the row was taken back
            Delivery.objects.get_or_create(defaults={"at": now}, **named)
        owed = Delivery.objects.select_for_update(of=("self",)).select_related("alert__case", "alert__person")
        delivery = owed.filter(state=DeliveryState.OWED, **named).first()
        if delivery is None:
            return True
        delivery.attempts += 1
        delivery.trying_until, delivery.problem = None, f"the letter could not be written: {error}"
        delivery.save()
        if delivery.attempts >= TRIES:
            give_up(delivery, now=now)
        return delivery.attempts >= TRIES
