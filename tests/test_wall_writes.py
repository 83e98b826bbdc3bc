"""The wall (O2.7) and the kept record (O12.1), against whoever would write what they may not."""

import secrets

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sundial.commands.errors import CannotOwn
from sundial.models import CLOCKWORK, Case, Clock, viewing
from sundial.protocol.number import ALPHABET, COUNT
from tests.database import as_role, run

INSERT_FACT = """INSERT INTO fact (case_id, seq, at, recorded_at, by_id, side, kind, what, public, text, words, hash)
    VALUES (%s, 900, now(), now(), %s, %s, 'messaged', '{"public": true, "automatic": false}', true, 'x', '', 'x')"""
INSERT_CLOCK = """INSERT INTO clock (case_id, promise, cycle, started_at, due_at, outcome, soon_said, breach_said)
    VALUES (%s, 'fix-release', 1, now(), now(), 'met', false, false)"""
INSERT_ALERT = """INSERT INTO alert (id, case_id, seq, person_id, kind, promise, text, at)
    VALUES (gen_random_uuid(), %s, 900, %s, 'opened', '', 'x', now())"""

INSERT_MOVE = """INSERT INTO protocol_move (id, kind, digest, plans, reason, by_id, at, finished_at, refusal)
    VALUES (gen_random_uuid(), 'move', 'x', '[]', 'CANARY', %s, now(), %s, %s)"""
INSERT_CANDIDATE = """INSERT INTO protocol_candidate (id, name, digest, document, by_id, at)
    VALUES (gen_random_uuid(), 'x', 'x', '{}', %s, now())"""


def test_nothing_can_be_written_on_a_case_that_one_does_not_see(cast, acme, rita, secret):
    for player, case in ((cast.amy, secret), (cast.ana, secret), (rita, acme)):
        side = "staff" if player is cast.amy else "customer"
        with viewing(player.person):
            refused(INSERT_FACT, case.pk, player.person.pk, side)
            refused(INSERT_CLOCK, case.pk)
            refused(INSERT_ALERT, case.pk, cast.dan.person.pk)
            assert Case.objects.filter(pk=case.pk).update(severity=4) == 0
            assert Clock.objects.filter(case=case).update(due_at="2030-01-01T00:00Z") == 0
            assert Clock.objects.filter(case=case).delete()[0] == 0


def test_nobody_writes_in_another_s_name(cast, acme):
    with viewing(cast.eve.person):
        refused(INSERT_FACT, acme.pk, cast.dan.person.pk, "staff")
        refused(INSERT_FACT, acme.pk, cast.ana.person.pk, "customer")
        refused(INSERT_MOVE, cast.dan.person.pk, None, "")
        refused(INSERT_CANDIDATE, cast.dan.person.pk)
        run(INSERT_FACT, [acme.pk, cast.eve.person.pk, "staff"])


def test_nobody_writes_from_the_other_side(cast, acme):
    """What the customer agreed to is never the staff's to write, nor a waiver the customer's."""
    for player, side in ((cast.eve, "customer"), (cast.ana, "staff")):
        with viewing(player.person):
            refused(INSERT_FACT, acme.pk, player.person.pk, side)


def test_what_is_decided_about_the_protocol_is_the_staff_s_and_the_worker_alone_says_what_came_of_it(cast):
    with viewing(cast.dan.person):
        run(INSERT_MOVE, [cast.dan.person.pk, None, ""])
        run(INSERT_CANDIDATE, [cast.dan.person.pk])
        refused(INSERT_MOVE, cast.dan.person.pk, "2026-03-02T09:00Z", "")
        refused(INSERT_MOVE, cast.dan.person.pk, None, "Not done.")
    with viewing(cast.ana.person):
        assert run("SELECT count(*) FROM protocol_move") == run("SELECT count(*) FROM protocol_candidate") == [(0,)]
        refused(INSERT_MOVE, cast.ana.person.pk, None, "")
        refused(INSERT_CANDIDATE, cast.ana.person.pk)


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker"])
def test_no_alert_is_owed_to_anybody_outside_the_wall(role, cast, rita, secret):
    with as_role(role), viewing(cast.eve.person if role == "sundial_web" else CLOCKWORK):
        for outsider in (cast.amy, cast.max, rita):
            refused(INSERT_ALERT, secret.pk, outsider.person.pk)
        run(INSERT_ALERT, [secret.pk, cast.ned.person.pk])


def test_a_new_case_carries_the_wall_of_its_customer(cast, rita):
    with viewing(rita.person), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        make_case(rita.person, regions=[])
    with viewing(cast.amy.person), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        make_case(rita.person, regions=[])
    with viewing(rita.person):
        make_case(rita.person, regions=["emea"])


def test_a_case_belongs_to_a_contact_of_its_own_customer(cast, rita):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="contact_of_organization"), transaction.atomic():
            make_case(rita.person, regions=[], organization=cast.acme)


def test_a_restricted_case_is_not_given_to_anybody_outside(cast, secret):
    with pytest.raises(CannotOwn):
        cast.eve.assigns(secret, cast.amy, at="Mon 18:00")
    cast.eve.assigns(secret, cast.ned, at="Mon 18:00")


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker", "sundial_owner", "postgres"])
@pytest.mark.parametrize("act", ["UPDATE fact SET text = ''", "DELETE FROM fact", "TRUNCATE fact CASCADE"])
def test_nobody_rewrites_a_fact(role, act, acme):
    told = "permission denied" if role in ("sundial_web", "sundial_worker") else "kept as it was written"
    refusal = pytest.raises((ProgrammingError, IntegrityError), match=told)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with as_role(role), viewing(CLOCKWORK), refusal, transaction.atomic():
        run(act)


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker", "sundial_owner"])
@pytest.mark.parametrize("act", ["UPDATE protocol_revision SET digest = 'x'", "DELETE FROM protocol_revision"])
def test_nobody_rewrites_a_protocol_revision(role, act, db):
    with as_role(role), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        run(act)


def test_a_number_that_is_taken_behind_the_wall_is_drawn_again_and_never_spoken_of(cast, secret, monkeypatch):
    drawn = iter([taken(secret.number), taken(secret.number), 7])
    monkeypatch.setattr(secrets, "randbelow", lambda count: next(drawn) if count == COUNT else 0)

    case = cast.open_case(at="Mon 2026-03-02 09:00")

    assert case.number != secret.number
    assert next(drawn, None) is None


def taken(number):
    value = 0
    for character in number.removeprefix("SD-").replace("-", "")[:-1]:
        value = value * len(ALPHABET) + ALPHABET.index(character)
    return value


def refused(statement, *values):
    """See that row security refuses a statement."""
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        run(statement, values)


def make_case(contact, *, regions, organization=None):
    return Case.objects.create(
        number=secrets.token_hex(5),
        organization=organization or contact.organization,
        contact=contact,
        subject="x",
        plan="gold",
        home_region="emea",
        regions=regions,
        severity=1,
        opened_at="2026-03-02T09:00Z",
        changed_at="2026-03-02T09:00Z",
        told_at="2026-03-02T09:00Z",
    )
