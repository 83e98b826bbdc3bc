"""What a restriction needs before it is put in force: two people for each rung, somebody for each promise (O8.6)."""

from datetime import timedelta

import pytest

from sundial.protocol.coverage import Hole, said_again
from sundial.protocol.document import shipped
from sundial.protocol.holders import Served, Team
from sundial.protocol.restricting import missing, thin
from sundial.protocol.stand_in import Colleague
from tests.covering import PLATINUM
from tests.rotas import utc

EMEA = Served("emea", ("emea",))


def team(*people):
    """Return a team of such as "Dan duty-manager emea"."""
    named = tuple(Colleague(name, name, role, region) for name, role, region in map(str.split, people))
    return Team(named, utc("2026-03-02 09:00"))


WHOLE = ("Eve engineer emea", "Dan duty-manager emea", "Rex director emea")


def lacks(*people, served=EMEA, holes=()):
    return missing(served, team(*people), holes, shipped())


def test_an_engineer_a_duty_manager_and_a_director_are_a_whole_ladder():
    assert not lacks(*WHOLE)


@pytest.mark.parametrize(
    "outside", ["Sue svp .", "Max duty-manager americas", "Ray director apj", "Cas cx-coordinator apj"]
)
def test_nobody_outside_fills_a_rung(outside):
    found = lacks("Eve engineer emea", "Dan duty-manager emea", outside)

    assert [line.partition(":")[0] for line in found.rungs] == ["Rung 2", "Rung 3", "Rung 4"]
    assert found.rungs[1] == (
        "Rung 3: one in EMEA may answer it: Dan; two are needed. "
        "Support Duty Manager on shift, Support Duty Manager or Director of Support may."
    )


def test_a_rung_that_has_become_thin_is_said_without_names():
    few = team("Eve engineer emea", "Dan duty-manager emea", "Max duty-manager americas")
    found = [one.says for one in thin(EMEA, few, shipped())]

    assert list(thin(EMEA, team(*WHOLE), shipped())) == []
    assert len(found) == 3
    assert found[-1] == "Rung 4 of the customers of EMEA only: one there may answer it; two are needed."


def test_a_coordinator_answers_the_second_rung_and_no_other():
    found = lacks("Eve engineer emea", "Dan duty-manager emea", "Cas cx-coordinator emea")
    assert [line.partition(":")[0] for line in found.rungs] == ["Rung 3", "Rung 4"]


def test_the_customers_own_tam_answers_the_fourth_rung():
    own = Served("emea", ("emea",), {"tam": "Tam"})
    people = ("Eve engineer emea", "Dan duty-manager emea", "Tam tam emea")
    assert [line.partition(":")[0] for line in lacks(*people, served=own).rungs] == ["Rung 2", "Rung 3"]


def test_where_nobody_is_each_rung_says_so():
    found = lacks("Max duty-manager americas")
    assert [line[:37] for line in found.rungs] == [f"Rung {n}: nobody in EMEA may answer it;" for n in (1, 2, 3, 4)]


def test_people_of_several_designated_regions_count_together():
    both = Served("emea", ("apj", "emea"))
    assert not lacks("Eve engineer emea", "Dan duty-manager emea", "Bao duty-manager apj", served=both)


def test_who_is_away_counts_for_the_ladder_for_holes_tell_when_nobody_is_there():
    class Off:
        person, deputy, since, until = "Dan", "", utc("2026-03-01 00:00"), utc("2026-03-09 00:00")

    there = team(*WHOLE)
    assert not missing(EMEA, Team(there.staff, there.at, (Off(),)), (), shipped())


def hole(since, hours, demand=PLATINUM):
    return Hole((demand,), utc(since), utc(since) + timedelta(hours=hours))


def test_holes_that_come_every_week_are_one_line_and_others_each_their_own():
    sundays = [hole(f"2026-03-{day:02} 02:00", 4) for day in (8, 15, 22)]
    found = lacks(*WHOLE, holes=[*sundays, hole("2026-03-10 20:00", 4)])

    assert found.stretches == (
        "Platinum severity 1: nobody in EMEA on Sundays, 02:00 to 06:00 UTC, from 8 March on",
        "Platinum severity 1: nobody in EMEA on Tuesday 10 March, 20:00 to 24:00 UTC",
    )


def test_a_hole_over_midnight_that_comes_again_names_both_days():
    found = said_again([hole("2026-03-07 20:00", 36), hole("2026-03-14 20:00", 36)])
    assert found == (
        "Platinum severity 1: nobody in EMEA from Saturdays, 20:00 to Mondays, 08:00 UTC, from 7 March on",
    )
