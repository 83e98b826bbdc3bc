"""O7, O8.4, O8.5: a case climbs rung by rung; its duties answer it; the customer ends it, or silence and a reason."""

import pytest

from sundial.commands.errors import AlreadyResolved, NotOffered, NotStaff
from sundial.commands.escalation_ground import (
    CannotAnswer,
    NotEscalated,
    NotNext,
    NotThePointPerson,
    NoWords,
    OnThatRung,
    StillWaiting,
    WayClosed,
    WrongTime,
    check_may_answer,
)
from sundial.commands.merging import CannotMerge, merge
from sundial.commands.record import record
from sundial.commands.rota import take_time_off
from sundial.commands.severity import SameAlready, ask_severity
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Case, Clock, Escalation, FactRow, history_of, viewing
from sundial.protocol.asks import asks
from sundial.protocol.facts import Asks, ComfortAsked, Duty
from tests.climbing_story import answers, does, escalates, finds, is_comfortable, owns, rungs, settles
from tests.database import as_role

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def case(cast):
    """Ana's, on a plan with phone; Eve has it and has answered."""
    opened = cast.open_case(plan="platinum", severity=3, at=MOMENT)
    cast.eve.replies(opened, at="Mon 09:05")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def clock(case, about):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        found = Clock.objects.get(case=case, promise="escalation-answer", about=about)
    return found.outcome, f"{found.due_at:%H:%M}"


def test_a_customer_climbs_one_rung_at_a_time_and_makes_no_call_in_the_portal(cast, case):
    """O8.4: rung 3 is a call, which is taken on its own rung."""
    with pytest.raises(NotNext, match="rung 1"):
        escalates(cast.ana, case, 2, at="Mon 09:30")
    first = escalates(cast.ana, case, 1, at="Mon 09:31", asks=Asks.VIDEO)
    second = escalates(cast.ana, case, 2, at="Mon 09:40", text="")
    with pytest.raises(NotNext, match="Call the OPSWAT support phone line"):
        escalates(cast.ana, case, 3, at="Mon 09:50")
    third = escalates(cast.eve, case, 3, at="Mon 09:55")
    fourth = escalates(cast.ana, case, 4, at="Mon 10:00")

    assert rungs(case) == [(1, "", False, False), (2, "", False, False), (3, "", False, True), (4, "", False, True)]
    dues = [clock(case, seq) for seq in (first, second, third, fourth)]
    assert dues == [("running", "13:31"), ("running", "11:40"), ("running", "11:55"), ("running", "12:00")]


def test_where_the_plan_has_no_phone_the_next_rung_is_open(cast):
    """O8.3b."""
    case = cast.open_case(plan="silver", severity=3, at=MOMENT)
    escalates(cast.ana, case, 1, at="Mon 09:30")
    escalates(cast.ana, case, 2, at="Mon 09:40")
    with pytest.raises(WayClosed, match="Silver does not include phone"):
        escalates(cast.eve, case, 3, at="Mon 09:45")
    escalates(cast.ana, case, 4, at="Mon 09:50")
    assert [rung for rung, *_ in rungs(case)] == [1, 2, 4]


def test_the_second_who_presses_learns_who_has_it_and_nothing_is_set_off_twice(cast, case):
    seq = escalates(cast.eve, case, 2, at="Mon 09:30")
    with pytest.raises(OnThatRung, match="on rung 2: the team was told"):
        escalates(cast.eve, case, 2, at="Mon 09:31")
    owns(cast.dan, case, seq, at="Mon 09:32")
    with pytest.raises(OnThatRung, match="on rung 2: Dan has it"):
        escalates(cast.ana, case, 1, at="Mon 09:33")
    with viewing(cast.eve.person):
        assert FactRow.objects.filter(case=case, kind="escalated").count() == 1


