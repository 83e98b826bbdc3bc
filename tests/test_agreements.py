"""Agreements: proposed by the staff, made by the customer alone, and how each ends (O6.2, O6.3)."""

import pytest

from sundial.commands.agreements import (
    Gone,
    NothingToAgree,
    NotTheirAct,
    NoWords,
    PastInstant,
    TooFar,
    agree,
    decline,
    note_agreed,
    propose,
    withdraw,
)
from sundial.commands.errors import AlreadyResolved, NotStaff
from sundial.commands.grounds import NotTheirs
from sundial.commands.severity import change_severity
from sundial.models import AlertKind, Clock, FactRow, history_of, protocols_of, viewing
from sundial.protocol.agreed import Came, agreements_of
from sundial.protocol.amounts import parse
from sundial.protocol.case import named_protocols
from sundial.protocol.facts import Instead
from sundial.protocol.promises import Promise
from sundial.protocol.sla import terms_of

UPDATE, FIX = Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE
DAILY = Instead(UPDATE, every=parse("1 business day"))


@pytest.fixture
def case(cast):
    """Ana's case of severity 1 on Platinum, answered at 09:10: the next update is due at 11:10."""
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    return case


def act(verb, player, case, *rest, at="Mon 10:00", **more):
    with viewing(player.person):
        return verb(case, *rest, by=player.person, now=player.at(at), **more)


def offer(cast, case, instead, at="Mon 10:00", text="Less often, if that is fine with you."):
    return act(propose, cast.eve, case, instead, at=at, text=text).facts[0].seq


def due(cast, case):
    with viewing(cast.eve.person):
        return [f"{clock.due_at:%a %H:%M}" for clock in Clock.objects.running().filter(case=case)]


def came(cast, case):
    """Return what became of everything that was proposed or agreed."""
    with viewing(cast.ana.person):
        history = history_of(case.pk)
        return [one.came for one in agreements_of(history, terms_of(history, protocols_of(named_protocols(history))))]


def test_a_proposal_moves_nothing_before_the_customer_accepts_it_with_one_press(cast, case):
    proposal = offer(cast, case, DAILY)
    assert due(cast, case) == ["Mon 11:10"]
    assert came(cast, case) == [Came.PROPOSED]

    recorded = act(agree, cast.ana, case, proposal, at="Mon 10:05")

    assert due(cast, case) == ["Tue 09:10"]
    assert came(cast, case) == [Came.IN_FORCE]
    assert [alert.fact.kind for alert in recorded.alerts] == [AlertKind.AGREED]


def test_the_customer_declines_and_everything_is_as_it_was(cast, case):
    proposal = offer(cast, case, DAILY)
    act(decline, cast.ana, case, proposal, at="Mon 10:05", text="We need it every two hours.")
    assert (due(cast, case), came(cast, case)) == (["Mon 11:10"], [Came.DECLINED])
    with pytest.raises(Gone):
        act(agree, cast.ana, case, proposal, at="Mon 10:06")


def test_the_staff_take_a_proposal_back_and_a_later_one_takes_its_place(cast, case):
    act(decline, cast.eve, case, offer(cast, case, DAILY), at="Mon 10:05")
    first = offer(cast, case, DAILY, at="Mon 10:10")
    offer(cast, case, Instead(UPDATE, every=parse("1 day")), at="Mon 10:15")
    assert came(cast, case) == [Came.TAKEN_BACK, Came.REPLACED, Came.PROPOSED]
    with pytest.raises(Gone):
        act(agree, cast.ana, case, first, at="Mon 10:20")


def test_no_promise_is_lengthened_without_the_customers_own_act(cast, case):
    proposal = offer(cast, case, DAILY)
    with pytest.raises(NotTheirAct):
        act(agree, cast.eve, case, proposal, at="Mon 10:05")
    with pytest.raises(NotTheirAct):
        act(note_agreed, cast.eve, case, DAILY, evidence=None, text="They said so.", at="Mon 10:05")
    with pytest.raises(NotTheirs):
        act(note_agreed, cast.eve, case, DAILY, evidence=2, text="They said so.", at="Mon 10:05")
    with pytest.raises(NotStaff):
        act(propose, cast.ana, case, DAILY, text="Less.", at="Mon 10:05")
    assert due(cast, case) == ["Mon 11:10"]


def test_what_the_customer_wrote_themselves_is_recorded_and_holds_at_once(cast, case, at):
    said = cast.ana.writes(case, at="Mon 09:30", text="Tomorrow at ten is enough.").facts[-1]
    instead = Instead(UPDATE, due_by=at("Tue 10:00"))
    at.today = at("Mon 2026-03-02 09:30").date()
    act(note_agreed, cast.eve, case, instead, evidence=said.seq, text="The next update by Tuesday 10:00.")
    assert (due(cast, case), came(cast, case)) == (["Tue 10:00"], [Came.IN_FORCE])


