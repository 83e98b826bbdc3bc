"""O5, O6: the promises, told as sentences; times on the EMEA office's clock in the week of Monday, 2 March 2026."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sundial.protocol.document import from_json, to_json
from sundial.protocol.facts import SYSTEM, Breached, Messaged
from sundial.protocol.promises import Promise
from sundial.protocol.sla import HistoryError, Outcome, clocks
from tests.histories import EVE, IDLE, fact
from tests.telling import PROTOCOL, at, case, promises, sentence

# What a case is owed


def test_a_case_that_is_opened_is_owed_a_first_response_and_nothing_else():
    assert promises("platinum", 1, "Mon 09:00 Ana opens") == ["first-response 1 due Mon 10:00, running"]


def test_a_person_who_answers_keeps_the_first_response_and_the_updates_begin():
    assert promises("platinum", 1, "Mon 09:00 Ana opens", "Mon 09:10 Eve answers") == [
        "first-response 1 due Mon 10:00, met Mon 09:10",
        "diagnosis-update 1 due Mon 11:10, running",
    ]


def test_each_answer_ends_one_update_and_begins_the_next():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve answers", "Mon 12:00 Eve answers"]
    assert promises("platinum", 1, *told) == [
        "first-response 1 due Mon 10:00, met Mon 09:10",
        "diagnosis-update 1 due Mon 11:10, met Mon 10:00",
        "diagnosis-update 2 due Mon 12:00, met Mon 12:00",
        "diagnosis-update 3 due Mon 14:00, running",
    ]


def test_an_operator_may_let_the_updates_begin_with_the_opening():
    early = to_json(PROTOCOL)
    early["readings"]["diagnosis_starts"] = "opening"
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers"]
    assert promises("platinum", 1, *told, protocol=from_json(early)) == [
        "first-response 1 due Mon 10:00, met Mon 09:10",
        "diagnosis-update 1 due Mon 11:00, met Mon 09:10",
        "diagnosis-update 2 due Mon 11:10, running",
    ]


# What keeps a promise, O6.8b


@pytest.mark.parametrize("doing", [*IDLE, "Ana writes", "Eve lets go"])
def test_neither_a_note_nor_a_machine_nor_the_customer_keeps_a_promise(doing):
    assert promises("platinum", 1, "Mon 09:00 Ana opens", f"Mon 09:10 {doing}") == [
        "first-response 1 due Mon 10:00, running"
    ]


def test_a_promise_kept_at_its_due_instant_is_met():
    assert promises("platinum", 2, "Mon 09:00 Ana opens", "Mon 10:00 Eve answers")[0].endswith("met Mon 10:00")


def test_a_promise_kept_a_microsecond_after_its_due_instant_is_not():
    history, terms = case("platinum", 2, "Mon 09:00 Ana opens", "Mon 10:00 Eve answers")
    late = replace(history[1], at=history[1].at + timedelta(microseconds=1))
    assert clocks((history[0], late), terms)[0].outcome is Outcome.BREACHED


def test_a_call_that_is_written_down_later_keeps_what_it_kept():
    history, terms = case("platinum", 1, "Mon 09:00 Ana opens", "Mon 11:00 Ana writes")
    call = replace(fact(3, at("Mon 09:50"), EVE, Messaged(public=True)), recorded_at=at("Mon 11:30"))
    assert sentence(clocks((*history, call), terms)[0]) == "first-response 1 due Mon 10:00, met Mon 09:50"


# What is broken


def test_a_promise_that_is_answered_late_is_broken_and_says_when_it_was_answered():
    assert promises("platinum", 1, "Mon 09:00 Ana opens", "Mon 10:30 Eve answers") == [
        "first-response 1 due Mon 10:00, breached Mon 10:30",
        "diagnosis-update 1 due Mon 12:30, running",
    ]


def test_a_missed_update_runs_on_until_it_is_kept_late():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 18:00 Ana writes"]
    assert promises("platinum", 1, *told)[1] == "diagnosis-update 1 due Mon 11:10, breached"
    assert promises("platinum", 1, *told, "Tue 08:00 Eve answers")[1:] == [
        "diagnosis-update 1 due Mon 11:10, breached Tue 08:00",
        "diagnosis-update 2 due Tue 10:00, running",
    ]


def test_a_promise_is_not_yet_broken_at_its_due_instant():
    told = ["Mon 09:00 Ana opens", "Mon 10:00 Ana writes"]
    assert promises("platinum", 1, *told) == ["first-response 1 due Mon 10:00, running"]


def test_a_promise_that_clockwork_found_broken_is_broken_and_still_open():
    history, terms = case("platinum", 1, "Mon 09:00 Ana opens")
    broken = fact(2, at("Mon 10:00"), SYSTEM, Breached(Promise.FIRST_RESPONSE, 1, at("Mon 10:00")))
    assert sentence(clocks((*history, broken), terms)[0]) == "first-response 1 due Mon 10:00, breached"


# Resolved, reopened, closed, O6.10


def test_a_resolution_cancels_what_runs():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 11:10 Eve resolves"]
    assert promises("platinum", 1, *told)[1:] == ["diagnosis-update 1 due Mon 11:10, cancelled Mon 11:10"]


def test_a_resolution_leaves_broken_what_is_broken():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 11:11 Eve resolves"]
    assert promises("platinum", 1, *told)[1:] == ["diagnosis-update 1 due Mon 11:10, breached Mon 11:11"]


def test_an_answered_case_that_is_reopened_owes_an_update_and_no_new_first_response():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve resolves", "Tue 09:00 Ana reopens"]
    assert promises("platinum", 1, *told) == [
        "first-response 1 due Mon 10:00, met Mon 09:10",
        "diagnosis-update 1 due Mon 11:10, cancelled Mon 10:00",
        "diagnosis-update 2 due Tue 11:00, running",
    ]


def test_a_case_that_was_never_answered_owes_a_first_response_again():
    told = ["Mon 09:00 Ana opens", "Mon 09:30 Eve resolves", "Tue 09:00 Ana reopens"]
    assert promises("platinum", 1, *told) == [
        "first-response 1 due Mon 10:00, cancelled Mon 09:30",
        "first-response 2 due Tue 10:00, running",
    ]


def test_a_word_to_the_customer_after_the_resolution_is_an_answer_but_begins_nothing():
    told = ["Mon 09:00 Ana opens", "Mon 09:30 Eve resolves", "Mon 09:40 Eve answers"]
    assert promises("platinum", 1, *told) == ["first-response 1 due Mon 10:00, cancelled Mon 09:30"]
    assert promises("platinum", 1, *told, "Tue 09:00 Ana reopens")[1:] == ["diagnosis-update 1 due Tue 11:00, running"]


def test_a_customer_who_writes_on_a_resolved_case_reopens_it():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve resolves", "Tue 09:00 Ana writes"]
    assert promises("platinum", 1, *told)[-1] == "diagnosis-update 2 due Tue 11:00, running"


def test_an_auto_reply_on_a_resolved_case_reopens_nothing():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve resolves", "Tue 09:00 Ana's auto-reply"]
    assert promises("platinum", 1, *told)[-1] == "diagnosis-update 1 due Mon 11:10, cancelled Mon 10:00"


def test_a_closed_case_owes_nothing_any_more():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve closes"]
    assert promises("platinum", 1, *told)[-1] == "diagnosis-update 1 due Mon 11:10, cancelled Mon 10:00"


def test_facts_that_cannot_follow_each_other_are_both_named():
    with pytest.raises(HistoryError, match=r"fact 3 \(messaged .* cannot follow fact 2 \(closed"):
        promises("platinum", 1, "Mon 09:00 Ana opens", "Mon 10:00 Eve closes", "Mon 11:00 Eve answers")


# Whose hours, O6.5 to O6.7


@pytest.mark.parametrize(
    ("plan", "severity", "opened", "due"),
    [
        ("gold", 1, "Fri 16:00", "next Mon 10:00"),
        ("gold", 1, "Fri 15:00", "Fri 17:00"),
        ("gold", 2, "Fri 16:00", "Fri 18:00"),
        ("silver", 1, "Sat 12:00", "next Mon 13:00"),
        ("silver", 3, "Mon 10:00", "Tue 10:00"),
        ("silver", 3, "Fri 18:00", "next Mon 17:00"),
        ("silver", 3, "Sat 12:00", "next Mon 17:00"),
        ("silver", 3, "Mon 09:00", "Mon 17:00"),
    ],
)
def test_a_target_counts_in_the_hours_that_it_names(plan, severity, opened, due):
    assert promises(plan, severity, f"{opened} Ana opens") == [f"first-response 1 due {due}, running"]


def test_a_customer_counts_on_the_home_regions_hours():
    monday_in_tampa = "Mon 18:00"  # 11:00 there
    assert promises("gold", 1, f"{monday_in_tampa} Ana opens", home="americas")[0].startswith(
        "first-response 1 due Mon 20:00"
    )
    assert promises("gold", 1, f"{monday_in_tampa} Ana opens", home="emea")[0].startswith(
        "first-response 1 due Tue 11:00"
    )


def test_a_restricted_customer_counts_on_the_designated_regions_alone():
    assert promises("gold", 1, "Mon 18:00 Ana opens", home="americas", regions=("emea",))[0].startswith(
        "first-response 1 due Tue 11:00"
    )
    both = promises("gold", 1, "Mon 16:30 Ana opens", home="emea", regions=("emea", "americas"))
    assert both == ["first-response 1 due Mon 18:30, running"]
