"""What became of each proposal and agreement, read out of the history alone (O6.2, O6.3); what an act would move."""

from datetime import timedelta

import pytest

from sundial.protocol.agreed import Came, agreements_of
from sundial.protocol.agreeing import Hindrance, agreeable, hindrance, made_of
from sundial.protocol.amounts import parse
from sundial.protocol.document import shipped
from sundial.protocol.effect import effect
from sundial.protocol.facts import (
    AgreementDeclined,
    AgreementEnded,
    AgreementMade,
    AgreementProposed,
    Carried,
    DateAccepted,
    DateGiven,
    DateWithdrawn,
    FixIdentified,
    FixReleased,
    Instead,
    MergedFrom,
    Messaged,
    Opened,
    ReleaseRescheduled,
    Resolved,
    ResourceAsked,
    SeverityAsked,
    SeverityChanged,
    Side,
    WaitingSet,
)
from sundial.protocol.history_error import HistoryError
from sundial.protocol.promises import Promise
from sundial.protocol.severity import severity_by, ways
from sundial.protocol.sla import Terms, terms_of
from tests.histories import ANA, EVE, fact, instant
from tests.tales import tales

UPDATE, FIX = Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE
TERMS = Terms(shipped(), "platinum", "emea")
START = instant("2026-03-02 09:00")
DAILY, EVERY_DAY = Instead(UPDATE, every=parse("1 day")), (UPDATE, parse("1 day"))


def hour(hours):
    return START + timedelta(hours=hours)


def told(*doings, severity=1):
    """Tell a case: (hours, who, what), behind its opening and a first answer ten minutes later."""
    opened = Opened(severity, "platinum", "emea", (), "portal", "")
    first = [(0, ANA, opened), (1 / 6, EVE, Messaged(public=True))]
    every = enumerate([*first, *doings], start=1)
    return tuple(fact(seq, hour(hours), by, what) for seq, (hours, by, what) in every)


def came(*doings, severity=1):
    return [one.came for one in agreements_of(told(*doings, severity=severity), TERMS)]


PROPOSED = (1, EVE, AgreementProposed(*EVERY_DAY))
MADE = (1, ANA, AgreementMade(*EVERY_DAY))
DATED = [(1, EVE, FixIdentified("GW-1")), (1, EVE, DateGiven(hour(48), "GW-1"))]
ACCEPTED = [*DATED, (1.5, ANA, DateAccepted(hour(48)))]


@pytest.mark.parametrize(
    ("doings", "expected"),
    [
        ([PROPOSED], Came.PROPOSED),
        ([PROPOSED, (2, ANA, AgreementDeclined(3))], Came.DECLINED),
        ([PROPOSED, (2, EVE, AgreementDeclined(3))], Came.TAKEN_BACK),
        ([PROPOSED, (2, EVE, SeverityChanged(2))], Came.LAPSED),
        ([PROPOSED, (2, EVE, Resolved())], Came.LAPSED),
        ([PROPOSED, (2, EVE, FixIdentified("GW-1")), (2, EVE, DateGiven(hour(48), "GW-1"))], Came.LAPSED),
        ([PROPOSED, (2, EVE, Messaged(public=True))], Came.PROPOSED),
        ([PROPOSED, (2, ANA, AgreementMade(*EVERY_DAY, proposal=3))], Came.IN_FORCE),
        ([MADE], Came.IN_FORCE),
        ([MADE, (2, EVE, Messaged(public=True))], Came.IN_FORCE),
        ([MADE, (2, ANA, AgreementEnded(3))], Came.WITHDRAWN),
        ([MADE, (2, EVE, SeverityChanged(2))], Came.SEVERITY),
        ([MADE, (2, EVE, Resolved())], Came.CASE),
        ([MADE, (2, EVE, FixIdentified("GW-1")), (2, EVE, DateGiven(hour(48), "GW-1"))], Came.PHASE),
        ([(1, ANA, AgreementMade(UPDATE, due_by=hour(9))), (2, EVE, Messaged(public=True))], Came.USED),
        ([(3, ANA, AgreementMade(UPDATE, due_by=hour(9)))], Came.WITHOUT_EFFECT),
        ([(1, ANA, AgreementMade(*EVERY_DAY, until=hour(2))), (3, EVE, Messaged(public=True))], Came.DATE),
    ],
)
def test_an_agreement_says_how_it_stands_and_by_what_it_ended(doings, expected):
    assert came(*doings) == [expected]