def test_the_duties_answer_a_rung_and_those_below_it_and_only_their_owner_does_them(cast, case):
    """O7.5: contact, details, plan, parties, and somebody who owns it."""
    first = escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.MANAGER)
    second = escalates(cast.ana, case, 2, at="Mon 09:40")
    with pytest.raises(CannotAnswer):
        owns(cast.eve, case, second, at="Mon 09:45")
    with pytest.raises(NotThePointPerson, match="Take this escalation first"):
        does(cast.dan, case, second, Duty.CONTACT, at="Mon 09:45")
    owns(cast.dan, case, second, at="Mon 09:46")
    with pytest.raises(NotThePointPerson, match="Dan owns this escalation"):
        does(cast.eve, case, second, Duty.CONTACT, at="Mon 09:47")
    with pytest.raises(NoWords):
        does(cast.dan, case, second, Duty.PLAN, at="Mon 09:47", text=" ")
    for duty in (Duty.CONTACT, Duty.DETAILS, Duty.PLAN):
        does(cast.dan, case, second, duty, at="Mon 09:50")
    assert clock(case, second) == ("running", "11:40")

    does(cast.dan, case, second, Duty.PARTIES, at="Mon 09:55", text="Engineering looks at the trace.")
    assert (clock(case, first)[0], clock(case, second)[0]) == ("met", "met")
    assert rungs(case) == [(1, "", True, False), (2, "Dan", True, False)]
    with viewing(cast.ana.person):
        shown = FactRow.objects.filter(case=case, kind="duty-done").values_list("what__duty", flat=True)
        assert sorted(shown) == ["contact", "details", "plan"]


def test_comfortable_settles_the_rung_and_those_below_but_not_before_the_findings_stand(cast, case):
    """O8.5; rung 3 asks how the rungs before failed."""
    escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.VIDEO)
    third = escalates(cast.eve, case, 3, at="Mon 09:40")
    answers(cast.dan, case, third, at="Mon 10:00")
    is_comfortable(cast.ana, case, third, at="Mon 10:30", comfortable=False)
    assert len(rungs(case)) == 2
    is_comfortable(cast.ana, case, third, at="Mon 11:30")
    assert rungs(case) == [(1, "", True, False), (3, "Dan", True, True)]
    finds(cast.dan, case, third, at="Mon 11:40")
    assert rungs(case) == []
    with pytest.raises(NotEscalated):
        is_comfortable(cast.ana, case, third, at="Mon 11:41")
    escalates(cast.ana, case, 1, at="Mon 11:45", asks=Asks.VIDEO)  # the ladder begins anew


def test_silence_is_decided_with_a_reason_and_only_after_a_question_and_a_reminder(cast, case):
    """O8.5: de-escalation never happens by itself."""
    seq = escalates(cast.eve, case, 2, at="Mon 09:30")
    answers(cast.dan, case, seq, at="Mon 10:00")
    with pytest.raises(StillWaiting):
        settles(cast.dan, case, seq, at="Mon 10:05")
    for at in ("Tue 10:00", "Wed 10:00"):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            record(case, ComfortAsked(seq), by=None, now=cast.at(at))
    with pytest.raises(NotThePointPerson):
        settles(cast.eve, case, seq, at="Wed 11:00")
    settles(cast.dan, case, seq, at="Wed 11:00")
    assert rungs(case) == []


def test_a_call_counts_from_when_it_came_and_never_from_where_it_cannot_have(cast, case):
    """O7.4: what the staff take is counted from its arrival."""
    with pytest.raises(WrongTime):
        escalates(cast.eve, case, 3, at="Mon 10:00", asked="Mon 08:59")
    seq = escalates(cast.eve, case, 3, at="Mon 10:00", asked="Mon 09:20")
    assert clock(case, seq) == ("running", "11:20")


def test_another_severity_is_asked_for_beside_it_and_never_changed_by_it(cast, case):
    escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.SEVERITY, severity=1)
    with viewing(cast.ana.person):
        newest = FactRow.objects.filter(case=case).order_by("-seq")[:2]
        assert [row.kind for row in newest] == ["severity-asked", "escalated"]
    assert case.severity == 3


def test_another_severity_of_the_ladder_is_checked_as_any_other_is(cast, case):
    with pytest.raises(NotOffered):
        escalates(cast.ana, case, 1, at="Mon 09:20", asks=Asks.SEVERITY, severity=7)
    with pytest.raises(SameAlready):
        escalates(cast.ana, case, 1, at="Mon 09:20", asks=Asks.SEVERITY, severity=3)
    with viewing(cast.eve.person):
        ask_severity(case, 1, by=cast.eve.person, now=cast.at("Mon 09:25"), text="Is it worse?")
    escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.SEVERITY, severity=2, text="We wait.")
    with viewing(cast.ana.person):
        assert [one.what.severity for one in asks(history_of(case.pk))] == [1]  # one is asked for at a time
        row = FactRow.objects.get(case=case, kind="escalated")
    assert row.text == "We wait.\n\nSeverity asked for: 2."


