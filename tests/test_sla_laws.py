"""What holds for the promises of every history, whatever happens on a case."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.facts import Breached, DueSoon, Messaged, Opened
from sundial.protocol.facts_json import decode, encode
from sundial.protocol.promises import PHASES
from sundial.protocol.sla import Cause, HistoryError, Outcome, Terms, clocks, explain
from tests.histories import DOINGS, EVE, IDLE, doings, fact, played
from tests.telling import MONDAY, PROTOCOL, case


@st.composite
def told_cases(draw):
    """A history that could have happened, with clockwork's findings in it, and its terms."""
    regions = draw(st.sampled_from([(), ("emea",), ("apj", "emea")]))
    opened = Opened(
        draw(st.integers(1, 4)),
        draw(st.sampled_from(list(PROTOCOL.plans))),
        draw(st.sampled_from(list(PROTOCOL.regions))),
        regions,
        "portal",
        PROTOCOL.digest,
    )
    terms = Terms(PROTOCOL, opened.plan, opened.home_region, regions)
    start = MONDAY + timedelta(minutes=draw(st.integers(0, 400 * 1440)))
    return played(opened, start, draw(doings()), terms), terms


@given(told_cases())
def test_reading_a_history_again_changes_nothing(told):
    history, terms = told
    again = tuple(decode(encode(one)) for one in history)
    assert clocks(again, terms) == clocks(history, terms)


@given(told_cases(), st.data())
def test_what_happens_later_never_changes_what_an_ended_clock_says(told, data):
    history, terms = told
    before = clocks(history[: data.draw(st.integers(1, len(history)))], terms)
    after = clocks(history, terms)
    for was, now in zip(before, after, strict=False):
        assert (was.promise, was.cycle, was.started_at, was.due_at) == (
            now.promise,
            now.cycle,
            now.started_at,
            now.due_at,
        )
        if was.ended_at:
            assert (now.ended_at, now.outcome, now.kept_by) == (was.ended_at, was.outcome, was.kept_by)
        if was.breach_said:
            assert now.breach_said
    assert len(after) >= len(before)


@given(told_cases())
def test_a_case_owes_one_thing_at_a_time(told):
    found = clocks(*told)
    assert sum(clock.ended_at is None for clock in found) <= 1
    for earlier, later in pairwise(found):
        assert earlier.ended_at is not None
        assert earlier.ended_at <= later.started_at


@given(told_cases())
def test_cycles_are_counted_from_one_without_a_gap(told):
    found = clocks(*told)
    for promise in PHASES:
        cycles = [clock.cycle for clock in found if clock.promise is promise]
        assert cycles == list(range(1, len(cycles) + 1))


@given(told_cases())
def test_met_means_that_a_person_wrote_in_time(told):
    history, terms = told
    for clock in clocks(history, terms):
        if clock.outcome is Outcome.MET:
            kept_by = history[clock.kept_by - 1]
            assert (kept_by.by, kept_by.what) == (EVE, Messaged(public=True))
            assert clock.started_at <= kept_by.at <= clock.due_at


@given(told_cases())
def test_instants_stand_in_their_order(told):
    for clock in clocks(*told):
        assert clock.started_at <= (clock.warn_at or clock.due_at) <= clock.due_at
        assert (clock.warn_at is None) is (clock.ended_at is not None)
        assert clock.check_at in (None, clock.warn_at, clock.due_at)


@given(told_cases())
def test_every_warning_and_every_breach_is_said_at_most_once(told):
    history, _ = told
    said = [one.what for one in history if isinstance(one.what, DueSoon | Breached)]
    assert len(said) == len(set(said))


@given(told_cases(), st.sampled_from(IDLE), st.data())
def test_what_keeps_no_promise_changes_no_clock_wherever_it_stands(told, doing, data):
    history, terms = told
    place = data.draw(st.integers(1, len(history)))
    idle = replace(fact(place + 1, history[place - 1].at, *DOINGS[doing]))
    later = [replace(one, seq=one.seq + 1) for one in history[place:]]
    try:
        found = clocks((*history[:place], idle, *later), terms)
    except HistoryError:
        return  # a closed case takes no more
    numbers = {"kept_by": None, "ended_by": None, "because": None}
    unnumbered = [clock._replace(**numbers) for clock in found]
    assert unnumbered == [clock._replace(**numbers) for clock in clocks(history, terms)]


@given(told_cases())
@settings(max_examples=50)
def test_the_steps_always_come_to_the_due_time(told):
    history, terms = told
    for clock in clocks(history, terms):
        assert explain(clock, terms)[-1].at == clock.due_at


@given(told_cases())
def test_a_cycle_counts_from_the_fact_that_it_names(told):
    history, terms = told
    for clock in clocks(history, terms):
        named = history[clock.because.fact - 1]
        assert named.at == clock.started_at
        assert (clock.because.cause is Cause.OPENED) == (clock.because.fact == 1)


@given(told_cases(), st.integers(1, 100_000))
def test_where_hours_run_day_and_night_a_case_that_is_shifted_owes_the_same_as_much_later(told, minutes):
    history, terms = told
    opened = replace(history[0].what, severity=1, plan="platinum")
    people = [one for one in history if not isinstance(one.what, DueSoon | Breached)]
    history = [replace(one, seq=seq) for seq, one in enumerate(people, start=1)]
    history[0] = replace(history[0], what=opened)
    later = timedelta(minutes=minutes)
    shifted = [replace(one, at=one.at + later) for one in history]
    terms = replace(terms, plan="platinum")
    assert [clock.due_at + later for clock in clocks(history, terms)] == [c.due_at for c in clocks(shifted, terms)]
    assert [clock.outcome for clock in clocks(history, terms)] == [c.outcome for c in clocks(shifted, terms)]


def test_a_thousand_facts_are_folded_into_a_clock_for_each_answer():
    told = ["Mon 09:00 Ana opens"]
    history, terms = case("silver", 1, *told)
    doing = ["Eve answers", "Ana writes", "Eve notes"]
    start = history[0].at
    history += tuple(fact(n, start + timedelta(hours=n), *DOINGS[doing[n % 3]]) for n in range(2, 1001))
    found = clocks(history, terms)
    assert len(found) == 334
    assert [clock.ended_at for clock in found[:-1]] == [clock.started_at for clock in found[1:]]
