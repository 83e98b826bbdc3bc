"""O2, O8.6: who is told, the wall first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.facts import (
    Breached,
    DateAccepted,
    DueSoon,
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    Messaged,
    Mood,
    OwnerSet,
    Resolved,
    ResourceAnswered,
    ResourceAsked,
    SeverityAsked,
    Side,
)
from sundial.protocol.promises import Promise
from sundial.protocol.team import Asked, Heard, Member, Passing, Role, Told, told
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
    assert told(SOON, Side.STAFF, Heard("emea", (), EVE)) == (EVE_TOLD,)


def test_without_an_owner_the_duty_manager_of_the_home_region_is_told():
    assert told(SOON, Side.STAFF, Heard("apj", (), None)) == (manager("apj"),)


def test_the_owner_and_the_duty_manager_are_told_of_a_breach():
    assert told(BROKEN, Side.STAFF, Heard("emea", (), EVE)) == (EVE_TOLD, manager("emea"))


def test_an_owner_in_another_region_is_told_where_there_is_no_wall():
    told_of = told(BROKEN, Side.STAFF, Heard("emea", (), AMY))
    assert told_of == (Told(Role.OWNER, "americas", "amy"), manager("emea"))


@pytest.mark.parametrize("what", [SOON, BROKEN])
def test_an_owner_outside_the_wall_is_not_told_and_the_regions_own_manager_stands_in(what):
    assert told(what, Side.STAFF, Heard("emea", ("emea",), AMY)) == (manager("emea"),)


@pytest.mark.parametrize("what", [SOON, BROKEN])
def test_a_home_region_outside_the_wall_leaves_its_manager_out(what):
    assert told(what, Side.STAFF, Heard("americas", ("emea",), None)) == (manager("emea"),)


def test_whoever_is_given_a_case_by_a_colleague_is_told_if_they_still_have_it_and_stand_inside():
    assert told(OwnerSet("eve"), Side.STAFF, Heard("emea", ("emea",), EVE)) == (EVE_TOLD,)
    assert told(OwnerSet("eve"), Side.STAFF, Heard("emea", (), AMY)) == ()
    assert told(OwnerSet(None), Side.STAFF, Heard("emea", (), None)) == ()
    assert told(OwnerSet("eve"), Side.SYSTEM, Heard("emea", (), EVE)) == (EVE_TOLD,)
    assert told(OwnerSet(None), Side.SYSTEM, Heard("americas", ("emea",), None)) == (manager("emea"),)
    assert told(OwnerSet("amy"), Side.STAFF, Heard("emea", ("emea",), AMY)) == (manager("emea"),)


@pytest.mark.parametrize("what", [Messaged(public=True), Resolved()])
def test_nobody_is_told_of_what_needs_no_word(what):
    assert told(what, Side.STAFF, Heard("emea", (), EVE)) == ()


@given(
    what=st.sampled_from([SOON, BROKEN]),
    home=st.sampled_from(REGIONS),
    regions=st.sets(st.sampled_from(REGIONS)).map(tuple),
    owner=st.none() | st.builds(Member, st.just("x"), st.sampled_from(REGIONS)),
)
def test_somebody_is_always_told_nobody_twice_and_nobody_outside_the_wall(what, home, regions, owner):
    people = told(what, Side.STAFF, Heard(home, regions, owner))
    assert people
    assert len(set(people)) == len(people)
    assert not regions or {person.region for person in people} <= set(regions)


@pytest.mark.parametrize("what", [SeverityAsked(1), DateAccepted(instant("2026-03-09 12:00"))])
def test_the_owner_is_told_of_what_the_customer_does_to_a_promise_and_of_nothing_that_the_desk_does(what):
    assert told(what, Side.CUSTOMER, Heard("emea", (), EVE)) == (EVE_TOLD,)
    assert told(what, Side.STAFF, Heard("emea", (), EVE)) == ()


def test_a_group_is_told_of_its_request_and_whoever_asked_of_the_answer():
    asked = Asked("engineering", asker=AMY)
    heard = Heard("emea", (), EVE, asked)
    due = instant("2026-03-03 09:00")
    assert told(ResourceAsked("engineering", due), Side.STAFF, heard) == (
        Told(Role.WORKING_GROUP, "", group="engineering"),
    )
    assert told(ResourceAnswered(2), Side.STAFF, heard) == (Told(Role.OWNER, "americas", "amy"),)
    late = Breached(Promise.RESOURCE_ANSWER, 1, due)
    assert told(late, Side.SYSTEM, heard) == (
        Told(Role.WORKING_GROUP, "", group="engineering"),
        Told(Role.OWNER, "americas", "amy"),
    )


def test_of_a_request_behind_the_wall_nobody_outside_is_told():
    heard = Heard("emea", ("emea",), EVE, Asked("engineering", asker=AMY, taken_by=AMY))
    assert told(ResourceAnswered(2), Side.STAFF, heard) == (EVE_TOLD,)
    group = told(ResourceAsked("engineering", instant("2026-03-03 09:00")), Side.STAFF, heard)
    assert group == (Told(Role.WORKING_GROUP, "", group="engineering"),)


DUE = instant("2026-03-02 15:00")
OFFERED = HandoverOffered("americas", "", DUE, Mood.UNSAID)
UNACCEPTED = Breached(Promise.HANDOVER, 1, DUE)


def test_of_a_handover_the_receiving_manager_hears_or_for_whom_it_is_meant_and_of_what_comes_back_the_giver():
    to_all, to_amy = (Heard("emea", (), EVE, passing=Passing("americas", EVE, to)) for to in (None, AMY))
    for what in (OFFERED, HandoverWithdrawn(2), DueSoon(Promise.HANDOVER, 1, DUE)):
        assert told(what, Side.STAFF, to_all) == (manager("americas"),)
        assert told(what, Side.STAFF, to_amy) == (Told(Role.OWNER, "americas", "amy"),)
    for what in (HandoverQuestioned(2), HandoverAccepted(2)):
        assert told(what, Side.STAFF, Heard("emea", (), AMY, passing=to_all.passing)) == (EVE_TOLD,)


def test_of_a_handover_that_nobody_accepts_both_managers_hear():
    heard = Heard("apj", (), AMY, passing=Passing("americas", EVE))
    assert told(UNACCEPTED, Side.SYSTEM, heard) == (manager("emea"), manager("americas"))
    nobodys = Heard("apj", (), None, passing=Passing("americas"))
    assert told(UNACCEPTED, Side.SYSTEM, nobodys) == (manager("apj"), manager("americas"))
    inside = Heard("emea", (), EVE, passing=Passing("emea", EVE))
    assert told(UNACCEPTED, Side.SYSTEM, inside) == (manager("emea"),)


HANDOVER = (OFFERED, HandoverQuestioned(2), HandoverAccepted(2), HandoverWithdrawn(2), UNACCEPTED)
MEMBERS = st.none() | st.builds(Member, st.just("x"), st.sampled_from(REGIONS))


@given(
    what=st.sampled_from([*HANDOVER, DueSoon(Promise.HANDOVER, 1, DUE)]),
    home=st.sampled_from(REGIONS),
    regions=st.sets(st.sampled_from(REGIONS)).map(tuple),
    passing=st.none() | st.builds(Passing, st.sampled_from(REGIONS), MEMBERS, MEMBERS),
)
def test_nobody_outside_the_wall_hears_of_a_handover_and_somebody_always_does(what, home, regions, passing):
    people = told(what, Side.STAFF, Heard(home, regions, None, passing=passing))
    assert people
    assert not regions or {person.region for person in people} <= set(regions)
