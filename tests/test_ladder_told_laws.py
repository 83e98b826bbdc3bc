"""O8.6: laws of who is told, for teams and customers that are made up: nobody outside, nobody twice, no role unsaid."""

from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.facts import Breached, ComfortSaid, DueSoon, Escalated, Opened
from sundial.protocol.holders import Served
from sundial.protocol.ladder_hearing import Climbed, hearing
from sundial.protocol.ladder_told import OPENED, alerted
from sundial.protocol.promises import Promise
from sundial.protocol.rota import Away
from sundial.protocol.stand_in import Colleague
from tests.rotas import utc
from tests.told_cast import GROUPS, NOON, PROTOCOL, STAFF, WALLED, WHOLE, team

STAGES = (OPENED, *PROTOCOL.ladder.rungs)
REGIONS = ("emea", "apj", "americas")
ROLES = sorted({person.role for person in STAFF})
people = st.builds(
    Colleague,
    st.sampled_from("abcdefghij"),
    st.just("x"),
    st.sampled_from(ROLES),
    st.sampled_from((*REGIONS, "")),
    st.sampled_from(("", *GROUPS)),
)
ids = st.sampled_from("abcdefghijk")
served_ones = st.builds(
    Served,
    st.sampled_from(REGIONS),
    st.lists(st.sampled_from(REGIONS), unique=True).map(tuple),
    st.dictionaries(st.sampled_from(("owner", "csm", "tam", "sales")), ids),
    st.lists(st.sampled_from(GROUPS), unique=True).map(tuple),
)
YEAR = utc("2026-01-01 00:00"), utc("2027-01-01 00:00")
absences = st.lists(st.tuples(ids, ids).map(lambda two: Away(two[0], *YEAR, two[1] if two[0] != two[1] else "")))


@given(st.lists(people, unique_by=lambda one: one.id), served_ones, absences, st.lists(ids), st.sampled_from(STAGES))
def test_nobody_outside_ever_nobody_twice_and_no_role_without_a_word(staff, served, away, on_shift, number):
    found = alerted(number, served, team(staff, away, on_shift), PROTOCOL)
    names = [hearer.person.id for hearer in found.people]

    assert len(names) == len(set(names))
    assert all(not served.regions or hearer.person.region in served.regions for hearer in found.people)
    assert all(hearer.reasons for hearer in found.people)
    assert {one.person.id for role in found.roles for one in role.holders} == set(names)
    for role in found.roles:
        assert bool(role.holders) + role.is_silent + (not role.applies) == 1


DUE, LATE = DueSoon(Promise.ESCALATION, 1, NOON), Breached(Promise.ESCALATION, 1, NOON)
WHATS = (Opened(1, "gold", "emea"), Escalated(1), ComfortSaid(2, comfortable=False), DUE, LATE)


@given(st.lists(people, unique_by=lambda one: one.id), served_ones, absences, st.sampled_from(WHATS), ids | st.just(""))
def test_of_whatever_happens_on_the_ladder_nobody_outside_hears_and_nobody_twice(staff, served, away, what, person):
    for rung in (OPENED,) if isinstance(what, Opened) else PROTOCOL.ladder.rungs:
        found = hearing(what, Climbed(2, rung, person), served, team(staff, away), PROTOCOL)

        assert len(found) == len({one.id for one in found})
        assert all(not served.regions or one.region in served.regions for one in found)


def test_the_point_person_hears_while_they_are_inside_and_there_and_otherwise_whoever_may_answer():
    def names(what, person, served=WHOLE, away=()):
        return [one.name for one in hearing(what, Climbed(2, 2, person), served, team(away=away), PROTOCOL)]

    assert names(DUE, "") == ["Cora", "Dan"]
    assert names(DUE, "Max") == ["Max"]
    assert names(LATE, "Max") == ["Max", "Dan"]
    assert names(DUE, "Max", WALLED) == ["Cora", "Dan"]  # the wall has moved since
    assert names(DUE, "gone") == ["Cora", "Dan"]
    assert names(ComfortSaid(2, comfortable=True), "Eve", away=[Away("Eve", *YEAR, "Sam")]) == ["Sam"]
