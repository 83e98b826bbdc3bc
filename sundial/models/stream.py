"""Very many small statements, sent one behind the other and answered together: a third of what a cursor takes for each.

A cursor looks at the socket, at its options and at what is prepared for each statement anew. Here each is prepared once
for its connection, and its values alone are sent; PostgreSQL's own pipeline keeps what was answered until the end.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from select import select
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import Connection
from psycopg.abc import Transformer as Adapting
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

OURS = r"SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'stream\_%'"
_prepared: "WeakKeyDictionary[Connection[Any], dict[str, bytes]]" = WeakKeyDictionary()


@dataclass(slots=True)
class Stream:
    """What is on its way to the server on one connection."""

    server: PGconn
    prepared: dict[str, bytes]
    adapt: Adapting
    new: dict[str, bytes] = field(default_factory=dict)

    def send(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Send a statement with a value for each %s in it."""
        name = self.prepared.get(statement) or self.new.get(statement) or self._prepare(statement)
        self.server.send_query_prepared(name, self.adapt.dump_sequence(values, [PyFormat.TEXT] * len(values)))

    def answered(self) -> PGresult | None:
        """Wait for every answer; return that of the first statement that failed."""
        self.server.pipeline_sync()
        failed = [answer for answer in _answers(self.server) if answer.status == ExecStatus.FATAL_ERROR]
        return failed[0] if failed else None

    def _prepare(self, statement: str) -> bytes:
        name = self.new[statement] = b"stream_%d" % (len(self.prepared) + len(self.new))
        pieces = statement.split("%s")
        numbered = "".join(f"{piece}${place}" for place, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
        self.server.send_prepare(name, numbered.encode())
        return name


@contextmanager
def streaming() -> Iterator[Stream]:
    """Yield a stream on Django's own connection, which is in no transaction; all is answered when the block ends.

    Raises the database's error of the first statement that failed; the server has left out what came after it.
    """
    connection.ensure_connection()
    raw = connection.connection
    try:
        with connection.wrap_database_errors:
            stream = Stream(raw.pgconn, _still_prepared(raw), Transformer(raw))
            raw.pgconn.enter_pipeline_mode()
            yield stream
            failed = stream.answered()
            raw.pgconn.exit_pipeline_mode()
    except BaseException:
        connection.close()  # with whatever is still on its way on it
        raise
    if failed is None:
        stream.prepared.update(stream.new)
        return
    _prepared.pop(raw)  # of what is new, nobody knows how far the server came
    with connection.wrap_database_errors:
        raw.rollback()
        raw.execute("DEALLOCATE ALL")
        raise error_from_result(failed)


def _still_prepared(raw: Connection[Any]) -> dict[str, bytes]:
    """Return what is prepared there: nothing once psycopg has let the server forget all, as it does at a rollback."""
    prepared = _prepared.setdefault(raw, {})
    if prepared and raw.execute(OURS, prepare=False).fetchone() != (len(prepared),):
        prepared.clear()
    return prepared


def _answers(server: PGconn) -> Iterator[PGresult]:
    """Yield the answers as they come, up to the one that says that there are no more."""
    while True:
        more = [server.socket] if server.flush() else []
        select([server.socket], more, [])
        server.consume_input()
        while not server.is_busy():
            answer = server.get_result()
            if answer is None:
                continue
            if answer.status == ExecStatus.PIPELINE_SYNC:
                return
            yield answer