def test_an_agreement_takes_the_place_of_the_one_before_and_of_what_was_proposed():
    assert came(MADE, PROPOSED, (2, ANA, AgreementMade(UPDATE, every=parse("2 days")))) == [
        Came.REPLACED,
        Came.REPLACED,
        Came.IN_FORCE,
    ]


def test_one_that_was_proposed_first_is_one_and_not_two_and_knows_the_proposal():
    (one,) = agreements_of(told(PROPOSED, (2, ANA, AgreementMade(*EVERY_DAY, proposal=3))), TERMS)
    assert (one.fact.seq, one.proposal.seq) == (4, 3)


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ((3, EVE, ReleaseRescheduled("5.8.2", ("GW-1",), hour(48), hour(72))), Came.SLIPPED),
        ((3, EVE, ReleaseRescheduled("5.8.2", ("GW-1",), hour(48), hour(40))), Came.IN_FORCE),
        ((3, EVE, DateGiven(hour(72), "GW-1")), Came.SLIPPED),
        ((3, EVE, DateWithdrawn("GW-1")), Came.PHASE),
        ((3, EVE, FixReleased("GW-1")), Came.PHASE),
        ((49, EVE, Messaged(public=True)), Came.USED),
        ((3, ANA, AgreementEnded(5)), Came.WITHDRAWN),
    ],
)
def test_an_accepted_date_is_an_agreement_that_ends_when_it_slips(then, expected):
    assert came(*ACCEPTED, then) == [expected]


def test_what_another_case_brings_ends_an_agreement_on_one_update():
    owed = (Carried(UPDATE, hour(1), hour(4)),)
    once = (1, ANA, AgreementMade(UPDATE, due_by=hour(9)))
    assert came(once, (2, EVE, MergedFrom("SD-7K3M-92Q", owed, ()))) == [Came.MERGED]


def test_what_can_be_agreed_on_follows_where_the_case_stands():
    assert agreeable(told(), TERMS) == (UPDATE, FIX)
    assert agreeable(told(severity=2), TERMS) == (UPDATE,)
    assert agreeable(told(*DATED), TERMS) == (FIX,)
    assert agreeable(told(*DATED, (2, EVE, FixReleased("GW-1"))), TERMS) == ()
    assert agreeable(told((2, EVE, Resolved())), TERMS) == ()


def test_what_stands_against_an_agreement_is_found_before_it_is_made():
    once = Instead(UPDATE, due_by=hour(9))
    assert hindrance(told(), TERMS, once, hour(1)) is None
    assert hindrance(told(), TERMS, once, hour(3)) is Hindrance.LATE
    assert hindrance(told()[:1], TERMS, once, hour(1)) is Hindrance.NOTHING_RUNS
    assert hindrance(told(), TERMS, Instead(Promise.FIRST_RESPONSE, due_by=hour(9)), hour(1)) is Hindrance.NO_CADENCE


def test_an_effect_is_what_the_fold_says_of_the_history_with_the_act_behind_it():
    history = told((1, EVE, ResourceAsked("engineering", hour(5))))
    (moved,) = effect(history, TERMS, made_of(DAILY), Side.CUSTOMER, hour(1))
    assert (moved.before.due_at, moved.after.due_at) == (hour(1 / 6 + 2), hour(1 / 6 + 24))
    assert not moved.is_same

    (stays,) = effect(history, TERMS, WaitingSet("waiting-for-customer"), Side.STAFF, hour(1))
    assert stays.is_same
    (ends,) = effect(history, TERMS, Resolved(), Side.STAFF, hour(1))
    assert ends.after is None
    assert effect(told()[:1], TERMS, Messaged(public=True), Side.STAFF, hour(0.5))[0].before is not None


