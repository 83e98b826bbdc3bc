"""Behind the wall every listing of the desk keeps its index, where most cases are closed and a third are restricted."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from sundial.models import CLOCKWORK, Case, database_now, viewing
from sundial.models.search import search
from sundial.web.desk import lists
from sundial.web.desk.rows import COLUMNS
from tests.browsing import signed_in
from tests.database import as_role, run
from tests.story import Cast, StoryTime

MANY, CUSTOMERS = 20_000, 200
OPEN_OF = 50  # one case in so many
SHOWN = 51  # cases on a page, and one that tells whether there are more
OPEN = f"n %% {OPEN_OF} = 0"
CHANGED = {
    "id": "gen_random_uuid()",
    "number": "left(c.subject, 1) || n || right(c.number, 7)",
    "state": f"CASE WHEN {OPEN} THEN c.state ELSE 'closed' END",
    "severity": "1 + n %% 4",
    "triaged": "n %% 500 <> 0",
    "changed_at": "statement_timestamp() - n * interval '1 hour'",
    "resolved_at": f"CASE WHEN NOT {OPEN} THEN statement_timestamp() - n * interval '1 hour' END",
    "next_due_at": f"CASE WHEN {OPEN} THEN statement_timestamp() + n * interval '1 minute' END",
}
WORDS = """
    INSERT INTO case_words SELECT id, 0, organization_id, regions, true, changed_at, w.words
    FROM support_case, (SELECT sundial_words('Uploads fail') AS seen, sundial_words('Hushed up') AS hidden) x,
        LATERAL (SELECT CASE WHEN regions = '{}' THEN seen ELSE hidden END AS words) w
    ON CONFLICT (case_id, seq) DO UPDATE SET words = excluded.words
"""
PAGES = (
    "/desk/?view=open",
    "/desk/?view=late",
    "/desk/?view=resolved",
    "/desk/triage",
    "/desk/board",
    "/desk/customers",
    "/desk/?q=uploads",
)


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Twenty thousand cases, one in fifty open and a third behind a wall, once for all of these tests."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            run("SET SESSION AUTHORIZATION sundial_web")
            yield made_crowd(Cast(StoryTime()))
            transaction.set_rollback(True)
        connection.close()


def made_crowd(cast):
    """Fill the desk: what PostgreSQL guesses hangs on how many customers there are, so there are many."""
    seen = cast.open_case(at="Mon 2026-03-02 09:00")
    secret = cast.opens(cast.restricted("emea"), at="Mon 2026-03-02 09:00", subject="Secret")
    customers = [uuid4() for _ in range(CUSTOMERS)]
    with as_role("postgres"):
        run("SET LOCAL session_replication_role = replica")  # no contact of each customer is needed for a plan
        copies("organization", cast.acme.pk, {"id": "x.id"}, "unnest(%(ids)s::uuid[]) AS x (id)", ids=customers)
        spread = CHANGED | {"organization_id": f"(%(ids)s::uuid[])[1 + n %% {CUSTOMERS}]"}
        for case, many in ((seen, MANY * 2 // 3), (secret, MANY // 3)):
            copies("support_case", case.pk, spread, "generate_series(1, %(many)s) AS n", many=many, ids=customers)
        run(WORDS)
        run("SET LOCAL session_replication_role = origin")
        run("ANALYZE")  # an empty table of which nothing is known is taken for ten pages
    return cast


def copies(table, of, changed, each, **values):
    """Write a row of a table anew for each of something, with some columns changed."""
    known = run(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = ''",
        [table],
    )
    columns = ", ".join(f'"{name}"' for (name,) in known)
    made = ", ".join(changed.get(name, f'c."{name}"') for (name,) in known)
    run(
        f"INSERT INTO {table} ({columns}) SELECT {made} FROM {table} c, {each} WHERE c.id = %(of)s", values | {"of": of}
    )


@pytest.mark.parametrize("who", ["eve", "amy"])
@pytest.mark.parametrize("view", lists.VIEWS.values(), ids=lists.VIEWS)
def test_every_list_is_read_by_an_index(view, who, crowd):
    person = getattr(crowd, who).person
    with viewing(person):
        assert from_end_to_end(lists.cases(view, person, database_now())[:51].query.sql_with_params()) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_statement_of_a_page_reads_every_case(address, crowd):
    client, found = signed_in(crowd.amy.person), []

    def listen(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "support_case" in sql:
            execute(f"EXPLAIN {sql}", params, many, context)
            found.extend((sql, line) for (line,) in context["cursor"].fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        assert client.get(address).status_code == 200
    assert found
    assert [sql for sql, line in found if "Seq Scan on support_case" in line] == []


@pytest.mark.parametrize("who", ["eve", "amy"])
def test_how_many_rows_the_wall_leaves_is_guessed_well_enough_to_read_the_queue_in_its_order(who, crowd):
    """What is taken for a row or two is read whole and sorted, and of a million cases that is all that are open."""
    person = getattr(crowd, who).person
    with viewing(person):
        cases = lists.cases(lists.VIEWS["open"], person, database_now())
        sql, values = cases.query.sql_with_params()
        ((plan,),) = run(f"EXPLAIN (FORMAT JSON) {sql}", values)

        assert cases.count() / 2 < plan[0]["Plan"]["Plan Rows"] < cases.count() * 2


@pytest.mark.parametrize("who", ["eve", "amy"])
def test_the_cases_of_a_page_are_chosen_before_anything_is_joined_to_them(who, crowd):
    person, view = getattr(crowd, who).person, lists.VIEWS["open"]
    with viewing(person):
        cases = lists.cases(view, person, database_now())
        shown = lists.page(view, cases, 0, SHOWN).values_list(*COLUMNS)

        assert customers_read(shown) <= SHOWN


def customers_read(query):
    """Return of how many rows of customers PostgreSQL looked at to answer a query."""
    sql, values = query.query.sql_with_params()
    ((plan,),) = run(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)

    def read(node):
        mine = node.get("Relation Name") == "organization"
        rows = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] if mine else 0
        return rows + sum(read(one) for one in node.get("Plans", ()))

    return read(plan[0]["Plan"])


def test_a_search_reads_its_index_and_of_what_is_hidden_no_row_however_many_there_are(crowd):
    hushed, nothing, seen = (read_by(crowd.amy, words) for words in ("hushed", "nothing", "uploads"))
    inside = read_by(crowd.eve, "hushed")

    assert hushed == nothing == (0, 0, 0)
    assert seen[0] == inside[0] == 500
    assert (seen[1], inside[1]) == (0, 0)
    assert min(seen[2], inside[2]) > 2000


def read_by(player, words):
    """Return how many cases a search finds, how often it reads all words from end to end, and how many by an index."""
    asked = "SELECT pg_stat_get_xact_numscans(t), pg_stat_get_xact_tuples_fetched(t) FROM to_regclass('case_words') t"
    with viewing(player.person):
        search("before")
        ((scans, rows),) = run(asked)
        hits = search(words)
        ((scans_then, rows_then),) = run(asked)
    return len(hits), scans_then - scans, rows_then - rows


def test_a_plan_that_reads_every_case_would_be_seen(crowd):
    with viewing(crowd.amy.person):
        assert from_end_to_end(Case.objects.filter(subject="Uploads fail").query.sql_with_params()) != []
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Case.objects.filter(regions=["emea"]).count() > MANY // 4


def from_end_to_end(statement):
    """Return the lines of a plan in which every case is read."""
    sql, values = statement
    return [line for (line,) in run(f"EXPLAIN {sql}", values) if "Seq Scan on support_case" in line]
