"""O2.7, S02: random people outside the wall ask random questions; nothing of the hidden customer is in any answer."""

import pytest
from django.db import connection, transaction

from tests.database import as_role, run
from tests.fuzzed_wall import Fuzz, asking, round_of
from tests.hidden_world import forget, make_world, put_back

SEED = 20261130
SEARCHES_ALL = """
DO $weaken$ BEGIN
    EXECUTE replace(replace(pg_get_functiondef('sundial_search(text, uuid)'::regprocedure),
        $$array['', region]$$, $$array['', 'emea']$$),
        $$and (w.regions = '{}' or region = any (w.regions))$$, '');
END $weaken$
"""
WEAK = {
    "facts are read by all": "DROP POLICY the_wall ON fact; CREATE POLICY the_wall ON fact FOR SELECT USING (true)",
    "row security of clocks is off": "ALTER TABLE clock DISABLE ROW LEVEL SECURITY",
    "another policy lets the staff in": "CREATE POLICY more ON organization FOR SELECT TO sundial_web"
    " USING ((SELECT sundial_viewer_kind()) = 'staff')",
    "who reads through the glass is told to all": "CREATE POLICY more ON glass_answer FOR SELECT USING (true)",
    "who asked for it too": "CREATE POLICY more ON glass_request FOR SELECT USING (true)",
    "what was opened, too": "CREATE POLICY more ON glass_look FOR SELECT USING (true)",
    "when it ended, too": "CREATE POLICY more ON glass_end FOR SELECT USING (true)",
    "how a wall moved is told to all": "CREATE POLICY more ON wall_change FOR SELECT USING (true)",
    "the course of a customer is told to all": "CREATE POLICY more ON customer_course FOR SELECT USING (true)",
    "a view looks with its owner's eyes": "CREATE VIEW public.overview AS SELECT subject, regions FROM support_case;"
    " GRANT SELECT ON public.overview TO sundial_web",
    "the search has no wall of its own": SEARCHES_ALL,
    "the words of cases are told to all": "CREATE POLICY more ON case_words FOR SELECT USING (true);"
    " GRANT SELECT ON case_words TO sundial_web",
    "the sums of cases are told to all": "CREATE POLICY more ON case_sum FOR SELECT USING (true)",
    "clocks believe that nothing is restricted": "ALTER POLICY the_wall ON clock"
    " USING ((SELECT sundial_staff_region()) IS NOT NULL)",
    "what is entered is not checked": "CREATE POLICY more ON resource_request FOR INSERT WITH CHECK (true)",
}


def test_s02_five_thousand_random_questions_tell_nobody_outside_of_a_hidden_customer(db):
    assert [str(leak) for leak in round_of(SEED)] == []


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """A world with the questions that are asked of it, once for all the walls that are weakened."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            run("SET SESSION AUTHORIZATION sundial_web")
            world = make_world()
            with asking():
                yield world
            transaction.set_rollback(True)
        connection.close()


@pytest.mark.parametrize("statement", WEAK.values(), ids=WEAK)
def test_s02_the_fuzz_finds_a_wall_that_was_weakened(ground, statement):
    with put_back():
        with as_role("postgres"):
            run(statement)
        assert any(leaks(ground, seed) for seed in range(SEED, SEED + 40))


def leaks(world, seed):
    """Ask a hundred questions or so, and say whether anything leaked."""
    fuzz = Fuzz(world, seed)
    fuzz.makes_up(120)
    told = list(fuzz.by_sql())
    with put_back():
        forget(world.customer)
        return list(fuzz.leaks(told, list(fuzz.by_sql())))
