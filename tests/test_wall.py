"""The wall (O2.7): what one may not see does not exist, whichever way one asks PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import psycopg
import pytest
from django.db import Error, ProgrammingError, transaction

from sundial.models import (
    CLOCKWORK,
    Alert,
    Case,
    Clock,
    Credential,
    Entitlement,
    FactRow,
    Kind,
    NoTransaction,
    Organization,
    Person,
    at_the_door,
    history_of,
    viewing,
)
from sundial.models.classes import WALLED
from sundial.outside.postgres import WEB
from tests.database import UNREAD, as_role, run
from tests.story import anas_case, ritas_case

OF_A_CASE = ("fact", "clock", "alert")


def counted(table, where="true", values=None):
    return run(f'SELECT count(*) FROM "{table}" WHERE {where}', values)[0][0]


def visible(viewer):
    """Return how many rows of each walled table this viewer sees by plain SQL."""
    with viewing(viewer):
        return {table: count for table in sorted(WALLED - UNREAD) if (count := counted(table))}


@pytest.fixture(scope="module")
def first_told(first_cast):
    acme, rita = anas_case(first_cast), first_cast.restricted("emea")
    return first_cast, acme, rita, ritas_case(first_cast, rita)


@pytest.fixture
def cast(again):
    return again[0]


@pytest.fixture
def acme(again):
    return again[1]


@pytest.fixture
def rita(again):
    return again[2]


@pytest.fixture
def secret(again):
    return again[3]


@pytest.mark.parametrize(
    "viewer", ["", "clockwork", "door:", "nobody", "00000000-0000-0000-0000-000000000000", "'; --"]
)
def test_whoever_is_nobody_sees_nothing(viewer, acme, secret):
    assert visible(viewer) == {}


def test_where_no_viewer_was_ever_set_there_is_nothing(acme, server):
    with psycopg.connect(**server.conninfo(user=WEB)) as web:
        assert web.execute("SELECT current_setting('sundial.viewer', true)").fetchone() == (None,)
        for table in WALLED - UNREAD:
            (count,) = web.execute(f'SELECT count(*) FROM "{table}"').fetchone()
            assert (table, count) == (table, 0)


def test_a_viewer_ends_with_its_transaction(server):
    with psycopg.connect(**server.conninfo(user=WEB)) as web:
        web.execute("SELECT set_config('sundial.viewer', 'clockwork', true)")
        web.commit()
        assert web.execute("SELECT current_setting('sundial.viewer', true)").fetchone() == ("",)


def test_a_viewer_cannot_be_named_outside_a_transaction(db):
    with ThreadPoolExecutor() as pool:  # another thread has a connection of its own, and no transaction
        named = pool.submit(lambda: viewing(CLOCKWORK).__enter__())
    assert isinstance(named.exception(), NoTransaction)


def test_a_viewer_ends_with_its_block_also_after_an_error(cast, acme):
    with viewing(cast.eve.person):
        with pytest.raises(ValueError, match="on purpose"), viewing(cast.amy.person):
            raise ValueError("on purpose")
        with pytest.raises(Error), transaction.atomic(), viewing(cast.amy.person):
            run("SELECT 1 / 0")
        assert run("SELECT sundial_viewer()") == [(cast.eve.person.pk,)]
    assert run("SELECT sundial_viewer()") == [(None,)]


def test_a_contact_sees_their_own_organization_and_nothing_of_another(cast, acme, rita, secret):
    with viewing(cast.ana.person):
        assert set(Case.objects.values_list("pk", flat=True)) == {acme.pk}
        assert set(Organization.objects.values_list("name", flat=True)) == {"Acme"}
        assert set(Person.objects.filter(kind=Kind.CONTACT).values_list("name", flat=True)) == {"Ana"}
        assert not FactRow.objects.exclude(case=acme).exists()
        assert not Clock.objects.exclude(case=acme).exists()
        assert not Entitlement.objects.exclude(organization=cast.acme).exists()
        assert Alert.objects.count() == 0
    with viewing(rita.person):
        assert set(Case.objects.values_list("pk", flat=True)) == {secret.pk}


def test_staff_outside_the_wall_see_nothing_of_a_restricted_customer(cast, acme, rita, secret):
    with viewing(cast.amy.person):
        assert set(Case.objects.values_list("pk", flat=True)) == {acme.pk}
        assert [counted(table, "case_id = %s", [secret.pk]) for table in OF_A_CASE] == [0, 0, 0]
        assert not Organization.objects.filter(name="Secret").exists()
        assert not Person.objects.filter(name="Rita").exists()
        assert not Entitlement.objects.filter(organization=rita.person.organization).exists()
        assert history_of(secret.pk) == ()
        assert counted("account_emailaddress") == 0
    with viewing(cast.ned.person):
        assert set(Case.objects.values_list("pk", flat=True)) == {acme.pk, secret.pk}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM support_case c RIGHT JOIN fact f ON f.case_id = c.id WHERE f.text LIKE 'CANARY-TEXT'",
        "SELECT count(*) FROM fact WHERE text LIKE 'CANARY-TEXT'",
        "SELECT count(*) FROM support_case WHERE subject = 'CANARY-SUBJECT' OR 1 / (length(subject) - 14) > 9",
        "WITH seen AS (SELECT * FROM support_case) SELECT count(*) FROM seen WHERE plan = 'gold'",
        "SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY opened_at) AS nth FROM support_case) c WHERE nth > 1",
        "SELECT count(*) FROM sundial_histories((SELECT array_agg(id) FROM support_case WHERE plan = 'gold'))",
        "SELECT count(*) FROM organization WHERE EXISTS (SELECT FROM person p WHERE p.name = 'Rita')",
    ],
)
def test_no_shape_of_a_query_looks_past_the_wall(query, cast, acme, secret):
    with viewing(cast.amy.person):
        assert run(query.replace("%", "%%")) == [(0,)]


def test_who_moves_out_of_a_region_sees_nothing_of_it_from_the_next_statement_on(cast, secret):
    with viewing(cast.ned.person):
        assert counted("support_case", "id = %s", [secret.pk]) == 1
        cast.moves(cast.ned, "apj")
        assert counted("support_case", "id = %s", [secret.pk]) == 0


def test_who_is_no_longer_active_is_nobody(cast, acme, secret):
    cast.leaves(cast.ned)
    assert visible(cast.ned.person) == {}


def test_a_contact_never_reads_a_note_nor_who_wrote_it(cast, acme):
    with viewing(cast.ana.person):
        assert counted("fact", "text LIKE 'CANARY%%'") == 0
        assert {row.public for row in FactRow.objects.all()} == {True}
        note = next(fact for fact in history_of(acme.pk) if fact.kind == "messaged" and not fact.what.public)
        assert note.by.id == ""
    with viewing(cast.eve.person):
        assert counted("fact", "text LIKE 'CANARY-NOTE%%'") == 1


def test_an_alert_is_seen_by_the_one_to_whom_it_is_owed_and_by_nobody_else(cast, acme):
    for player, count in ((cast.eve, 1), (cast.dan, 1), (cast.ned, 0), (cast.ana, 0)):
        with viewing(player.person):
            assert Alert.objects.filter(case=acme).count() == count
            assert Alert.objects.exclude(person=player.person).count() == 0


def test_an_alert_is_gone_for_who_moved_outside_the_wall_meanwhile(cast, secret):
    with viewing(cast.eve.person):
        assert Alert.objects.filter(case=secret).exists()
        cast.moves(cast.eve, "apj")
        assert not Alert.objects.filter(case=secret).exists()


def test_a_sign_in_sees_the_one_person_at_the_door_and_nothing_else(cast, acme, secret):
    with viewing(at_the_door(" Ana@Example.com ")):
        assert [person.name for person in Person.objects.all()] == ["Ana"]
        assert Person.objects.update(last_login="2026-03-02T09:00Z") == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Person.objects.update(name="Mallory")
    assert visible(at_the_door("ana@example.com")) == {"person": 1}


def test_a_password_s_hash_is_seen_by_its_own_person_and_their_door_alone(cast, acme):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for player in (cast.ana, cast.eve):
            player.person.set_unusable_password()
            player.person.keep_password()
    for viewer in (cast.eve.person, at_the_door("eve@example.com")):
        with viewing(viewer):
            assert list(Credential.objects.values_list("person__name", flat=True)) == ["Eve"]
            assert Person.objects.get(name="Eve").password == cast.eve.person.password != ""
    with viewing(cast.ned.person):
        assert Person.objects.get(name="Eve").password == ""
        assert Credential.objects.update(hash="mine") == 0
    cast.leaves(cast.eve)
    with viewing(at_the_door("eve@example.com")):
        assert not Credential.objects.exists()


def test_the_owner_of_the_tables_sees_no_case(cast, acme):
    for viewer in (nullcontext(), viewing(CLOCKWORK)):
        with as_role("sundial_owner"), viewer:
            assert [counted(table) for table in ("support_case", *OF_A_CASE, "organization")] == [0] * 5
