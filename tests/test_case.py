"""The life of a case: what may follow what, and where that leaves it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.protocol.case import HistoryError, State, as_they_happened, state_of
from sundial.protocol.facts import SYSTEM, Breached, DueSoon, Messaged, Opened
from sundial.protocol.promises import Promise
from tests.histories import ANA, DOINGS, EVE, POSSIBLE, doings, fact, instant, told, unfolded

OPENED = Opened(2, "gold", "emea")
NINE, TEN, NOON = "2026-03-02 09:00", "2026-03-02 10:00", "2026-03-02 12:00"
SOON = DueSoon(Promise.FIRST_RESPONSE, 1, instant(NINE))
BROKEN = Breached(Promise.FIRST_RESPONSE, 1, instant(NINE))


def case(*doings):
    """Tell a case that Ana opens at nine, and on which one thing is done each hour."""
    return told(OPENED, (NINE, "Ana opens"), *((f"2026-03-02 {hour}:00", d) for hour, d in enumerate(doings, start=10)))


@pytest.mark.parametrize(
    ("doings", "state"),
    [
        ([], State.NEW),
        (["Ana writes", "Eve notes", "a receipt", "the chatbot", "Eve's out-of-office", "Eve takes it"], State.NEW),
        (["Eve answers"], State.DIAGNOSIS),
        (["Eve answers", "Eve resolves"], State.RESOLVED),
        (["Eve resolves", "Ana reopens"], State.NEW),
        (["Eve resolves", "Eve answers"], State.RESOLVED),
        (["Eve resolves", "Eve answers", "Ana reopens"], State.DIAGNOSIS),
        (["Eve answers", "Eve resolves", "Ana reopens"], State.DIAGNOSIS),
        (["Eve answers", "Eve resolves", "Ana writes"], State.DIAGNOSIS),
        (["Eve answers", "Eve resolves", "Ana's auto-reply"], State.RESOLVED),
        (["Eve answers", "Eve resolves", "the chatbot"], State.RESOLVED),
        (["Eve answers", "Eve resolves", "Eve closes"], State.CLOSED),
        (["Eve closes"], State.CLOSED),
    ],
)
def test_a_case_stands_where_its_history_has_left_it(doings, state):
    assert state_of(case(*doings)).state is state


def test_a_case_knows_its_severity_its_owner_and_its_hours():
    stands = state_of(case("Eve takes it", "Eve answers", "Eve resolves"))
    assert (stands.severity, stands.owner) == (2, "eve")
    assert (stands.opened_at, stands.resolved_at) == (instant(NINE), instant(NOON))


def test_a_case_that_is_let_go_has_no_owner():
    assert state_of(case("Eve takes it", "Eve lets go")).owner is None


def test_a_case_that_is_opened_again_is_not_resolved():
    assert state_of(case("Eve resolves", "Ana reopens")).resolved_at is None


def test_a_closed_case_keeps_the_instant_of_its_resolution():
    assert state_of(case("Eve answers", "Eve resolves", "Eve closes")).resolved_at == instant("2026-03-02 11:00")


@pytest.mark.parametrize(
    ("doings", "named"),
    [
        (["Eve resolves", "Eve resolves"], ("fact 3 (resolved", "fact 2 (resolved")),
        (["Ana reopens"], ("fact 2 (reopened", "fact 1 (opened")),
        (["Eve answers", "Ana opens"], ("fact 3 (opened", "fact 1 (opened")),
        (["Eve resolves", "Ana writes", "Ana reopens"], ("fact 4 (reopened", "fact 3 (messaged")),
        (["Eve closes", "Eve answers"], ("fact 3 (messaged", "fact 2 (closed")),
        (["Eve closes", "Eve takes it"], ("fact 3 (owner-set", "fact 2 (closed")),
        (["Eve closes", "Ana reopens"], ("fact 3 (reopened", "fact 2 (closed")),
        (["Eve resolves", "Eve closes", "Eve closes"], ("fact 4 (closed", "fact 3 (closed")),
    ],
)
def test_two_facts_that_cannot_follow_each_other_are_both_named(doings, named):
    with pytest.raises(HistoryError) as caught:
        state_of(case(*doings))
    assert all(name in str(caught.value) for name in named)


def test_a_history_that_does_not_begin_with_opened_is_refused():
    with pytest.raises(HistoryError, match=r"fact 1 \(messaged .* comes first"):
        state_of((fact(1, instant(NINE), EVE, Messaged(public=True)),))
    with pytest.raises(HistoryError, match="no facts"):
        state_of(())


def test_what_happened_before_the_case_was_opened_is_refused():
    history = (fact(1, instant(TEN), ANA, OPENED), fact(2, instant(NINE), EVE, Messaged(public=True)))
    with pytest.raises(HistoryError, match=r"fact 2 .* comes first"):
        state_of(history)


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [((1, 3), "fact 2 is missing"), ((2, 3), "fact 1 is missing"), ((1, 1), "two facts"), ((1, 2, 2), "two facts")],
)
def test_a_history_with_a_gap_or_a_double_is_refused(numbers, problem):
    whole = case("Eve answers", "Ana writes")
    with pytest.raises(HistoryError, match=problem):
        state_of(tuple(replace(one, seq=seq) for one, seq in zip(whole, numbers, strict=False)))


def test_clockwork_may_still_say_what_it_found_when_the_case_is_closed():
    history = (*case("Eve closes"), fact(3, instant(NOON), SYSTEM, SOON), fact(4, instant(NOON), SYSTEM, BROKEN))
    assert state_of(history).state is State.CLOSED


def test_facts_are_read_as_they_happened_not_as_they_were_recorded():
    call = fact(4, instant("2026-03-02 10:30"), EVE, Messaged(public=True))
    read = [one.seq for one in as_they_happened((*case("Ana writes", "Eve resolves"), call))]
    assert read == [1, 2, 4, 3]


def test_at_the_same_instant_the_order_of_recording_holds():
    at_once = [fact(seq, instant(NINE), *doing) for seq, doing in [(2, DOINGS["Eve resolves"]), (1, (ANA, OPENED))]]
    assert state_of(at_once).state is State.RESOLVED


@given(doings(), st.randoms())
def test_the_order_in_which_facts_are_handed_over_is_of_no_account(done, chance):
    history = list(unfolded(OPENED, instant(NINE), done))
    expected = state_of(history)
    chance.shuffle(history)
    assert state_of(history) == expected


@pytest.mark.parametrize("phase", POSSIBLE)
def test_exactly_what_is_possible_is_allowed(phase):
    before = {"open": [], "resolved": ["Eve resolves"], "closed": ["Eve closes"]}[phase]
    for doing in DOINGS:
        if doing in POSSIBLE[phase]:
            state_of(case(*before, doing))
        else:
            with pytest.raises(HistoryError, match="cannot follow"):
                state_of(case(*before, doing))
