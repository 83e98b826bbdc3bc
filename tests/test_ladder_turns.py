"""O7, O8.5: awkward turns: findings top first, letters that are entered late, a takeover, a case that ends."""

import pytest

from sundial.commands.comforting import ask_who_is_due
from sundial.commands.escalation_ground import CannotAnswer, WrongTime
from sundial.models import CLOCKWORK, Alert, Case, Clock, Organization, history_of, viewing
from sundial.protocol.case import state_of
from sundial.protocol.facts import Asks, Duty
from tests.climbing_story import answers, does, escalates, finds, is_comfortable, owns, rungs
from tests.database import as_role


@pytest.fixture
def case(cast):
    opened = cast.open_case(plan="platinum", severity=3, at="Mon 2026-03-02 09:00")
    cast.eve.replies(opened, at="Mon 09:05")
    return opened


def at_work():
    return as_role("sundial_worker")


def owed_findings(case):
    with at_work(), viewing(CLOCKWORK):
        return state_of(history_of(case.pk)).findings_owed


def test_findings_are_written_in_any_order(cast, case):
    third = escalates(cast.eve, case, 3, at="Mon 10:00")
    answers(cast.dan, case, third, at="Mon 10:10")
    fourth = escalates(cast.ana, case, 4, at="Mon 10:20")
    answers(cast.dan, case, fourth, at="Mon 10:30")
    is_comfortable(cast.ana, case, fourth, at="Mon 10:40")
    finds(cast.dan, case, fourth, at="Mon 10:50")
    assert [rung for rung, *_ in rungs(case)] == [3, 4]
    finds(cast.dan, case, third, at="Mon 10:55")
    assert rungs(case) == []


def test_not_yet_takes_comfortable_back_of_the_rungs_below_as_well(cast, case):
    third = escalates(cast.eve, case, 3, at="Mon 10:00")
    answers(cast.dan, case, third, at="Mon 10:10")
    fourth = escalates(cast.ana, case, 4, at="Mon 10:20")
    is_comfortable(cast.ana, case, fourth, at="Mon 10:40")
    is_comfortable(cast.ana, case, fourth, at="Mon 10:41", comfortable=False)
    finds(cast.dan, case, third, at="Mon 10:55")
    assert [rung for rung, *_ in rungs(case)] == [3, 4]


def test_customers_are_asked_of_the_highest_rung_alone_and_not_while_that_is_owed(cast, case):
    def asks(at):
        with at_work(), viewing(CLOCKWORK):
            return ask_who_is_due(cast.at(at))

    first = escalates(cast.ana, case, 1, at="Mon 10:00", asks=Asks.VIDEO)
    answers(cast.eve, case, first, at="Mon 10:05")
    second = escalates(cast.ana, case, 2, at="Mon 10:10")
    assert asks("Tue 16:00") == 0
    answers(cast.dan, case, second, at="Tue 16:10")
    assert asks("Wed 16:30") == 1
    with at_work(), viewing(CLOCKWORK):
        assert Alert.objects.filter(case=case, kind="comfort-asked").count() == 1


def test_a_letter_that_is_entered_late_counts_from_its_arrival_also_beneath_a_later_press(cast, case):
    """O7.4: rung 2 was pressed meanwhile, and both promises were made."""
    escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.VIDEO)
    second = escalates(cast.ana, case, 2, at="Mon 10:20")
    fourth = escalates(cast.eve, case, 4, at="Mon 10:40", asked="Mon 10:00")
    with at_work(), viewing(CLOCKWORK):
        dues = {clock.about: f"{clock.due_at:%H:%M}" for clock in Clock.objects.filter(case=case, about__gt=0)}
    assert (dues[second], dues[fourth]) == ("12:20", "12:00")
    answers(cast.dan, case, fourth, at="Mon 11:00")
    assert [(rung, answered) for rung, _, answered, _ in rungs(case)] == [(1, True), (2, True), (4, True)]


@pytest.mark.parametrize("asked", ["Mon 09:50", "Mon 11:00"])
def test_what_was_asked_for_before_the_case_was_taken_up_again_is_refused_with_the_time_from_which_it_counts(
    cast, case, asked
):
    cast.eve.resolves(case, at="Mon 10:00")
    cast.ana.reopens(case, at="Mon 12:00")
    with pytest.raises(WrongTime, match="from 2026-03-02 12:00 UTC"):
        escalates(cast.eve, case, 3, at="Mon 12:10", asked=asked)
    escalates(cast.eve, case, 3, at="Mon 12:10", asked="Mon 12:00")
    assert [rung for rung, *_ in rungs(case)] == [3]


def test_a_call_from_before_a_rung_was_settled_belongs_to_that(cast, case):
    third = escalates(cast.eve, case, 3, at="Mon 10:00")
    answers(cast.dan, case, third, at="Mon 10:30")
    finds(cast.dan, case, third, at="Mon 10:40")
    is_comfortable(cast.ana, case, third, at="Mon 11:00")
    with pytest.raises(WrongTime, match="from 2026-03-02 11:00 UTC"):
        escalates(cast.eve, case, 3, at="Mon 11:05", asked="Mon 10:50")


def test_whose_contact_details_the_customer_has_is_not_anothers(cast, case):
    """O7.5: who takes over gives their own before the rung counts as answered."""
    seq = escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.MANAGER)
    owns(cast.eve, case, seq, at="Mon 09:40")
    for duty in (Duty.CONTACT, Duty.DETAILS, Duty.PLAN):
        does(cast.eve, case, seq, duty, at="Mon 09:45")
    owns(cast.dan, case, seq, at="Mon 09:50", seen=str(cast.eve.person.pk))
    does(cast.dan, case, seq, Duty.PARTIES, at="Mon 09:55")
    assert rungs(case) == [(1, "Dan", False, False)]
    does(cast.dan, case, seq, Duty.DETAILS, at="Mon 10:00")
    assert rungs(case) == [(1, "Dan", True, False)]


def test_findings_are_owed_beyond_the_end_of_their_case(cast, case):
    third = escalates(cast.eve, case, 3, at="Mon 10:00")
    cast.eve.resolves(case, at="Mon 11:00")
    assert owed_findings(case) == (third,)
    with pytest.raises(CannotAnswer):
        finds(cast.eve, case, third, at="Mon 11:20")
    finds(cast.dan, case, third, at="Mon 11:30")
    assert owed_findings(case) == ()


def test_of_a_customers_own_people_only_theirs_answers_and_of_the_leaders_those_of_the_document(cast, case):
    """O8.1: rung 4 is answered by the customer's CSM, and nobody else's; rung 3 belongs to the leadership."""
    with at_work(), viewing(CLOCKWORK):
        theirs, others, leader = (
            cast._staff(*who) for who in (("Carl", "csm", "emea"), ("Cleo", "csm", "emea"), ("Sal", "svp", ""))
        )
        Organization.objects.filter(pk=cast.acme.pk).update(csm=theirs.person)
        anew = Case.objects.select_related("organization").get(pk=case.pk)
    third = escalates(cast.eve, anew, 3, at="Mon 10:00")
    fourth = escalates(cast.eve, anew, 4, at="Mon 10:10")
    with pytest.raises(CannotAnswer):
        owns(others, anew, fourth, at="Mon 10:20")
    owns(theirs, anew, fourth, at="Mon 10:21")
    with pytest.raises(CannotAnswer):
        owns(theirs, anew, third, at="Mon 10:22")
    owns(leader, anew, third, at="Mon 10:23")
    assert [(rung, who) for rung, who, *_ in rungs(anew)] == [(3, "Sal"), (4, "Carl")]
