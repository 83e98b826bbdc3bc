"""Rows are written the same whether all at once or one at a time, and a job is asked for as its library asks."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from sundial.commands.later import asking, later_many
from sundial.commands.statements import Write, delete, insert, update, write
from sundial.jobs.deliver import deliver
from sundial.models.stream import streaming
from tests.database import as_role, run

TABLE = "tried"
KEY = {"id": "uuid"}
REST = {"at": "timestamptz", "what": "jsonb", "salt": "bytea", "many": "int", "of": "text"}
ROWS = [
    (UUID(int=number), datetime(2026, 3, number, tzinfo=UTC), '{"fact": "ö"}', salt, number, "it's %s")
    for number, salt in ((1, b"\x00\xff"), (2, None), (3, b""))
]
CHANGED = [(UUID(int=2), None, "[]", b"2", 22, "b"), (UUID(int=9), None, "[]", b"9", 99, "nobody")]


def singly(writes):
    with connection.cursor() as cursor:
        for one in writes:
            for row in one.rows:
                cursor.execute(one.statement.singly, row)


@pytest.fixture
def tried(db):
    columns = ", ".join(f"{name} {kind}" for name, kind in {**KEY, **REST}.items())
    with as_role("postgres"):
        run(f"CREATE TEMPORARY TABLE {TABLE} ({columns}, PRIMARY KEY (id))")
        yield


@pytest.mark.parametrize("way", [write, singly])
def test_rows_are_added_changed_and_taken_out_the_same_either_way(tried, way):
    way([Write(insert(TABLE, {**KEY, **REST}), ROWS)])
    assert run(f"SELECT id, at, what::text, salt, many, of FROM {TABLE} ORDER BY id") == ROWS
    way([Write(update(TABLE, KEY, REST), CHANGED), Write(delete(TABLE, KEY), [(UUID(int=3),)])])

    assert run(f"SELECT id, at, what::text, salt, many, of FROM {TABLE} ORDER BY id") == [ROWS[0], CHANGED[0]]


@pytest.mark.parametrize("way", [write, singly])
def test_what_is_there_already_is_left_where_the_tail_says_so(tried, way):
    once = insert(TABLE, {**KEY, **REST}, tail="ON CONFLICT DO NOTHING")
    way([Write(once, ROWS)])
    way([Write(once, [(ROWS[0][0], *CHANGED[0][1:])])])

    assert run(f"SELECT of FROM {TABLE} ORDER BY id LIMIT 1") == [("it's %s",)]


@pytest.mark.parametrize("way", [write, singly])
def test_a_job_that_is_asked_for_among_rows_is_the_job_that_its_library_makes(db, way):
    each = [{"fact": str(UUID(int=1))}, {"fact": "ö"}]
    later_many(deliver.name, each)
    way([Write(asking(deliver.name, []).statement, []), asking(deliver.name, each)])
    columns = "task_name, queue_name, priority, lock, queueing_lock, args::text, status, scheduled_at, attempts"
    with as_role("sundial_worker"):
        jobs = run(f"SELECT {columns} FROM procrastinate_jobs ORDER BY id")

    assert len(jobs) == 4
    assert jobs[:2] == jobs[2:]


def sends():
    with streaming() as stream:
        stream.send("SELECT %s", ["1"])


def test_a_stream_whose_line_was_cut_says_so_as_the_database_does_and_the_next_has_another_line(desk):
    sends()
    ((line,),) = run("SELECT pg_backend_pid()")
    desk.sql(f"SELECT pg_terminate_backend({line}, 5000)")
    with pytest.raises(Error):  # for which clockwork waits; any other ends it
        sends()
    sends()


def test_what_is_sent_in_a_stream_is_prepared_anew_where_the_server_was_let_forget_it(desk):
    def there():
        return run("SELECT name FROM pg_prepared_statements WHERE name LIKE 'stream%'")

    sends()
    with transaction.atomic():
        for _ in range(4):
            run("SELECT 2")  # until psycopg has prepared something, and at a rollback forgets all
        transaction.set_rollback(True)
    assert there() == []
    for _ in range(2):
        sends()
    assert len(there()) == 1
