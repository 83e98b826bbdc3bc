"""Write what was prepared of many cases, one transaction a case, without waiting for an answer in between."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import Cursor

from sundial.commands.statements import Write, write
from sundial.models import viewing

BEGIN, COMMIT = "BEGIN", "COMMIT"
LOOK = "SELECT set_config('sundial.viewer', %s, true), set_config('synchronous_commit', 'off', true)"
PREPARED = 100  # statements that the server keeps ready: more than we have


def write_each(prepared: Iterable[Sequence[Write]], *, viewer: str) -> None:
    """Write each in a transaction of its own; inside one that is open already, under a savepoint of its own.

    Raises the database's error of the first that fails: what came before it is written, what comes after it is not.
    """
    if connection.in_atomic_block:
        for writes in prepared:
            with transaction.atomic(), viewing(viewer):
                write(writes)
        return
    with _pipeline() as cursor:
        for writes in prepared:
            _send(cursor, writes, viewer)


def _send(cursor: "Cursor[tuple[object, ...]]", writes: Sequence[Write], viewer: str) -> None:
    cursor.execute(BEGIN)
    cursor.execute(LOOK, [viewer])
    for one in writes:
        for row in one.rows:
            cursor.execute(one.statement.singly, row)
    cursor.execute(COMMIT)


@contextmanager
def _pipeline() -> Iterator["Cursor[tuple[object, ...]]"]:
    """Yield a cursor of Django's own connection whose statements are prepared once and answered when the block ends."""
    connection.ensure_connection()
    raw = connection.connection
    before = raw.prepare_threshold, raw.prepared_max
    raw.prepare_threshold, raw.prepared_max = 0, PREPARED
    try:
        with connection.wrap_database_errors, Cursor(raw) as cursor, raw.pipeline():
            yield cursor
    finally:
        raw.prepare_threshold, raw.prepared_max = before
        if raw.closed:
            connection.close()
        else:
            raw.rollback()  # of the one that failed, if one did
