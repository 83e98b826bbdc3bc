"""Who may change whom, by row security alone: nobody comes behind a wall by their own hand (O2.7)."""

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction

from sundial.models import CLOCKWORK, Organization, Person, at_the_door, viewing
from tests.database import as_role, run

NEW = """INSERT INTO person (id, email, name, kind, role, region, "group", title, zone, is_active)
    VALUES (gen_random_uuid(), %s, 'New', %s, 'engineer', %s, '', '', 'UTC', true)"""


def changed(who, whom, **fields):
    """Return how many rows somebody changes; 0 for those that they may not even touch."""
    with viewing(who.person):
        return Person.objects.filter(pk=whom.person.pk).update(**fields)


def refused(who, whom, **fields):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        changed(who, whom, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"region": "americas"},
        {"role": "director"},
        {"tier": 3},
        {"is_active": False},
        {"name": "Else"},
        {"skills": ["mail"]},
    ],
)
def test_nobody_changes_their_own_place(cast, fields):
    for player in (cast.eve, cast.dan):
        refused(player, player, **fields)


def test_at_the_door_nobody_changes_a_place(cast):
    fails = pytest.raises(ProgrammingError, match="row-level security")
    with viewing(at_the_door(cast.eve.person.email)), fails, transaction.atomic():
        Person.objects.update(region="americas")


def test_everybody_changes_what_leads_to_them(cast):
    ways = {"phone": "+40 256 1", "chat": "@me", "languages": ["ro"], "zone": "Europe/Berlin"}
    for player in (cast.eve, cast.dan):
        assert changed(player, player, **ways) == 1
    assert changed(cast.ana, cast.ana, zone="Europe/Berlin", phone="+40 256 12345") == 1


def test_only_the_managers_of_a_region_change_its_people_and_never_into_another(cast):
    for outsider in (cast.eve, cast.max, cast.ana):
        assert changed(outsider, cast.ned, role="duty-manager") == 0
    assert changed(cast.dan, cast.ned, tier=2) == 1
    refused(cast.dan, cast.ned, region="americas")
    assert changed(cast.dan, cast.ned, region="") == 1
    assert changed(cast.eve, cast.ned, region="emea") == 0
    refused(cast.max, cast.ned, region="emea")
    assert changed(cast.max, cast.ned, region="americas") == 1
    assert changed(cast.dan, cast.ned, region="emea") == 0


def test_a_manager_of_another_group_or_of_no_region_manages_nobody(cast):
    for fields in ({"group": "engineering", "region": "emea"}, {"group": "", "region": ""}):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            Person.objects.filter(pk=cast.dan.person.pk).update(**fields)
        assert changed(cast.dan, cast.ned, tier=2) == 0


def test_no_contact_is_changed_or_made_by_the_staff(cast, rita):
    for contact in (cast.ana, rita):
        assert changed(cast.dan, contact, name="Else") == 0
    for region, kind in (("emea", "contact"), ("americas", "staff"), ("", "staff")):
        enters(cast.dan, "new@example.com", kind, region, error=DatabaseError)
    enters(cast.eve, "new@example.com", "staff", "emea")
    with viewing(cast.dan.person):
        run(NEW, ["new@example.com", "staff", "emea"])


def test_nobody_learns_by_trying_whether_a_hidden_customer_has_an_address(cast, rita):
    """A colleague has an address at the host of whoever enters them; any other is refused in the same words."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=rita.person.pk).update(email="rita@secret.example")
    said = {enters(cast.max, email, "staff", "americas") for email in ("rita@secret.example", "never@secret.example")}

    assert len(said) == 1


def enters(who, email, kind, region, error=ProgrammingError):
    with viewing(who.person), pytest.raises(error) as raised, transaction.atomic():
        run(NEW, [email, kind, region])
    return str(raised.value)


def test_the_account_team_is_set_by_a_region_that_serves_the_customer_and_stands_inside_the_wall(cast, rita):
    secret = rita.person.organization_id
    for outsider in (cast.max, cast.eve, cast.ana, rita):
        with viewing(outsider.person):
            for organization in (secret, cast.acme.pk):
                assert Organization.objects.filter(pk=organization).update(csm=cast.ned.person) == 0
    with viewing(cast.dan.person):
        assert Organization.objects.filter(pk=secret).update(csm=cast.ned.person) == 1
        assert Organization.objects.filter(pk=cast.acme.pk).update(tam=cast.amy.person) == 1


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker"])
@pytest.mark.parametrize("one", ["csm", "tam", "sales"])
def test_nobody_outside_the_wall_is_put_on_an_account_team_by_anybody(cast, rita, role, one):
    viewer = cast.dan.person if role == "sundial_web" else CLOCKWORK
    for outsider in (cast.amy, rita):
        fails = pytest.raises(ProgrammingError, match="row-level security")
        with as_role(role), viewing(viewer), fails, transaction.atomic():
            Organization.objects.filter(pk=rita.person.organization_id).update(**{one: outsider.person})


@pytest.mark.parametrize("fields", [{"languages": ["German"]}, {"languages": ["de", ""]}, {"phone": "0256 123"}])
def test_what_is_no_language_or_number_is_not_kept(cast, fields):
    with as_role("sundial_worker"), viewing(CLOCKWORK), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.eve.person.pk).update(**fields)


def test_skills_are_the_staffs(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.eve.person.pk).update(skills=["mail"], languages=["pt-BR", "zh-Hant-TW", "de"])
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=cast.ana.person.pk).update(skills=["mail"])


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker", "sundial_owner"])
@pytest.mark.parametrize("statement", ["UPDATE person_change SET what = '{}'", "DELETE FROM person_change"])
def test_what_was_changed_is_kept(cast, role, statement):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with as_role(role), viewing(CLOCKWORK), pytest.raises(DatabaseError), transaction.atomic():
        run(statement)


def test_contacts_see_nothing_of_what_was_changed_and_nobody_writes_in_anothers_name(cast):
    row = "INSERT INTO person_change (id, person_id, what, by_id, at) VALUES (gen_random_uuid(), %s, '{}', %s, now())"
    with viewing(cast.dan.person):
        run(row, [cast.ned.person.pk, cast.dan.person.pk])
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            run(row, [cast.ned.person.pk, cast.eve.person.pk])
    for player, seen in ((cast.ana, 0), (cast.amy, 1)):
        with viewing(player.person):
            assert run("SELECT count(*) FROM person_change") == [(seen,)]