def test_an_act_is_supposed_after_everything_that_was_recorded_already():
    history = told()
    early = effect(history, TERMS, SeverityChanged(2), Side.CUSTOMER, START)
    assert early == effect(history, TERMS, SeverityChanged(2), Side.CUSTOMER, history[-1].at)


def test_every_way_through_the_wizard_settles_what_its_answers_settle():
    questions = shipped().questions
    found = ways(questions)
    assert [way.severity for way in found] == [1, 2, 3, 4]
    assert all(severity_by(questions, way.answers) == way.severity for way in found)
    assert ways(()) == ()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_every_agreement_is_told_once_and_one_holds_for_a_promise(seed):
    *_, tale = tales(seed, 60)
    found = agreements_of(tale.facts, terms_of(tale.facts, tale.protocols))
    made = [one.seq for one in tale.facts if isinstance(one.what, AgreementMade | DateAccepted)]
    assert sorted(one.fact.seq for one in found if not one.is_proposal) == made
    holding = [one.promise for one in found if one.came is Came.IN_FORCE]
    assert len(holding) == len(set(holding))
    assert all((one.settled is None) == (one.came in (Came.IN_FORCE, Came.PROPOSED)) for one in found)


ASKED_1 = (0.5, ANA, SeverityAsked(1))
PASTED = (0.5, ANA, Messaged(public=True, automatic=True))
WROTE = (0.5, ANA, Messaged(public=True))
NO = (0.6, ANA, AgreementDeclined(3))


@pytest.mark.parametrize(
    ("before", "evidence"),
    [
        ([(0.5, EVE, PROPOSED[2]), NO], 4),  # they declined it
        ([PASTED], 3),
        ([ASKED_1], 3),
        ([(0.5, EVE, Messaged(public=True))], 3),
        ([MADE], 3),
        ([WROTE], 4),  # itself
        ([WROTE], 9),
    ],
)
def test_what_is_no_word_of_the_customer_s_agrees_to_nothing(before, evidence):
    """What lengthens a promise is the customer's own recorded act (O6.2, O6.3)."""
    for what in (AgreementMade(*EVERY_DAY, evidence=evidence), DateAccepted(hour(48), evidence)):
        with pytest.raises(HistoryError, match=f"names fact {evidence} as the customer's agreement"):
            came(*before, (2, EVE, what))


def test_their_opening_and_their_message_do():
    for doings, evidence in (([], 1), ([WROTE], 3)):
        assert came(*doings, (1, EVE, AgreementMade(*EVERY_DAY, evidence=evidence))) == [Came.IN_FORCE]


def test_a_wish_for_a_severity_agrees_to_it_and_to_no_milder_one():
    asked = (0.5, ANA, SeverityAsked(3))
    for severity in (2, 3):
        agreements_of(told(asked, (1, EVE, SeverityChanged(severity, evidence=3)), severity=1), TERMS)
    with pytest.raises(HistoryError, match="names fact 3"):
        agreements_of(told(asked, (1, EVE, SeverityChanged(4, evidence=3))), TERMS)


@pytest.mark.parametrize("proposal", [1, 2, 4, 9])
def test_what_was_not_proposed_is_not_accepted(proposal):
    with pytest.raises(HistoryError, match="accepts what was not proposed"):
        came(PROPOSED, (2, ANA, AgreementMade(UPDATE, every=parse("99 days"), proposal=3)))
    with pytest.raises(HistoryError, match=f"was not proposed in fact {proposal}"):
        came(PROPOSED, (2, ANA, AgreementMade(*EVERY_DAY, proposal=proposal)))
