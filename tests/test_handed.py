"""O2.3: an offer, the questions about it, and what ended it, read out of a history; at most one is open."""

import pytest

from sundial.protocol.case import Offer, state_of
from sundial.protocol.clock import Outcome
from sundial.protocol.evidence.pack import state_json
from sundial.protocol.facts import (
    SYSTEM,
    Breached,
    Fact,
    HandoverAccepted,
    HandoverOffered,
    HandoverQuestioned,
    HandoverWithdrawn,
    Messaged,
    Mood,
    Opened,
    OwnerSet,
    Resolved,
)
from sundial.protocol.handed import handover_of, handovers_of
from sundial.protocol.history_error import HistoryError
from sundial.protocol.promises import Promise
from sundial.protocol.sla import clocks, terms_of
from tests.histories import ANA, EVE, instant
from tests.naive_tables import revisions

DIGEST, *_ = revisions()
DUE = instant("2026-03-02 15:00")
OFFER = HandoverOffered("americas", "amy", DUE, Mood.WORRIED)


def told(*lines):
    """Tell a history: (when on Monday, what), ...; Eve does it, and clockwork what is its own."""
    facts = [("09:00", Opened(2, "gold", "emea", protocol=DIGEST)), *lines]
    by = {Opened: ANA, Breached: SYSTEM}
    return tuple(
        Fact(seq, instant(f"2026-03-02 {when}"), instant(f"2026-03-02 {when}"), by.get(type(what), EVE), what)
        for seq, (when, what) in enumerate(facts, start=1)
    )


def handover_clocks(history):
    known = {digest: revision.protocol for digest, revision in revisions().items()}
    return [clock for clock in clocks(history, terms_of(history, known)) if clock.promise is Promise.HANDOVER]


def test_an_offer_stands_with_its_giver_until_it_is_accepted_whoever_owns_the_case_meanwhile():
    history = told(("10:00", OwnerSet("ned")), ("14:00", OFFER), ("14:10", OwnerSet("dan")))
    assert state_of(history).handover == Offer(3, "ned", "americas", "amy", DUE)
    assert state_json(state_of(history))["handover"]["giver"] == "ned"
    (open_one,) = handovers_of(history)
    assert (open_one.giver, open_one.is_open, open_one.what) == ("ned", True, OFFER)

    accepted = (*history, Fact(5, DUE, DUE, EVE, HandoverAccepted(3)))
    assert state_of(accepted).handover is None
    assert "handover" not in state_json(state_of(accepted))
    (closed,) = handovers_of(accepted)
    assert closed.ended_by == accepted[-1]


def test_nobodys_case_is_given_by_whoever_offers_it():
    history = told(("14:00", OFFER))
    assert handovers_of(history)[0].giver == state_of(history).handover.giver == "eve"


def test_a_question_leaves_the_offer_as_it_is():
    history = told(("14:00", OFFER), ("14:20", HandoverQuestioned(2)), ("14:30", Messaged(public=True)))
    (one,) = handovers_of(history)
    assert ([fact.seq for fact in one.questions], one.is_open) == ([3], True)
    assert [clock.outcome for clock in handover_clocks(history)] == [Outcome.RUNNING]


@pytest.mark.parametrize(
    ("end", "outcome"),
    [(OFFER, Outcome.SUPERSEDED), (HandoverWithdrawn(2), Outcome.CANCELLED), (Resolved(), Outcome.CANCELLED)],
)
def test_another_offer_a_withdrawal_and_the_end_of_the_case_end_it(end, outcome):
    in_time = told(("14:00", OFFER), ("14:59", end))
    late = told(("14:00", OFFER), ("15:01", end))
    assert handovers_of(in_time)[0].ended_by == in_time[-1]
    assert [handover_clocks(history)[0].outcome for history in (in_time, late)] == [outcome, Outcome.BREACHED]


@pytest.mark.parametrize("what", [HandoverQuestioned(9), HandoverAccepted(1), HandoverWithdrawn(2)])
def test_what_names_no_open_offer_is_an_error(what):
    replaced = told(("14:00", OFFER), ("14:10", OFFER), ("14:20", what))
    with pytest.raises(HistoryError, match="as the handover that is offered, which it is not"):
        state_of(replaced)


def test_a_fact_is_about_the_offer_that_it_names_or_whose_clock_it_names():
    broken = Breached(Promise.HANDOVER, 2, DUE)
    history = told(("14:00", OFFER), ("14:10", OFFER), ("15:00", broken), ("15:10", HandoverQuestioned(3)))
    found = [handover_of(fact, history, handover_clocks(history)) for fact in history]
    assert [one and one.seq for one in found] == [None, 2, 3, 3, 3]
