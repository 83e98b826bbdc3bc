"""Waiting: under a status of the protocol document, and pausing what it names and nothing else (O6.9)."""

import pytest

from sundial.commands.errors import AlreadyResolved, NotOffered, NotStaff
from sundial.commands.waiting import set_waiting
from sundial.models import Clock, viewing


@pytest.fixture
def case(cast):
    case = cast.open_case(plan="gold", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    return case


def waits(player, case, status, at="Mon 10:00"):
    with viewing(player.person):
        return set_waiting(case, status, by=player.person, now=player.at(at))


def running(cast, case):
    with viewing(cast.eve.person):
        return [(clock.due_at, clock.paused) for clock in Clock.objects.running().filter(case=case)]


def test_waiting_for_the_customer_pauses_nothing_by_the_published_text(cast, case):
    before = running(cast, case)
    waits(cast.eve, case, "waiting-for-customer")
    assert case.waiting == "waiting-for-customer"
    assert running(cast, case) == before
    assert before[0][1] is False


def test_waiting_ends_when_the_staff_say_so_and_when_the_customer_writes(cast, case):
    waits(cast.eve, case, "waiting-for-test")
    waits(cast.eve, case, None, at="Mon 10:05")
    assert case.waiting == ""
    waits(cast.eve, case, "waiting-for-customer", at="Mon 10:10")
    cast.ana.writes(case, at="Mon 10:20")
    assert case.waiting == ""


def test_what_changes_nothing_is_not_recorded(cast, case):
    assert waits(cast.eve, case, None) is None
    assert waits(cast.eve, case, "waiting-for-test", at="Mon 10:05")
    assert waits(cast.eve, case, "waiting-for-test", at="Mon 10:10") is None


def test_only_the_staff_set_it_to_a_status_that_there_is_on_a_case_that_is_open(cast, case):
    with pytest.raises(NotStaff):
        waits(cast.ana, case, "waiting-for-test")
    with pytest.raises(NotOffered):
        waits(cast.eve, case, "asleep")
    cast.eve.resolves(case, at="Mon 11:00")
    with pytest.raises(AlreadyResolved):
        waits(cast.eve, case, "waiting-for-test", at="Mon 11:05")
