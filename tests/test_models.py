"""What must never be false is a constraint: PostgreSQL itself refuses it."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from sundial.models import CLOCKWORK, Alert, Case, Clock, Kind, Organization, Person, viewing
from sundial.protocol.facts import By, Side
from tests.database import as_role

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def worker(cast):
    """The desk's own hands, who may write more than people."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        yield


def person(cast, **changes):
    fields = {"email": "new@example.com", "name": "New", "kind": Kind.STAFF, "role": "engineer", "region": "emea"}
    return Person(**{**fields, **changes})


IMPOSSIBLE_PEOPLE = {
    "staff of a customer": lambda cast: {"organization": cast.acme},
    "staff without a role": lambda cast: {"role": ""},
    "a contact of nobody": lambda cast: {"kind": Kind.CONTACT, "role": "", "region": ""},
    "a contact with a role": lambda cast: {"kind": Kind.CONTACT, "organization": cast.acme, "region": ""},
    "a contact with a region": lambda cast: {"kind": Kind.CONTACT, "organization": cast.acme, "role": ""},
    "a contact with a tier": lambda cast: {
        "kind": Kind.CONTACT, "organization": cast.acme, "role": "", "region": "", "tier": 1,
    },
    "neither staff nor contact": lambda cast: {"kind": "robot"},
    "a fourth tier": lambda cast: {"tier": 4},
    "an address in capitals": lambda cast: {"email": "New@example.com"},
    "an address that somebody has": lambda cast: {"email": "ana@example.com"},
}  # fmt: skip


@pytest.mark.parametrize("who", IMPOSSIBLE_PEOPLE)
def test_there_are_no_impossible_people(who, cast, worker):
    with pytest.raises(IntegrityError), transaction.atomic():
        person(cast, **IMPOSSIBLE_PEOPLE[who](cast)).save(force_insert=True)


def test_a_new_person_signs_in_under_one_spelling_of_their_address(worker):
    made = Person.objects.create_user(" Zoe@Example.COM ", name="Zoe", kind=Kind.STAFF, role="engineer", region="apj")

    assert Person.objects.get_by_natural_key("ZOE@example.com ") == made
    assert made.email == "zoe@example.com"
    assert not made.has_usable_password()


def test_a_history_names_a_person_by_their_id_and_the_side_they_stand_on(cast):
    assert cast.eve.person.by == By(str(cast.eve.person.pk), Side.STAFF)
    assert cast.ana.person.by == By(str(cast.ana.person.pk), Side.CUSTOMER)


def test_an_organization_has_a_home_region(worker):
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(name="Nowhere", home_region="")


IMPOSSIBLE_CASES = {
    "severity 0": {"severity": 0},
    "severity 5": {"severity": 5},
    "a state that no case has": {"state": "pending"},
    "a head without a hash": {"head_hash": ""},
    "a hash without a head": {"head_seq": 0},
}


@pytest.mark.parametrize("what", IMPOSSIBLE_CASES)
def test_there_are_no_impossible_cases(what, cast):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    with as_role("sundial_worker"), viewing(CLOCKWORK), pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**IMPOSSIBLE_CASES[what])


def clock(case, **changes):
    fields = {"promise": "first-response", "cycle": 2, "started_at": NINE, "due_at": NINE, "ended_at": NINE}
    return Clock(case=case, **{**fields, "outcome": "met", **changes})


IMPOSSIBLE_CLOCKS = {
    "a cycle twice": {"cycle": 1},
    "two that run at once": {"ended_at": None, "outcome": "running"},
    "due before it started": {"due_at": NINE.replace(hour=8)},
    "an outcome that no clock has": {"outcome": "forgotten"},
}


@pytest.mark.parametrize("what", IMPOSSIBLE_CLOCKS)
def test_there_are_no_impossible_clocks(what, cast):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    with as_role("sundial_worker"), viewing(CLOCKWORK), pytest.raises(IntegrityError), transaction.atomic():
        clock(case, **IMPOSSIBLE_CLOCKS[what]).save(force_insert=True)


def test_one_promise_that_runs_and_others_that_have_ended_may_stand_side_by_side(cast):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        clock(case).save(force_insert=True)
        assert Clock.objects.filter(case=case).running().count() == 1


def test_an_alert_of_a_clock_is_written_once_for_each_person(cast, tick):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    assert tick("Mon 10:00")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        alert = Alert.objects.get(case=case)
        alert.pk, alert.seq = None, 99
        with pytest.raises(IntegrityError, match="alert_once_for_a_clock"), transaction.atomic():
            alert.save(force_insert=True)


def test_the_queue_comes_in_the_order_of_the_nearest_promise_then_of_the_severity(cast):
    late = cast.open_case(plan="gold", severity=4, at="Mon 2026-03-02 09:00")
    soon = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    same = cast.open_case(plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    done = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.resolves(done, at="Mon 09:05", text="Done.")

    with viewing(cast.eve.person):
        assert list(Case.objects.open().in_queue_order()) == [soon, same, late]
