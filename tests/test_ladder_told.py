"""Every row and cell of O8: exactly who is told of each stage of the ladder, and why (O8.1, O8.6)."""

from dataclasses import replace

import pytest

from sundial.protocol.holders import Served, Why
from sundial.protocol.ladder_told import OPENED, Part, alerted
from sundial.protocol.rota import Away
from sundial.protocol.stand_in import MANAGERS
from tests.rotas import utc
from tests.told_cast import GROUPS, OWN, PROTOCOL, STAFF, WALLED, WHOLE, cells, everybody, one, team

STAGES = (OPENED, *PROTOCOL.ladder.rungs)


def without(*roles):
    """Return the customer who has everything but these of their own."""
    return replace(WHOLE, own={role: who for role, who in OWN.items() if role not in roles})


# Each row: answers, owns, is informed by whoever answers, is told inside. `*`: stands in for a role that nobody has.
BOTH = {
    0: ("Eve", "", "", "Sal, Carl, Tom"),
    1: ("Eve", "Eve", "Sam", "Clio, Gil, Gwen, Dan, Carl, Tom"),
    2: ("Cora, Dan", "Cora, Dan", "Eve, Dan, Max, Pia", "Clio, Gil, Gwen, Dan, Max, Pia, Carl, Tom"),
    3: ("Dan", "Sven, Vera, Dan, Max, Pia", "", "Clio, Gwen, Dan, Max, Pia, Carl, Tom, Vera, Rex"),
    4: ("Dan, Vera, Carl, Tom", "Dan, Vera, Carl, Tom", "", "Clio, Gwen, Dan, Max, Pia, Sven, Stan, Chip"),
}
NO_CSM = {
    0: ("Eve", "", "", "Sal, Tom"),
    1: ("Eve", "Eve", "Sam", "Clio, Gil, Gwen, Dan, Tom"),
    2: ("Cora, Dan", "Cora, Dan", "Eve, Dan, Max, Pia", "Clio, Gil, Gwen, Dan, Max, Pia, Tom"),
    3: ("Dan", "Sven, Vera, Dan, Max, Pia", "", "Clio, Gwen, Dan, Max, Pia, Tom, Vera, Rex"),
    4: ("Dan, Vera, Tom", "Dan, Vera, Tom", "", "Clio, Gwen, Dan, Max, Pia, Sven, Stan, Chip"),
}
NO_TAM = {
    0: ("Eve", "", "", "Sal, Carl"),
    1: ("Eve", "Eve", "Sam", "Clio, Gil, Gwen, Dan, Carl"),
    2: ("Cora, Dan", "Cora, Dan", "Eve, Dan, Max, Pia", "Clio, Gil, Gwen, Dan, Max, Pia, Carl"),
    3: ("Dan", "Sven, Vera, Dan, Max, Pia", "", "Clio, Gwen, Dan, Max, Pia, Carl, Vera, Rex"),
    4: ("Dan, Vera, Carl", "Dan, Vera, Carl", "", "Clio, Gwen, Dan, Max, Pia, Sven, Stan, Chip"),
}
BARE = {  # no CSM, no TAM, no sales, no owner yet, and no other group at work
    0: ("Dan*", "", "", ""),
    1: ("Dan*", "Dan*", "Sam", "Dan"),
    2: ("Cora, Dan", "Cora, Dan", "Dan*, Dan, Max, Pia", "Dan, Max, Pia"),
    3: ("Dan", "Sven, Vera, Dan, Max, Pia", "", "Dan, Max, Pia, Vera, Rex"),
    4: ("Dan, Vera", "Dan, Vera", "", "Dan, Max, Pia, Sven, Stan, Chip"),
}
EMEA_ONLY = {  # Carl, Clio and the world's leaders sit outside: the Duty Manager of EMEA stands in for each of them
    0: ("Eve", "", "", "Sal, Dan*, Tom"),
    1: ("Eve", "Eve", "Sam", "Dan*, Gil, Gwen, Dan, Tom"),
    2: ("Cora, Dan", "Cora, Dan", "Eve, Dan", "Dan*, Gil, Gwen, Dan, Tom"),
    3: ("Dan", "Dan", "", "Dan*, Gwen, Dan, Tom, Rex"),
    4: ("Dan, Dan*, Tom", "Dan, Dan*, Tom", "", "Dan*, Gwen, Dan"),
}
APJ_ONLY = {  # one Duty Manager is all there is
    0: ("Pia*", "", "", "Pia*"),
    1: ("Pia*", "Pia*", "Pia*", "Pia*, Pia"),
    2: ("Pia*, Pia", "Pia*, Pia", "Pia*, Pia", "Pia*, Pia"),
    3: ("Pia", "Pia", "", "Pia*, Pia"),
    4: ("Pia, Pia*", "Pia, Pia*", "", "Pia*, Pia"),
}
TWO_REGIONS = {  # APJ and EMEA, home outside: APJ is in charge, the first by name
    0: ("Eve", "", "", "Sal, Pia*, Tom"),
    1: ("Eve", "Eve", "Pia*", "Pia*, Gil, Gwen, Pia, Tom"),
    2: ("Pia*, Pia", "Pia*, Pia", "Eve, Dan, Pia", "Pia*, Gil, Gwen, Dan, Pia, Tom"),
    3: ("Pia", "Dan, Pia", "", "Pia*, Gwen, Dan, Pia, Tom"),
    4: ("Pia, Pia*, Tom", "Pia, Pia*, Tom", "", "Pia*, Gwen, Dan, Pia"),
}
CUSTOMERS = {
    "with both": (WHOLE, BOTH),
    "without a CSM": (without("csm"), NO_CSM),
    "without a TAM": (without("tam"), NO_TAM),
    "with nobody": (Served("emea"), BARE),
    "EMEA only": (WALLED, EMEA_ONLY),
    "APJ only": (Served("apj", ("apj",), OWN, GROUPS), APJ_ONLY),
    "APJ and EMEA": (Served("americas", ("apj", "emea"), OWN, GROUPS), TWO_REGIONS),
}


