"""Somebody is moved out of a wall while they are given a case behind it: one of both waits, and then loses (O2.7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sundial.commands.errors import CannotOwn
from sundial.commands.moving_walls import Successors, close_wall
from sundial.commands.people import Member
from sundial.commands.staff import change_person
from sundial.commands.team import assign
from sundial.commands.verify import Proof, verify
from sundial.commands.wall_refusals import LeftOutside
from sundial.models import Alert, Case, Organization, Person, database_now
from tests.test_moving_walls_together import alone, stands, waiting
from tests.test_together import desk

__all__ = ["desk"]


def moves_out(desk):
    eve, dan = Person.objects.get(pk=desk.cast.eve.person.pk), desk.cast.dan.person
    member = Member(name=eve.name, email=eve.email, role=eve.role, region="", zone=eve.zone)
    change_person(eve, member, by=dan, now=database_now())


def gives(desk):
    """Give Eve the one case, as she was when the page was read."""
    case = Case.objects.select_related("organization", "owner").get()
    assign(case, to=desk.cast.eve.person, by=desk.cast.dan.person, now=database_now())


def closes(desk, *heirs):
    customer = Organization.objects.select_related("tam").get(pk=desk.cast.acme.pk)
    heirs = {case: one for one in heirs for case in Case.objects.values_list("pk", flat=True)}
    close_wall(customer, Successors(heirs), by=desk.cast.dan.person, now=database_now())


def closes_on_eve(desk):
    closes(desk, desk.cast.eve.person)


def behind_a_wall(desk):
    Organization.objects.filter(pk=desk.cast.acme.pk).update(regions=["emea"])


def hold_up(desk, table, first, second):
    """Let the first act come as far as a table, and the second wait for it; return how each ended."""
    with ThreadPoolExecutor(2) as threads:
        with desk.nobody_writes(table):
            begun = threads.submit(alone, lambda: first(desk))
            desk.wait_until(lambda: waiting() == 1)
            waits = threads.submit(alone, lambda: second(desk))
            desk.wait_until(lambda: waiting() == 2)
        return begun.exception(timeout=30), waits.exception(timeout=30)


def owners(desk):
    return desk.ask(lambda: {(tuple(one.regions), one.owner_id) for one in Case.objects.all()})


@pytest.fixture
def walled(desk):
    desk.open_cases(1, due_in=timedelta(hours=1))
    desk.ask(lambda: behind_a_wall(desk))
    return desk


def test_who_was_given_a_case_first_gives_it_back_and_the_manager_hears_of_it(walled):
    assert hold_up(walled, "fact", gives, moves_out) == (None, None)
    assert owners(walled) == {(("emea",), None)}
    told = walled.ask(
        lambda: list(Alert.objects.filter(text__contains="no owner").values_list("person__name", flat=True))
    )
    assert told == ["Dan"]
    assert list(verify(Proof())) == []


def test_who_was_moved_first_is_given_nothing(walled):
    moved, given = hold_up(walled, "person_change", moves_out, gives)
    assert (moved, type(given)) == (None, CannotOwn)
    assert owners(walled) == {(("emea",), None)}


def test_nor_does_a_wall_close_upon_an_heir_who_is_moved_out_meanwhile(desk):
    desk.open_cases(5, due_in=timedelta(hours=1))
    desk.ask(lambda: stands(desk))
    moved, closed = hold_up(desk, "person_change", moves_out, closes_on_eve)
    assert (moved, type(closed)) == (None, LeftOutside)
    assert {regions for regions, _ in owners(desk)} == {()}


def test_a_wall_that_closes_and_a_colleague_who_moves_out_do_not_lock_each_other_up(desk):
    """Both want the case and the colleague, who was given it in between: cases are taken first, people after them."""
    desk.open_cases(1, due_in=timedelta(hours=1))
    desk.ask(lambda: stands(desk))
    desk.ask(lambda: Organization.objects.filter(pk=desk.cast.acme.pk).update(regions=["apj", "emea"]))
    desk.ask(lambda: assign(Case.objects.get(), to=None, by=desk.cast.amy.person, now=database_now()))
    with ThreadPoolExecutor(2) as threads, desk.nobody_writes("person_change"):
        with desk.gives_behind_its_back(desk.cast.eve.person):
            closes_it = threads.submit(alone, lambda: closes(desk))
            desk.wait_until(lambda: waiting() == 1)
            moves = threads.submit(alone, lambda: moves_out(desk))
            desk.wait_until(lambda: waiting() == 2)
        desk.wait_until(lambda: waiting() >= 2)
    assert [one.exception(timeout=30) for one in (closes_it, moves)] == [None, None]
    assert owners(desk) == {(("emea",), None)}
    assert list(verify(Proof())) == []


def test_who_took_over_as_the_wall_closed_gives_it_back_when_they_are_moved_out(desk):
    desk.open_cases(5, due_in=timedelta(hours=1))
    desk.ask(lambda: stands(desk))
    assert hold_up(desk, "wall_change", closes_on_eve, moves_out) == (None, None)
    assert {owner for _, owner in owners(desk)} == {None}
    assert list(verify(Proof())) == []
