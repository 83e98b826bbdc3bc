"""O8.6: laws of who is told, for teams and customers that are made up: nobody outside, nobody twice, no role unsaid."""

from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.holders import Served
from sundial.protocol.ladder_told import OPENED, alerted
from sundial.protocol.rota import Away
from sundial.protocol.stand_in import Colleague
from tests.rotas import utc
from tests.told_cast import GROUPS, PROTOCOL, STAFF, team

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
