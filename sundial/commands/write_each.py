"""Write what was prepared of many cases, one transaction a case, without waiting for an answer in between."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from sundial.commands.statements import Write, write
from sundial.models import viewing
from sundial.models.stream import Stream, streaming

BEGIN, COMMIT = "BEGIN", "COMMIT"
LOOK = "SELECT set_config('sundial.viewer', %s, true), set_config('synchronous_commit', 'off', true)"


def write_each(prepared: Iterable[Sequence[Write]], *, viewer: str) -> None:
    """Write each in a transaction of its own; inside one that is open already, under a savepoint of its own.

    Raises the database's error of the first that fails: what came before it is written, what comes after it is not.
    """
    if connection.in_atomic_block:
        for writes in prepared:
            with transaction.atomic(), viewing(viewer):
                write(writes)
        return
    with streaming() as stream:
        for writes in prepared:
            _send(stream, writes, viewer)


def _send(stream: Stream, writes: Sequence[Write], viewer: str) -> None:
    stream.send(BEGIN)
    stream.send(LOOK, [viewer])
    for one in writes:
        for row in one.rows:
            stream.send(one.statement.singly, row)
    stream.send(COMMIT)