def test_silence_holds_until_its_instant_and_then_the_table_counts(cast, case, at):
    until = at("Wed 09:00")
    at.today = at("Mon 2026-03-02 09:30").date()
    act(agree, cast.ana, case, offer(cast, case, Instead(UPDATE, silent_until=until)), at="Mon 10:05")
    assert due(cast, case) == ["Wed 11:00"]
    cast.eve.replies(case, at="Wed 09:30")
    assert came(cast, case) == [Came.USED]


@pytest.mark.parametrize("side", ["ana", "eve"])
def test_either_side_withdraws_an_agreement_and_the_earlier_due_time_holds(cast, case, side):
    agreement = act(agree, cast.ana, case, offer(cast, case, DAILY), at="Mon 10:05").facts[0].seq
    act(withdraw, getattr(cast, side), case, agreement, at="Mon 10:30")
    assert (due(cast, case), came(cast, case)) == (["Mon 12:30"], [Came.WITHDRAWN])
    with pytest.raises(Gone):
        act(withdraw, cast.ana, case, agreement, at="Mon 10:31")


def test_an_agreement_ends_with_a_change_of_severity_and_so_does_a_proposal(cast, case):
    act(agree, cast.ana, case, offer(cast, case, DAILY), at="Mon 10:05")
    offer(cast, case, Instead(UPDATE, every=parse("2 days")), at="Mon 10:10")
    act(change_severity, cast.eve, case, 2, text="Half of it works.", at="Mon 10:20")
    assert came(cast, case) == [Came.SEVERITY, Came.LAPSED]


def test_what_comes_again_and_again_ends_with_its_date_and_cannot_be_withdrawn_any_more(cast, case, at):
    until = at("Mon 16:00")
    instead = Instead(UPDATE, every=parse("4 hours"), until=until)
    agreement = act(agree, cast.ana, case, offer(cast, case, instead), at="Mon 10:05").facts[0].seq
    assert due(cast, case) == ["Mon 13:10"]
    with pytest.raises(Gone):
        act(withdraw, cast.ana, case, agreement, at="Mon 16:00")
    cast.eve.replies(case, at="Mon 16:10")
    assert (due(cast, case), came(cast, case)) == (["Mon 18:10"], [Came.DATE])


def test_an_agreement_ends_with_the_case_and_another_takes_its_place(cast, case):
    act(agree, cast.ana, case, offer(cast, case, DAILY), at="Mon 10:05")
    act(
        agree,
        cast.ana,
        case,
        offer(cast, case, Instead(UPDATE, every=parse("4 hours")), at="Mon 10:10"),
        at="Mon 10:11",
    )
    cast.eve.resolves(case, at="Mon 10:30")
    assert came(cast, case) == [Came.REPLACED, Came.CASE]
    with pytest.raises(AlreadyResolved):
        offer(cast, case, DAILY, at="Mon 10:40")


def test_what_cannot_be_agreed_on_is_refused_in_one_sentence(cast, case, at):
    with pytest.raises(NoWords):
        offer(cast, case, DAILY, text=" ")
    with pytest.raises(PastInstant):
        offer(cast, case, Instead(UPDATE, due_by=at("Mon 09:30")))
    with pytest.raises(PastInstant):
        offer(cast, case, Instead(UPDATE, every=parse("1 day"), until=at("Mon 10:00")))
    with pytest.raises(TooFar):
        offer(cast, case, Instead(UPDATE, every=parse("999999999 business days")))
    with pytest.raises(NothingToAgree, match="nothing to agree on"):
        offer(cast, case, Instead(Promise.FIRST_RESPONSE, every=parse("1 day")))
    assert came(cast, case) == []


def test_a_single_update_that_does_not_run_or_is_late_is_not_agreed_on(cast, at, tick):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    instead = Instead(UPDATE, due_by=at("Tue 10:00"))
    at.today = at("Mon 2026-03-02 09:00").date()
    with pytest.raises(NothingToAgree, match="Nothing of it runs now"):
        offer(cast, case, instead, at="Mon 09:05")
    cast.eve.replies(case, at="Mon 09:10")
    with pytest.raises(NothingToAgree, match="late already"):
        offer(cast, case, instead, at="Mon 11:30")


def test_the_customer_reads_the_words_of_a_proposal_and_never_those_of_notes(cast, case):
    offer(cast, case, DAILY)
    with viewing(cast.ana.person):
        assert FactRow.objects.get(case=case, kind="agreement-proposed").text.startswith("Less often")


def test_on_a_severity_without_a_cadence_there_is_none_for_the_fix(cast):
    case = cast.open_case(plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    with pytest.raises(NothingToAgree):
        offer(cast, case, Instead(FIX, every=parse("1 day")))
