"""On the older PostgreSQL was called, read, written and sent whatever is ours; `bin/test` runs this there, at the end.

PostgreSQL counts what it does, also for transactions that are rolled back.
"""

import pytest

from tests.database import run
from tests.older import FILES, ROOT, SENT, hold_sql

WRITTEN_OUT = "prolang = (SELECT oid FROM pg_language WHERE lanname = 'sql') AND NOT prosecdef AND proconfig IS NULL"
ELSEWHERE = "relname <> 'parked' AND relname NOT LIKE 'account%'"  # in a database of its own; and allauth's
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted(db: None) -> None:
    """Tell the server to have counted all that this line has sent."""
    run("SELECT pg_stat_force_next_flush()")


def test_the_files_that_are_named_are_there():
    assert [name for name in FILES if not (ROOT / f"tests/{name}.py").is_file()] == []


def test_every_function_of_ours_was_called():
    """Not counted is what PostgreSQL writes out into the statement, and what never ends, for all it does is refuse."""
    uncounted = f"{WRITTEN_OUT} OR prosrc ~* '^\\s*begin\\s+raise exception'"
    rows = run(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'sundial%'"
        f" AND NOT ({uncounted}) AND coalesce(pg_stat_get_function_calls(oid), 0) = 0 ORDER BY 1"
    )
    assert [name for (name,) in rows] == []


def test_every_table_of_ours_with_a_policy_was_read_and_written():
    rows = run(
        "SELECT relname FROM pg_stat_user_tables WHERE relid IN (SELECT polrelid FROM pg_policy)"
        f" AND {ELSEWHERE}"
        " AND (seq_scan + coalesce(idx_scan, 0) = 0 OR n_tup_ins + n_tup_upd + n_tup_del = 0) ORDER BY 1"
    )
    assert [name for (name,) in rows] == []


def test_every_module_of_commands_that_holds_sql_has_sent_something():
    assert hold_sql() - SENT == set()
