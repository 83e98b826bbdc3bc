"""A plan that is kept knows no viewer: whoever looks next on the same line sees what is theirs, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundial.commands.waivers import ask_waiver
from sundial.models import CLOCKWORK, Case, FactRow, database_now, reads_case, viewing
from sundial.models.asked_once import asking_once, once
from sundial.protocol.promises import Promise
from sundial.web.desk import lists
from sundial.web.desk.rows import COLUMNS
from sundial.web.desk.side_counts import counted
from tests.browsing import signed_in
from tests.database import as_role, run

TIMES = 8  # more than it takes until psycopg prepares a statement, and PostgreSQL keeps its plan

pytestmark = pytest.mark.usefixtures("bare_line", "acme", "secret")


@pytest.fixture
def bare_line(db):
    """A line on which no other test has left a plan."""
    run("DEALLOCATE ALL")


def kept():
    """Return how many statements on this line were answered by a plan that is kept."""
    return run("SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 0")[0][0]


def seen(person):
    view = lists.VIEWS["open"]
    with viewing(person):
        cases = lists.cases(view, person, database_now())
        shown = lists.page(view, cases, 0, 50).values_list(*COLUMNS)
        return len(shown), counted(person, database_now()).lists["open"]


def test_those_who_look_in_turn_on_one_line_see_each_their_own(cast):
    for _ in range(TIMES):
        assert seen(cast.eve.person) == (2, 2)
        assert seen(cast.amy.person) == (1, 1)
    assert kept() > 0


def test_row_security_alone_holds_for_a_plan_that_is_kept_whoever_logs_in_between(cast):
    def every():
        return Case.objects.order_by("number").count()

    for _ in range(TIMES):
        with viewing(cast.eve.person):
            assert every() == 2
        with viewing(cast.amy.person):
            assert every() == 1
        assert every() == 0  # nobody is looking
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            assert every() == 2


def test_a_page_that_only_reads_asks_once_what_it_needs_often(cast, django_assert_num_queries):
    client = signed_in(cast.eve.person)
    client.get("/desk/?view=open")  # reads the document, which each process keeps
    # session, viewer, person, document, rota, cases, that plans are kept, side column, its broken promise, pulse; two
    # savepoints and back
    with django_assert_num_queries(14):
        assert client.get("/desk/?view=open").status_code == 200


def test_answers_are_kept_for_one_page_and_no_longer():
    asked = []
    for _ in range(2):
        with asking_once():
            assert [once("what", lambda: asked.append(1) or len(asked)) for _ in range(2)] == [len(asked)] * 2
    assert once("what", lambda: "asked anew") == "asked anew"
    assert len(asked) == 2


def test_no_word_of_anybody_gets_into_a_statement():
    with pytest.raises(ValueError, match="no key of ours"):
        Case.objects.filter(state__among=["new') OR true --"])
    assert "'new'" in str(Case.objects.filter(state__among=["new"]).query)


def test_the_board_is_planned_once(cast):
    client = signed_in(cast.eve.person)
    for _ in range(4):
        assert client.get("/desk/board").status_code == 200
    planned = run("SELECT custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%FILTER%%next_due_at%%'")
    assert planned
    assert {times for (times,) in planned} == {0}


def test_what_is_kept_of_a_viewer_is_one_statement_old_at_most(cast):
    with viewing(cast.eve.person):
        assert run("SELECT sundial_staff_region()") == [("emea",)]
        kept_of_eve = run("SELECT current_setting('sundial.seen')")[0][0]
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            run("UPDATE person SET region = 'apj' WHERE id = %s", [cast.eve.person.pk])
        assert run("SELECT sundial_staff_region(), sundial_viewer_region()") == [("apj", "apj")]
    run("SELECT set_config('sundial.seen', %s, true)", [kept_of_eve])  # of another statement, and nobody's
    assert run("SELECT sundial_staff_region(), sundial_viewer_kind(), sundial_viewer_organization()") == [(None,) * 3]


def test_a_case_that_is_named_is_asked_itself_and_opens_nothing(cast, secret):
    def facts(person):
        with viewing(person):
            reads_case(secret.pk)
            told = run("SELECT count(*) FROM sundial_histories(ARRAY[%s]::uuid[])", [secret.pk])[0][0]
            return FactRow.objects.filter(case=secret).count(), told

    own, told = facts(cast.eve.person)
    assert own == told > 0
    for outside in (cast.amy, cast.ana):
        assert facts(outside.person) == (0, 0)
    with viewing(cast.eve.person):
        reads_case(secret.pk)
        assert FactRow.objects.values("case").distinct().count() == 2  # the others are asked as before


def test_a_case_reads_its_people_together_and_looks_for_no_waiver_that_nobody_asked_for(cast, acme):
    client = signed_in(cast.eve.person)
    address = f"/desk/cases/{acme.number}"
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    assert "Owner <b>you</b>" in page
    assert f"{address}/waivers" in page  # its promises are long broken
    statements = [one["sql"] for one in asked]
    assert len([one for one in statements if '"person"' in one]) == 1  # who looks; all others are in one beside these
    assert not [one for one in statements if '"fact"' in one]  # its words are as well, and say that nobody asked
    with viewing(cast.eve.person):
        ask_waiver(acme, (Promise.DIAGNOSIS_UPDATE, 1), by=cast.eve.person, now=database_now(), text="Their line.")
    assert "Waiver asked for" in client.get(address).content.decode()