def test_what_cannot_be_is_refused(cast, case):
    with pytest.raises(NoWords):
        escalates(cast.ana, case, 1, at="Mon 09:30", text=" ", asks=Asks.OTHER)
    seq = escalates(cast.ana, case, 1, at="Mon 09:31", asks=Asks.VIDEO)
    with pytest.raises(NotStaff):
        owns(cast.ana, case, seq, at="Mon 09:32")
    with pytest.raises(NoWords):  # a colleague who notes that the customer said so says when and how
        is_comfortable(cast.eve, case, seq, at="Mon 09:33")


def test_an_escalated_case_is_not_merged_away_and_ends_its_ladder_with_itself(cast, case):
    other = cast.open_case(plan="platinum", severity=3, at="Mon 09:20")
    seq = escalates(cast.eve, case, 3, at="Mon 09:30")
    with pytest.raises(CannotMerge, match="Merge the other one into it"):
        cast.eve._acts(merge, case, "Mon 09:40", into=other)
    second = escalates(cast.eve, other, 2, at="Mon 09:41")
    for one, another in ((case, other), (other, case)):
        with pytest.raises(CannotMerge, match=r"both escalated.* once its escalation is settled\."):
            cast.eve._acts(merge, one, "Mon 09:42", into=another)
    is_comfortable(cast.ana, other, second, at="Mon 09:43")
    cast.eve._acts(merge, other, "Mon 09:44", into=case)
    cast.eve.resolves(case, at="Mon 09:50")
    assert rungs(case) == []
    assert clock(case, seq)[0] == "cancelled"
    with pytest.raises(AlreadyResolved):
        escalates(cast.ana, case, 1, at="Mon 09:51")


def test_the_rows_are_what_the_history_says(cast, case):
    seq = escalates(cast.eve, case, 2, at="Mon 09:30")
    answers(cast.dan, case, seq, at="Mon 10:00")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(verify(Proof())) == []
        row = Escalation.objects.get(case=case)
        assert f"{row.asks_at:%a %H:%M}" == "Tue 10:00"
        Escalation.objects.filter(case=case).update(rung=3)
        (found,) = verify(Proof())
    assert "escalation" in found.problem


def test_the_case_row_says_on_which_rung_it_stands_and_the_queue_puts_the_higher_first(cast, case):
    """O3.3: the promise first; of two that fall due together the higher rung."""
    twin = cast.open_case(plan="platinum", severity=2, at=MOMENT)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(Case.objects.filter(pk__in=(case.pk, twin.pk)).values_list("rung", flat=True)) == [0, 0]
    seq = escalates(cast.eve, case, 2, at="Mon 09:30")
    escalates(cast.eve, twin, 1, at="Mon 09:30", asks=Asks.VIDEO)
    assert (case.rung, twin.rung) == (2, 1)
    with as_role("postgres"):
        Case.objects.update(next_due_at=cast.at("Mon 11:30"))
    with viewing(cast.eve.person):
        assert list(Case.objects.open().in_queue_order()) == [case, twin]  # though the twin is graver
    is_comfortable(cast.ana, case, seq, at="Mon 10:00")
    assert case.rung == 0


def test_a_deputy_is_point_person_for_as_long_as_they_stand_in_and_no_longer(cast, case):
    """O8: deputies follow on. Ned is an engineer, and has Dan's roles until he is back."""
    seq = escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.MANAGER)
    second = escalates(cast.ana, case, 2, at="Mon 09:40")
    now = cast.at("Mon 09:45")
    with pytest.raises(CannotAnswer):
        owns(cast.ned, case, second, at="Mon 09:45")
    with viewing(cast.dan.person):
        until = cast.at("Mon 11:00")
        take_time_off(cast.dan.person, now, until, deputy=cast.ned.person, by=cast.dan.person, now=now)
    with pytest.raises(CannotAnswer):
        owns(cast.amy, case, second, at="Mon 09:50")
    with viewing(cast.ned.person):
        check_may_answer(case, 2, cast.ned.person, cast.at("Mon 10:59"))
        with pytest.raises(CannotAnswer):
            check_may_answer(case, 2, cast.ned.person, until)
    answers(cast.ned, case, second, at="Mon 10:10")
    assert rungs(case) == [(1, "", True, False), (2, "Ned", True, False)]
    assert seq < second
