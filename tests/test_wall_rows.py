"""The wall (O2.7) around every table that belongs to a case, also those that are still to come, by plain SQL."""

import json
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction

from sundial.models import viewing
from sundial.models.classes import WALLED
from tests.database import UNREAD, as_role, run
from tests.releasing import Shop
from tests.whole_life import WholeLife

REFUSED = 'new row violates row-level security policy for table "{}"'
OF_A_CASE = "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE attname = 'case_id'"
EVERY_TABLE = {"alert", "awaited_fix", "clock", "fact", "handover", "notice_draft", "resource_request"}


@pytest.fixture
def life(cast, rita, tick):
    """A restricted customer's cases, with everything that can be on them."""
    cast.entitle(rita.person.organization, "gold")
    shop = Shop(cast)
    life = WholeLife(cast, shop, rita, "CANARY")
    assert tick("Mon 15:00")
    shop.moves(shop.release, "2030-03-27 10:00", at="Mon 16:00")
    return life


@pytest.fixture
def kept(life):
    """One row of each table that belongs to a case, as whoever is bound by nothing reads it."""
    with as_role("postgres"):
        tables = {table for (table,) in run(OF_A_CASE)} & WALLED - UNREAD
        rows = {table: row for table in tables for (row,) in run(f"SELECT to_jsonb(t) FROM {table} t LIMIT 1")}
    return {table: json.loads(row) if isinstance(row, str) else row for table, row in rows.items()}


def test_an_outsider_neither_reads_changes_nor_removes_a_row_of_a_hidden_case(cast, kept):
    assert set(kept) >= EVERY_TABLE
    for outsider in (cast.max, cast.ana):
        with viewing(outsider.person):
            for table in kept:
                assert run(f"SELECT count(*) FROM {table}") == [(0,)]
                if may("DELETE", table):
                    assert touched(f"DELETE FROM {table}") == 0
                for column in columns(table):
                    assert touched(f'UPDATE {table} SET "{column}" = "{column}"') == 0


def test_a_row_that_is_there_is_refused_in_the_words_for_a_case_that_never_was(cast, kept):
    never = {table: row | {"case_id": str(uuid4()), "id": new_id(row["id"])} for table, row in kept.items()}
    for outsider in (cast.max, cast.ana):
        with viewing(outsider.person):
            for table in (table for table in kept if may("INSERT", table)):
                for clash in ("", " ON CONFLICT DO NOTHING"):
                    said = {told(table, row, clash) for row in (kept[table], never[table])}
                    assert said == {REFUSED.format(table)}


def may(right, table):
    return run("SELECT has_table_privilege(%s, %s)", [table, right])[0][0]


def columns(table):
    """Return the columns of a table that the web may change."""
    return [
        column
        for (column,) in run(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND has_column_privilege(attrelid, attnum, 'UPDATE')",
            [table],
        )
    ]


def touched(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def told(table, row, clash):
    """Return what PostgreSQL says to whoever writes this row."""
    copy = f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s)).*{clash}"
    try:
        with transaction.atomic():
            run(copy, [json.dumps(row)])
    except Error as error:
        return str(error).splitlines()[0]
    return "written"


def new_id(known):
    return 10**9 if isinstance(known, int) else str(uuid4())
