"""Severity and plan as either side asks for them, changes them and does not: O4.2, O6.8."""

import pytest

from sundial.commands.errors import AlreadyResolved, CaseClosed, NotOffered, NotStaff
from sundial.commands.grounds import NoReason, NotTheirs
from sundial.commands.severity import (
    AskedAlready,
    NotManager,
    SameAlready,
    SettledMeanwhile,
    ask_severity,
    change_plan,
    change_severity,
    decline_severity,
)
from sundial.models import AlertKind, Clock, FactRow, viewing
from sundial.protocol.asks import Answer, asks, own_words
from tests.database import as_role


@pytest.fixture
def case(cast):
    """Ana's case of severity 3 on Gold, answered at 09:10: the next update is due on Tuesday."""
    return answered(cast, severity=3)


@pytest.fixture
def graver(cast):
    """The like of severity 2: the next update is due in eight hours."""
    return answered(cast, severity=2)


def answered(cast, severity):
    case = cast.open_case(plan="gold", severity=severity, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    return case


def act(verb, player, case, *rest, at="Mon 10:00", text="", **more):
    with viewing(player.person):
        return verb(case, *rest, by=player.person, now=player.at(at), text=text, **more)


def due(cast, case):
    """Return by when the one clock that runs is due."""
    with viewing(cast.eve.person):
        (clock,) = Clock.objects.running().filter(case=case)
    return f"{clock.due_at:%a %H:%M}"


def test_a_customer_asks_and_the_staff_confirm_with_one_press(cast, case):
    asked = act(ask_severity, cast.ana, case, 1, text="All is down", answers=("down=yes",)).facts[0]
    assert due(cast, case) == "Tue 09:10"

    changed = act(change_severity, cast.eve, case, 1, evidence=asked.seq, at="Mon 10:05")

    assert changed.facts[0].what.evidence == asked.seq
    assert case.severity == 1
    assert due(cast, case) == "Mon 18:05"
    assert asks(changed.history)[0].answer is Answer.GIVEN


def test_the_owner_hears_that_another_severity_is_asked_for(cast, case):
    assert [alert.fact.kind for alert in act(ask_severity, cast.ana, case, 1, text="Down").alerts] == [
        AlertKind.SEVERITY_ASKED
    ]


def test_the_staff_decline_with_a_reason_that_the_customer_reads(cast, case):
    asked = act(ask_severity, cast.ana, case, 1, text="All is down").facts[0]
    with pytest.raises(NoReason):
        act(decline_severity, cast.eve, case, asked.seq, at="Mon 10:05", text=" ")
    declined = act(decline_severity, cast.eve, case, asked.seq, at="Mon 10:05", text="One station of nine is down.")

    assert asks(declined.history)[0].answer is Answer.DECLINED
    assert case.severity == 3
    with viewing(cast.ana.person):
        assert FactRow.objects.get(case=case, kind="severity-declined").text == "One station of nine is down."


def test_whoever_asked_takes_it_back(cast, case):
    asked = act(ask_severity, cast.ana, case, 1, text="All is down").facts[0]
    taken = act(decline_severity, cast.ana, case, asked.seq, at="Mon 10:05")
    assert asks(taken.history)[0].answer is Answer.TAKEN_BACK
    act(ask_severity, cast.ana, case, 2, at="Mon 10:10", text="Half is down")


def test_one_severity_is_asked_for_at_a_time(cast, case):
    act(ask_severity, cast.ana, case, 1, text="All is down")
    with pytest.raises(AskedAlready, match="Severity 1 is asked for already"):
        act(ask_severity, cast.eve, case, 4, text="It works?", at="Mon 10:05")


def test_a_customer_accepts_a_lower_severity_and_the_longer_due_time_holds(cast, graver):
    act(ask_severity, cast.eve, graver, 4, text="You said that it works again.")
    act(change_severity, cast.ana, graver, 4, at="Mon 10:05")

    assert graver.severity == 4
    assert due(cast, graver) == "Tue 09:10"


def test_lowered_without_the_customer_the_due_time_that_runs_stays(cast, graver):
    act(change_severity, cast.eve, graver, 4, text="A question after all.")
    assert (graver.severity, due(cast, graver)) == (4, "Mon 17:10")


def test_lowered_on_the_customers_own_message_the_longer_due_time_holds(cast, graver):
    said = cast.ana.writes(graver, at="Mon 09:30", text="It works again, take your time.").facts[-1]
    act(change_severity, cast.eve, graver, 4, text="See their message.", evidence=said.seq)
    assert (graver.severity, due(cast, graver)) == (4, "Tue 09:10")


@pytest.mark.parametrize("evidence", [2, 3, 99])
def test_what_the_customer_did_not_say_proves_no_agreement(cast, case, evidence):
    with pytest.raises(NotTheirs):
        act(change_severity, cast.eve, case, 4, evidence=evidence)
    assert case.severity == 3


def test_a_customer_changes_nothing_that_they_were_not_asked_for(cast, case):
    with pytest.raises(SettledMeanwhile):
        act(change_severity, cast.ana, case, 1)
    act(ask_severity, cast.eve, case, 4, text="Does it work again?", at="Mon 10:05")
    with pytest.raises(NotStaff):
        act(change_severity, cast.ana, case, 1, at="Mon 10:06")
    assert case.severity == 3


def test_of_two_who_answer_at_once_the_second_is_told_that_it_is_settled(cast, case):
    asked = act(ask_severity, cast.ana, case, 1, text="All is down").facts[0]
    act(decline_severity, cast.eve, case, asked.seq, at="Mon 10:05", text="One station of nine.")
    with pytest.raises(SettledMeanwhile, match="the severity is 3 now"):
        act(change_severity, cast.ned, case, 1, evidence=asked.seq, at="Mon 10:05")
    with pytest.raises(SettledMeanwhile):
        act(decline_severity, cast.ned, case, asked.seq, at="Mon 10:05", text="No.")


def test_a_change_from_a_page_that_is_out_of_date_overrules_nothing(cast, case):
    act(change_severity, cast.eve, case, 2, text="Worse than it looked.", seen=3)
    with pytest.raises(SettledMeanwhile, match="the severity is 2 now"):
        act(change_severity, cast.ned, case, 4, text="Better than it looked.", seen=3)


def test_a_change_needs_another_severity_that_there_is_and_a_reason(cast, case):
    with pytest.raises(SameAlready, match="has severity 3 already"):
        act(change_severity, cast.eve, case, 3, text="Same.")
    with pytest.raises(NotOffered, match="no severity 5"):
        act(change_severity, cast.eve, case, 5, text="Worse.")
    with pytest.raises(NoReason):
        act(change_severity, cast.eve, case, 2, text=" ")


def test_a_case_that_has_ended_takes_no_other_severity(cast, case):
    asked = act(ask_severity, cast.ana, case, 1, text="All is down").facts[0]
    history = cast.eve.resolves(case, at="Mon 11:00").history
    assert asks(history)[0].answer is Answer.OVERTAKEN
    with pytest.raises(AlreadyResolved):
        act(change_severity, cast.eve, case, 1, evidence=asked.seq, at="Mon 11:05")
    cast.eve.closes(case, at="Mon 11:10")
    with pytest.raises(CaseClosed):
        act(ask_severity, cast.ana, case, 1, text="Down again", at="Mon 11:15")


def test_a_plan_is_changed_by_a_duty_manager_and_a_better_one_shortens_at_once(cast):
    case = answered(cast, severity=1)
    assert due(cast, case) == "Mon 17:10"
    with pytest.raises(NotManager):
        act(change_plan, cast.eve, case, "platinum", text="They upgraded.")
    act(change_plan, cast.dan, case, "platinum", text="They upgraded.")

    assert case.plan == "platinum"
    assert due(cast, case) == "Mon 12:00"
    with pytest.raises(SameAlready, match="on Platinum already"):
        act(change_plan, cast.dan, case, "platinum", text="Again.", at="Mon 10:05")
    with pytest.raises(NotOffered):
        act(change_plan, cast.dan, case, "bronze", text="Cheaper.", at="Mon 10:05")


def test_only_the_customers_own_words_count_as_theirs(cast, case):
    cast.eve.notes(case, at="Mon 09:20")
    said = cast.ana.writes(case, at="Mon 09:30").facts[-1]
    with as_role("sundial_web"), viewing(cast.eve.person):
        rows = [row.fact for row in FactRow.objects.filter(case=case).order_by("seq")]
    assert [fact.seq for fact in own_words(rows)] == [said.seq, 1]
