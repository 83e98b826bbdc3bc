"""The demo's shift plan: regions overlap by an hour, somebody is always there, and one hole is on purpose."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from sundial.commands.restrictions import missing_for
from sundial.management.commands.demo import PLANNED
from sundial.management.demo.moments import Moments
from sundial.management.demo.preparing import prepare
from sundial.models import CLOCKWORK, Organization, Person, rota_written, viewing
from sundial.protocol.document import shipped
from sundial.protocol.rota import Duty, clashes, covered, overlaps, shifts
from sundial.protocol.stretches import Stretch, joined, less
from tests.database import as_role
from tests.demo import MOMENTS

WEEK = timedelta(days=7)


@pytest.fixture(scope="module", params=MOMENTS.values(), ids=MOMENTS)
def planned(request, django_db_setup, django_db_blocker) -> Iterator[tuple[Stretch, tuple, dict]]:
    """The coming week of the demo as it is made at some moment, and its people."""
    moments = Moments(request.param, shipped())
    with django_db_blocker.unblock():
        with transaction.atomic():
            with as_role("sundial_worker"), viewing(CLOCKWORK):
                began = moments.now - 2 * WEEK
                prepare(moments, began - PLANNED, began)
                names = {str(pk): name for pk, name in Person.objects.values_list("pk", "name")}
                monday = moments.now.replace(hour=0, minute=0, second=0, microsecond=0)
                monday -= timedelta(days=monday.weekday())
                span = Stretch(monday, monday + 3 * WEEK)
                yield span, shifts(*rota_written(), *span), names
            transaction.set_rollback(True)
        connection.close()


def test_the_regions_overlap_by_an_hour_on_the_day_on_which_it_is_made(planned):
    span, found, _ = planned
    wednesday = span.since + timedelta(days=2)
    hours = {
        (giver, receiver): [
            (since - wednesday, until - wednesday)
            for since, until in overlaps(found, giver, receiver)
            if wednesday <= since < wednesday + timedelta(days=1)
        ]
        for giver, receiver in (("apj", "emea"), ("emea", "americas"), ("americas", "apj"))
    }
    assert hours == {
        ("apj", "emea"): [(timedelta(hours=6), timedelta(hours=7))],
        ("emea", "americas"): [(timedelta(hours=14), timedelta(hours=15))],
        ("americas", "apj"): [(timedelta(hours=22), timedelta(hours=23))],
    }


def test_somebody_is_always_there_and_nobody_in_two_places(planned):
    span, found, _ = planned
    there = joined((one.since, one.until) for one in found if one.duty is not Duty.MANAGER)
    assert list(less([span], there)) == []
    assert list(clashes(found)) == []


def test_in_emea_nobody_is_there_on_sundays_from_two_to_six_and_only_then(planned):
    span, found, _ = planned
    there = joined([*covered(found, "emea"), *covered(found, "emea", Duty.ON_CALL)])
    holes = [(since - span.since) % WEEK for since, _ in less([span], there)]
    lengths = {until - since for since, until in less([span], there)}
    assert set(holes) == {timedelta(days=6, hours=2)}
    assert lengths == {timedelta(hours=4)}


def test_somebody_is_away_one_shift_was_taken_and_two_are_offered(planned):
    _, _, names = planned
    changes = [one.what for one in rota_written().changes]
    assert [type(what).__name__ for what in changes] == ["Away", "Offered", "Offered", "Offered", "Passed"]
    assert (names[changes[0].person], names[changes[0].deputy]) == ("Claire Delmas", "Anikó Varga")
    assert names[changes[4].to] == "Ioana Petrescu"


def test_the_restriction_came_in_force_before_the_hole_that_would_refuse_it_now(planned):
    """Nobody is served behind a wall that does not stand; what opens in the plan later, coverage finds."""
    span, _, _ = planned
    customer = Organization.objects.get(name="Hafenwerk Logistik")
    kinds = customer.wall_changes.order_by("at").values_list("kind", flat=True)
    lacks = missing_for(customer, customer.regions, span.since)

    assert (list(kinds), customer.asked_at) == (["asked", "in-force"], None)
    assert lacks.rungs == ()
    (hole,) = lacks.stretches
    assert hole.startswith("Platinum severities 1 to 4: nobody in EMEA on Sundays, 02:00 to 06:00 UTC, from ")
