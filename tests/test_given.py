"""O2.3, O8.6: whoever gets a case without an act of their own hears of it, once; docs/sun.md has the table."""

import pytest

from sundial.commands.splitting import splittable
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, viewing
from sundial.protocol.rota import Duty
from tests.database import as_role
from tests.handing import accepts, offers, owner_of
from tests.related import divides
from tests.shifting import acts, begin_pattern, by_day
from tests.walling import asks, closes, restrictable, with_work_outside

MOMENT = "Mon 2026-03-02 09:00"
GIVEN, REOPENED = "a case has a new owner", "a case was reopened"


def heard(*cases, kind="owner-set"):
    """Return who was told, in the order of telling, and what."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        found = Alert.objects.filter(case__in=cases, kind=kind).order_by("at", "person__name")
        return [f"{name}: {text}" for name, text in found.values_list("person__name", "text")]


@pytest.fixture
def dora(cast):
    """A Director of APJ, where there is no Duty Manager; she stands as the manager of the night."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        director = cast._staff("Dora", "director", "apj")
    acts(
        director,
        begin_pattern,
        by_day(director, region="apj", hours=(0, 23), duty=Duty.MANAGER),
        at=f"{MOMENT[:14]} 00:10",
    )
    return director


@pytest.fixture
def case(cast):
    """Eve's, answered."""
    opened = cast.open_case(plan="gold", severity=3, at=MOMENT)
    cast.eve.replies(opened, at="Mon 09:05")
    return opened


def test_a_director_who_answers_for_a_case_that_was_left_lying_hears_that_it_is_theirs(cast, dora, case, tick):
    offers(cast.eve, case, at="Mon 14:05", to="apj")
    assert tick("Mon 15:00") == ["Dan, Max: handover missed, was due 15:00 UTC", f"Dora: {GIVEN}"]
    assert owner_of(case) == "Dora"
    assert (tick("Mon 15:01"), heard(case)) == ([], [f"Dora: {GIVEN}"])


def test_behind_a_wall_what_is_left_lying_comes_to_nobody_outside_and_nobody_there_hears(cast, dora, tick):
    hidden = cast.opens(cast.restricted("emea", "americas"), at=MOMENT)
    cast.eve.takes(hidden, at="Mon 09:05")
    before = heard(hidden)
    offers(cast.eve, hidden, at="Mon 14:05")
    tick("Mon 15:00")
    assert (owner_of(hidden), heard(hidden)) == ("Max", [*before, f"Max: {GIVEN}"])


def test_a_case_that_is_flagged_is_its_managers_at_once_and_they_hear_of_it(cast):
    hidden = cast.opens(cast.restricted("emea"), at=MOMENT)  # without an entitlement
    assert (owner_of(hidden), heard(hidden)) == ("Dan", [f"Dan: {GIVEN}"])


def test_who_is_given_a_case_by_a_colleague_hears_of_it_and_who_takes_or_accepts_one_does_not(cast, case):
    cast.dan.assigns(case, cast.ned, at="Mon 09:10")
    assert heard(case) == [f"Ned: {GIVEN}"]
    cast.dan.assigns(case, None, at="Mon 09:11")  # given back: nobody has it
    cast.eve.takes(case, at="Mon 09:12")
    accepts(cast.amy, case, offers(cast.eve, case, at="Mon 14:05"), at="Mon 14:20")
    assert (owner_of(case), heard(case)) == ("Amy", [f"Ned: {GIVEN}"])


def test_word_of_a_case_that_somebody_else_was_given_meanwhile_leaves_the_house_no_more(cast, case):
    cast.eve.resolves(case, at="Mon 09:08", text="Solved.")
    cast.ana.reopens(case, at="Mon 09:09")
    cast.dan.assigns(case, cast.ned, at="Mon 09:10")
    cast.dan.assigns(case, cast.amy, at="Mon 09:11")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        given = Alert.objects.select_related("case", "person").filter(case=case, kind__in=("owner-set", "reopened"))
        why = {one.person.name: why_not(one, cast.at("Mon 09:12")) for one in given}
    over = "somebody was given the case meanwhile"
    assert why == {"Eve": over, "Ned": over, "Amy": ""}


def test_whoever_takes_over_what_a_wall_shuts_out_hears_of_it(cast):
    restrictable(cast)
    first, second, _ = with_work_outside(cast)
    asks(cast.dan, cast.acme, "emea")
    closes(cast.dan, cast.acme, {first.pk: cast.eve.person, second.pk: cast.dan.person}, {"tam": None})
    assert [owner_of(one) for one in (first, second)] == ["Eve", "Dan"]
    assert heard(first, second) == [f"Eve: {GIVEN}"]  # Dan did it himself


@pytest.mark.parametrize("by", ["ana", "ned"])
def test_a_case_that_is_settled_and_wakes_comes_back_to_its_owner_who_hears_of_it(cast, case, by):
    cast.eve.resolves(case, at="Mon 10:00", text="Solved.")
    getattr(cast, by).reopens(case, at="Mon 11:00")
    assert heard(case, kind="reopened") == [f"Eve: {REOPENED}"]
    cast.eve.resolves(case, at="Mon 11:10", text="Solved.")
    cast.eve.reopens(case, at="Mon 11:20")
    assert heard(case, kind="reopened") == [f"Eve: {REOPENED}"]


def test_what_wakes_and_is_nobodys_or_somebodys_who_left_comes_before_the_manager_in_charge(cast, case):
    cast.eve.resolves(case, at="Mon 10:00", text="Solved.")
    cast.leaves(cast.eve)
    cast.ana.reopens(case, at="Mon 11:00")
    assert heard(case, kind="reopened") == [f"Dan: {REOPENED}"]


def test_a_manager_who_splits_off_a_case_that_is_theirs_at_once_hears_nothing_of_what_they_did(cast):
    rita = cast.restricted("emea")
    hidden = cast.opens(rita, at=MOMENT)  # without an entitlement
    rita.writes(hidden, at="Mon 09:02", text="By the way, how do I reset a password?")
    with viewing(cast.dan.person):
        seq = splittable(hidden)[0].seq
    apart = divides(cast.dan, hidden, seq, "Mon 09:05")
    assert (owner_of(apart), heard(apart)) == ("Dan", [])
