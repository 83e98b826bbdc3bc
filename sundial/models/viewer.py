"""Who is looking: set for one transaction, and PostgreSQL shows what they may see and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from psycopg.pq import TransactionStatus

from sundial.models.person import Person

CLOCKWORK = "clockwork"  # the desk's own hands; means something only to the worker's role
SET = """
    SELECT before, set_config('sundial.viewer', %s, true)
    FROM (SELECT coalesce(current_setting('sundial.viewer', true), '') AS before OFFSET 0) AS was
"""  # OFFSET keeps them apart: who looked before is read before another is set


class NoTransaction(RuntimeError):
    """A viewer was named outside a transaction, where the setting would silently do nothing."""


def at_the_door(email: str) -> str:
    """Return the viewer of a sign-in: it sees the one person with this e-mail address, and nothing else."""
    return "door:" + email.strip().lower()


@contextmanager
def viewing(viewer: Person | UUID | str) -> Iterator[None]:
    """Look as a person (or their id), as CLOCKWORK, or as `at_the_door(email)`, until the block ends.

    Raises NoTransaction outside one. Blocks may be nested; the viewer before is restored.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("a viewer lasts for a transaction: open one (transaction.atomic) first")
    before = _set(str(viewer.pk) if isinstance(viewer, Person) else str(viewer))
    try:
        yield
    finally:
        if not _broken():  # after an error the rollback restores it
            _set(before)


def reads_case(case: UUID) -> None:
    """Name the case that the rest of this transaction reads: row security then asks it once, and not by each fact.

    It opens nothing: of a case that the viewer does not see there are no facts, named or not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('sundial.case', %s, true)", [str(case)])


def _set(viewer: str) -> str:
    """Let somebody look, and return who looked before."""
    with connection.cursor() as cursor:
        cursor.execute(SET, [viewer])
        (before, _) = cursor.fetchone()
    return str(before)


def _broken() -> bool:
    raw = connection.connection
    return raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR
