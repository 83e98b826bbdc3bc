"""The wall costs little: the queue keeps its index behind it, and who is looking is asked once a statement."""

import pytest
from django.db import connection, transaction

from sundial.models import Alert, Case, Clock, FactRow, database_now, viewing
from sundial.web.desk import lists
from tests.database import as_role, run
from tests.story import Cast, StoryTime

COPIES = 3000
COPY = """
    INSERT INTO support_case ({columns})
    SELECT {values} FROM support_case c, generate_series(1, %s) AS nth WHERE c.id = %s
"""
CHANGED = {
    "id": "gen_random_uuid()",
    "number": "'T' || nth || right(c.number, 7)",
    "next_due_at": "c.next_due_at + nth * interval '1 minute'",
}


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Thousands of cases, half of them behind a wall, once for the tests of a file."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            run("SET SESSION AUTHORIZATION sundial_web")
            yield made_crowd(Cast(StoryTime()))
            transaction.set_rollback(True)
        connection.close()


def made_crowd(cast):
    seen = cast.open_case(at="Mon 2026-03-02 09:00")
    secret = cast.opens(cast.restricted("emea"), at="Mon 2026-03-02 09:00")
    with as_role("postgres"):
        columns = [column for (column,) in run("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                                               " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                                               ["support_case"])]  # fmt: skip
        values = ", ".join(CHANGED.get(column, f"c.{column}") for column in columns)
        for case in (seen, secret):
            run(COPY.format(columns=", ".join(columns), values=values), [COPIES, case.pk])
        run("ANALYZE support_case")
    return cast


def plan(query):
    sql, values = query.query.sql_with_params()
    return [line for (line,) in run(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}", values)]


@pytest.mark.parametrize("who", ["eve", "amy"])
def test_the_queue_is_read_in_its_order_from_its_index(who, crowd):
    person = getattr(crowd, who).person
    with viewing(person):
        lines = plan(lists.cases(lists.VIEWS["open"], person, database_now())[:50])

    assert any("Index Scan using case_queue" in line for line in lines)
    assert not any("Sort" in line or "Seq Scan" in line for line in lines)


def test_a_contact_s_cases_come_from_the_index_of_their_organization(crowd):
    with viewing(crowd.ana.person):
        lines = plan(Case.objects.filter(organization=crowd.acme).order_by("-told_at")[:20])

    assert any("Index Scan" in line and "case_of_organization" in line for line in lines)


@pytest.mark.parametrize("rows", [FactRow, Clock, Alert])
def test_what_belongs_to_one_case_is_read_without_reading_every_case(rows, crowd):
    with viewing(crowd.eve.person):
        case = Case.objects.first()
        lines = plan(rows.objects.filter(case=case))

    assert not any("hashed" in line or "Seq Scan on support_case" in line for line in lines)


def test_who_is_looking_is_asked_once_a_statement(crowd):
    with viewing(crowd.eve.person):
        lines = plan(Case.objects.filter(state="new"))

    assert any("InitPlan" in line for line in lines)
    assert not any("SubPlan" in line or "sundial_viewer_" in line for line in lines if "Filter" in line)