@pytest.mark.parametrize("number", STAGES)
@pytest.mark.parametrize(("served", "rows"), CUSTOMERS.values(), ids=list(CUSTOMERS))
def test_of_each_stage_exactly_those_are_told_whom_the_table_names(served, rows, number):
    assert cells(number, served) == rows[number]
    named = {name.strip(" *") for cell in rows[number] for name in cell.split(",")} - {""}
    assert everybody(number, served) == " ".join(sorted(named))


@pytest.mark.parametrize("number", STAGES)
def test_groups_hear_only_where_they_are_at_work(number):
    told = ("", "Clio, Gil, Gwen, ", "Clio, Gil, Gwen, ", "Clio, Gwen, ", "Clio, Gwen, ")[number]
    assert cells(number, replace(WHOLE, groups=()))[3] == BOTH[number][3].removeprefix(told)
    assert cells(number, replace(WHOLE, groups=("engineering",)))[3] == BOTH[number][3].replace("Clio, ", "")


DINA = one("Dina", "duty-manager", "emea")


@pytest.mark.parametrize(
    ("served", "on_shift", "answers"),
    [
        (WHOLE, ["Dina"], "Dina"),
        (WHOLE, ["Max", "Dina"], "Dina"),  # of several on shift the customer's own region
        (WHOLE, ["Max"], "Max"),  # night in EMEA: whoever is on shift answers the line
        (WHOLE, [], "Dan, Dina"),  # nobody is: those of the region, whatever the hour
        (WALLED, ["Max"], "Dan, Dina"),  # on shift, and outside
    ],
)
def test_the_third_rung_is_answered_by_the_duty_manager_on_shift_inside_hours_and_outside(served, on_shift, answers):
    people = team((*STAFF, DINA), on_shift=on_shift)

    assert cells(3, served, people)[0] == answers
    for other in (0, 1, 2, 4):
        assert cells(other, served, people) == cells(other, served, team((*STAFF, DINA)))


EMPTY = {  # a role that nobody has: who hears in their place, for any customer, behind the wall of EMEA
    "owner": ("Dan*", "Dan*"),
    "csm": ("Dan*", "Dan*"),
    "tam": ("Dan*", "Dan*"),
    "sales": ("Dan*", "Dan*"),
    "working-groups": ("Dan*", "Dan*"),
    "group-leaders": ("Dan*", "Dan*"),
    "regional-sales-manager": ("Dan*", "Dan*"),
    "support-manager": ("Dan*", "Dan*"),
    "cx-coordinator": ("Dan*", "Dan*"),
    "vp": ("Dan*", "Dan*"),
    "svp": ("Dan*", "Dan*"),
    "sales-vp": ("Dan*", "Dan*"),
    "chief-product-officer": ("Dan*", "Dan*"),
    "duty-manager": ("Max*, Pia*", "Dora*"),
    "duty-manager-on-shift": ("Max*, Pia*", "Dora*"),
    "every-duty-manager": ("Max, Pia", "Dora*"),
    "leadership": ("Sven, Vera, Max, Pia", "Dora*"),
}
NAMED = [(number, role.named) for number in STAGES for role in alerted(number, WHOLE, team(), PROTOCOL).roles]


