"""O2, O8.6: who is told, the wall first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.facts import Breached, DueSoon, Messaged, Resolved
from sundial.protocol.promises import Promise
from sundial.protocol.team import Member, Role, Told, told
from tests.histories import instant

SOON = DueSoon(Promise.DIAGNOSIS_UPDATE, 1, instant("2026-03-02 11:10"))
BROKEN = Breached(Promise.DIAGNOSIS_UPDATE, 1, instant("2026-03-02 11:10"))
EVE = Member("eve", "emea")
AMY = Member("amy", "americas")
EVE_TOLD = Told(Role.OWNER, "emea", "eve")
REGIONS = ("americas", "apj", "emea")


def manager(region):
    return Told(Role.DUTY_MANAGER, region)


def test_the_owner_is_told_that_a_promise_falls_due_soon():
    assert told(SOON, home_region="emea", regions=(), owner=EVE) == (EVE_TOLD,)


def test_without_an_owner_the_duty_manager_of_the_home_region_is_told():
    assert told(SOON, home_region="apj", regions=(), owner=None) == (manager("apj"),)


def test_the_owner_and_the_duty_manager_are_told_of_a_breach():
    assert told(BROKEN, home_region="emea", regions=(), owner=EVE) == (EVE_TOLD, manager("emea"))


def test_an_owner_in_another_region_is_told_where_there_is_no_wall():
    told_of = told(BROKEN, home_region="emea", regions=(), owner=AMY)
    assert told_of == (Told(Role.OWNER, "americas", "amy"), manager("emea"))


@pytest.mark.parametrize("what", [SOON, BROKEN])
def test_an_owner_outside_the_wall_is_not_told_and_the_regions_own_manager_stands_in(what):
    assert told(what, home_region="emea", regions=("emea",), owner=AMY) == (manager("emea"),)


@pytest.mark.parametrize("what", [SOON, BROKEN])
def test_a_home_region_outside_the_wall_leaves_its_manager_out(what):
    assert told(what, home_region="americas", regions=("emea",), owner=None) == (manager("emea"),)


@pytest.mark.parametrize("what", [Messaged(public=True), Resolved()])
def test_nobody_is_told_of_what_needs_no_word(what):
    assert told(what, home_region="emea", regions=(), owner=EVE) == ()


@given(
    what=st.sampled_from([SOON, BROKEN]),
    home=st.sampled_from(REGIONS),
    regions=st.sets(st.sampled_from(REGIONS)).map(tuple),
    owner=st.none() | st.builds(Member, st.just("x"), st.sampled_from(REGIONS)),
)
def test_somebody_is_always_told_nobody_twice_and_nobody_outside_the_wall(what, home, regions, owner):
    people = told(what, home_region=home, regions=regions, owner=owner)
    assert people
    assert len(set(people)) == len(people)
    assert not regions or {person.region for person in people} <= set(regions)
