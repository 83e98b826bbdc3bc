"""A wall comes in force on what is so at that moment: what it leans on and was given up since is found (O2.7, O8.6)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError

from sundial.commands.protocol import put_in_force as put_document
from sundial.commands.restrictions import Incomplete, put_in_force
from sundial.commands.rota import take_back, take_time_off
from sundial.commands.rota_patterns import end_pattern
from sundial.commands.wall_refusals import NotChecked
from sundial.models import CLOCKWORK, Entitlement, Organization, Person, database_now, protocol_in_force, viewing
from sundial.models.rota import rota_written
from sundial.protocol.document import from_json, to_json
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.test_coverage import stands_always
from tests.test_restrictions import in_force_by_sql, secret, staffed, waits  # noqa: F401 - a fixture of theirs
from tests.walling import asks_for_jobs, looked

NOW = "Mon 2026-03-02 09:00"


@pytest.fixture
def waiting(cast, secret):  # noqa: F811 - the fixture
    """A customer who has all that the restriction wants, as the worker has just found, and still waits."""
    staffed(cast)
    assert looked(secret, cast.at(NOW))
    return secret


def shift_given_up(cast, customer):
    since, until = cast.at("Wed 2026-03-04 00:00"), cast.at("Thu 2026-03-05 00:00")
    with viewing(cast.eve.person):
        take_time_off(cast.eve.person, since, until, deputy=None, by=cast.eve.person, now=cast.at(NOW))


def pattern_ended(cast, customer):
    with viewing(cast.dan.person):
        (pattern,) = rota_written().patterns
        end_pattern(pattern.key, cast.at("Wed 2026-03-04 00:00").date(), by=cast.dan.person, now=cast.at(NOW))


def by_the_worker(change):
    """Let the desk's own hands change something."""

    def happens(cast, customer):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            change(cast, customer)

    happens.__name__ = change.__name__
    return happens


@by_the_worker
def somebody_left(cast, customer):
    Person.objects.filter(pk=cast.ned.person.pk).update(is_active=False)


@by_the_worker
def another_role(cast, customer):
    Person.objects.filter(pk=cast.ned.person.pk).update(role="engineer")


@by_the_worker
def another_plan(cast, customer):
    Entitlement.objects.create(organization=customer, plan="gold", products=["Scanner"])


@by_the_worker
def another_of_their_own(cast, customer):
    Organization.objects.filter(pk=customer.pk).update(csm=cast.dan.person)


@by_the_worker
def another_document(cast, customer):
    document = to_json(protocol_in_force(database_now())) | {"title": "Another"}
    put_document(from_json(document), now=database_now())


@pytest.mark.parametrize(
    "happens",
    [
        shift_given_up,
        pattern_ended,
        somebody_left,
        another_role,
        another_plan,
        another_of_their_own,
        another_document,
    ],
    ids=lambda one: one.__name__,
)
def test_what_was_given_up_since_the_worker_looked_keeps_a_wall_from_coming_in_force(cast, waiting, happens):
    happens(cast, waiting)
    with pytest.raises(ProgrammingError, match="without the desk's own check"):
        in_force_by_sql(cast.dan, waiting)
    with viewing(cast.dan.person), pytest.raises((Incomplete, NotChecked)):
        put_in_force(waiting, by=cast.dan.person, now=cast.at(NOW))
    assert waits(waiting)


def test_what_it_does_not_lean_on_may_change(cast, waiting):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ana.person.pk).update(is_active=False)
        cast.entitle(cast.acme, "gold")
    in_force_by_sql(cast.dan, waiting)
    assert not waits(waiting)


def test_on_the_page_a_press_says_what_was_given_up_and_where_nothing_was_the_worker_looks_again(cast, secret):  # noqa: F811
    staffed(cast)
    now, dan = database_now(), signed_in(cast.dan.person)
    stands_always(cast, cast.dan, cast.eve, now)
    assert looked(secret, now)

    day = timedelta(days=1)
    with viewing(cast.eve.person):
        off = take_time_off(cast.eve.person, now + day, now + 2 * day, deputy=None, by=cast.eve.person, now=now)
    refused = dan.post(f"/desk/customers/{secret.pk}/wall", sent(step="put"))
    assert (refused.status_code, waits(secret)) == (422, True)
    assert "nobody in EMEA from" in words(refused)

    with viewing(cast.eve.person):
        take_back(off.seq, by=cast.eve.person, now=now)
    with asks_for_jobs("check_wall"):
        refused = dan.post(f"/desk/customers/{secret.pk}/wall", sent(step="put"))
    assert (refused.status_code, waits(secret)) == (422, True)
    assert "Sundial itself has not looked yet" in words(refused)

    assert looked(secret, now)
    assert dan.post(f"/desk/customers/{secret.pk}/wall", sent(step="put")).status_code == 302
    assert not waits(secret)