@pytest.mark.parametrize(
    ("number", "named"), NAMED, ids=[f"{n} {one.part} {one.role} {one.group}".strip() for n, one in NAMED]
)
def test_each_role_that_is_empty_in_turn_has_its_stand_in_and_it_is_said(number, named):
    by_manager = "duty-manager" in named.role or named.role == "leadership"
    gone = {"Dan"} if by_manager else _holders_of(number, named)
    left = tuple(person for person in STAFF if person.name not in gone)

    for served, expected in zip((WHOLE, WALLED), EMPTY[named.role], strict=True):
        found = alerted(number, served, team(left), PROTOCOL)
        role = next(one for one in found.roles if one.named == named)
        assert ", ".join(f"{h.person.name}{'*' * role.stands_in}" for h in role.holders) == expected
        assert (role in found.stood_in) == ("*" in expected)
        assert found.silences == ()


def _holders_of(number, named):
    found = alerted(number, WHOLE, team(), PROTOCOL)
    return {one.person.name for role in found.roles if role.named == named for one in role.holders}


@pytest.mark.parametrize("number", STAGES)
def test_where_nobody_inside_could_stand_in_each_role_is_a_silence(number):
    outside = [person for person in STAFF if person.region != "emea"]
    found = alerted(number, WALLED, team(outside), PROTOCOL)

    assert found.people == ()
    assert found.silences == found.roles


def test_what_does_not_apply_is_neither_told_nor_a_silence():
    alone = team([person for person in STAFF if person.region != "emea"])
    roles = [role for number in STAGES for role in alerted(number, Served("emea", ("emea",)), alone, PROTOCOL).roles]

    assert {role.named.role for role in roles if not role.is_silent} == {
        "csm",
        "tam",
        "sales",
        "working-groups",
        "group-leaders",
    }


def test_a_group_at_work_with_nobody_inside_is_no_less_a_silence_beside_one_that_has_somebody():
    left = [person for person in STAFF if person.role not in MANAGERS]
    silent = alerted(1, WALLED, team(left), PROTOCOL).silences

    assert [(one.named.role, one.named.group) for one in silent] == [
        ("working-groups", "cloud-ops"),
        ("duty-manager", ""),
        ("csm", ""),
    ]


def test_who_is_away_is_followed_by_their_deputy_who_is_told_as_such():
    away = [
        Away("Tom", utc("2026-03-01 00:00"), utc("2026-03-09 00:00"), "Eve"),
        Away("Dan", utc("2026-03-01 00:00"), utc("2026-03-05 00:00"), "Max"),
    ]
    assert cells(1, WHOLE, team(away=away)) == ("Eve", "Eve", "Sam", "Clio, Gil, Gwen, Max, Carl, Eve")
    # behind the wall Max is no deputy: a Director stands in for Dan, and so for every role that is empty there
    assert cells(1, WALLED, team(away=away)) == ("Eve", "Eve", "Sam", "Dora*, Gil, Gwen, Eve")


def test_one_person_in_two_roles_is_told_once_and_sees_both_reasons():
    found = alerted(2, WHOLE, team(), PROTOCOL)
    (dan,) = [hearer for hearer in found.people if hearer.person.name == "Dan"]

    assert [(one.named.part, one.named.title, one.holder.why) for one in dan.reasons] == [
        (Part.ANSWERS, "Support Duty Manager", Why.HOLDS),
        (Part.OWNS, "Support Duty Manager", Why.HOLDS),
        (Part.INFORMED, "All Support Duty Managers", Why.HOLDS),
        (Part.TOLD, "All Support Duty Managers", Why.HOLDS),
    ]
    (same,) = [
        hearer for hearer in alerted(1, replace(WHOLE, own=OWN | {"csm": "Tom"}), team(), PROTOCOL).people
        if hearer.person.name == "Tom"
    ]  # fmt: skip
    assert [one.named.role for one in same.reasons] == ["csm", "tam"]


def test_a_document_in_which_the_point_person_owns_nothing_names_no_owner_of_the_fourth_rung():
    silent = PROTOCOL.model_copy(update={"ladder": PROTOCOL.ladder.model_copy(update={"point_person_owns": None})})

    assert alerted(4, WHOLE, team(), silent).of(Part.OWNS) == ()
