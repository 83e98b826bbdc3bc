"""The naive model itself, held to stories that were worked out by hand from docs/promises.md.

Times are on the clock of the EMEA office, open from 09:00 to 17:00, in the week of Monday, 2 March 2026.
"""

import pytest

from sundial.protocol.amounts import parse
from sundial.protocol.facts import (
    SYSTEM,
    DateGiven,
    DateWithdrawn,
    FixIdentified,
    FixReleased,
    FixRemoved,
    FixWithdrawn,
    Messaged,
    PlanChanged,
    ReleaseRescheduled,
    Reopened,
    Resolved,
    SeverityChanged,
)
from sundial.protocol.promises import Promise
from tests.naive_tables import PUBLISHED, cells
from tests.naive_told import IN_DIAGNOSIS, IN_FIX, UNION, WORD, last, sentences, told
from tests.tale import ANA, EVE
from tests.telling import PROTOCOL, at

UNIT_NAMES = {"EH": "hours", "BH": "business hours", "BD": "business days"}

# the tables, and the first words


def test_the_table_typed_by_hand_is_the_one_of_the_shipped_document():
    for (plan, severity, promise), cell in cells(PUBLISHED).items():
        target = PROTOCOL.target(plan, severity, Promise(promise))
        style = {"within": "once"}.get(cell.style, cell.style)
        assert (target.amount, target.style) == (parse(f"{cell.number} {UNIT_NAMES[cell.unit]}"), style)


def test_business_hours_begin_on_monday_morning():
    assert sentences(told("Sat 22:00 gold 1")) == ["first-response 1 Sat 22:00 to next Mon 11:00: running"]


def test_a_business_day_from_friday_evening_ends_on_monday_evening():
    assert sentences(told("Fri 18:00 silver 3")) == ["first-response 1 Fri 18:00 to next Mon 17:00: running"]


def test_twelve_business_hours_go_over_two_nights():
    assert sentences(told("Mon 15:00 silver 1", ("Mon 16:00", EVE, WORD))) == [
        "first-response 1 Mon 15:00 to Tue 11:00: met Mon 16:00",
        "diagnosis-update 1 Mon 16:00 to Wed 12:00: running",
    ]


def test_only_the_designated_regions_count_for_a_restricted_customer():
    case = told("Mon 09:00 gold 1", home_region="americas", regions=("emea",))
    assert sentences(case) == ["first-response 1 Mon 09:00 to Mon 11:00: running"]


def test_a_late_word_breaks_the_update_and_begins_the_next():
    assert last(told(*IN_DIAGNOSIS, ("Mon 12:00", EVE, WORD)), 2) == [
        "diagnosis-update 1 Mon 09:10 to Mon 11:10: breached Mon 12:00",
        "diagnosis-update 2 Mon 12:00 to Mon 14:00: running",
    ]


def test_nobody_but_the_staff_says_a_word():
    idle = [(EVE, Messaged(public=False)), (ANA, WORD), (SYSTEM, WORD), (EVE, Messaged(public=True, automatic=True))]
    case = told("Mon 09:00 platinum 1", *(("Mon 09:10", by, what) for by, what in idle))
    assert sentences(case) == ["first-response 1 Mon 09:00 to Mon 10:00: running"]


def test_a_call_that_is_written_down_later_counts_from_when_it_was():
    case = told("Mon 09:00 platinum 1", ("Mon 12:00", EVE, Messaged(public=False)), ("Mon 09:10", EVE, WORD))
    assert sentences(case)[0] == "first-response 1 Mon 09:00 to Mon 10:00: met Mon 09:10"


def test_updates_begin_with_the_opening_where_the_document_reads_it_so():
    assert sentences(told("Mon 09:00 platinum 1", protocol=UNION)) == [
        "first-response 1 Mon 09:00 to Mon 10:00: running",
        "diagnosis-update 1 Mon 09:00 to Mon 11:00: running",
    ]


def test_a_case_that_is_reopened_unanswered_owes_a_first_response_again():
    case = told("Mon 09:00 platinum 1", ("Mon 09:20", EVE, Resolved()), ("Mon 09:30", ANA, Reopened()))
    assert sentences(case) == [
        "first-response 1 Mon 09:00 to Mon 10:00: cancelled Mon 09:20",
        "first-response 2 Mon 09:30 to Mon 10:30: running",
    ]


def test_the_customer_s_message_reopens_a_case_and_the_dates_are_gone():
    case = told(*IN_FIX, ("Mon 11:00", EVE, Resolved()), ("Mon 11:30", ANA, WORD))
    assert last(case) == ["diagnosis-update 2 Mon 11:30 to Mon 13:30: running"]
    assert case.fixes.waited
    assert case.state() == "diagnosis"


# fixes, dates, determinations


def test_a_date_for_the_fix_is_a_word_and_the_cadence_counts_from_it():
    assert last(told(*IN_FIX), 2) == [
        "diagnosis-update 1 Mon 09:10 to Mon 11:10: met Mon 10:00",
        "fix-release 1 Mon 10:00 to Mon 12:00: running",
    ]


def test_a_fix_that_is_identified_after_its_date_keeps_the_due_time_of_the_update():
    dated = (("Mon 09:10", EVE, DateGiven(at("Wed 12:00"))), ("Mon 10:00", EVE, FixIdentified("A")))
    case = told("Mon 09:00 platinum 1", *dated)
    assert last(case, 2) == [
        "diagnosis-update 1 Mon 09:10 to Mon 11:10: cancelled Mon 10:00",
        "fix-release 1 Mon 10:00 to Mon 11:10: running",
    ]


def test_a_date_that_is_withdrawn_leads_back_with_the_due_time_of_the_cadence():
    assert last(told(*IN_FIX, ("Mon 11:30", EVE, DateWithdrawn("A"))), 2) == [
        "fix-release 1 Mon 10:00 to Mon 12:00: cancelled Mon 11:30",
        "diagnosis-update 2 Mon 11:30 to Mon 12:00: running",
    ]


def test_when_the_last_fix_is_out_nothing_runs_until_the_customer_writes():
    released = (*IN_FIX, ("Mon 11:00", EVE, FixReleased("A")), ("Mon 11:10", EVE, WORD))
    assert last(told(*released)) == ["fix-release 1 Mon 10:00 to Mon 12:00: cancelled Mon 11:00"]
    assert last(told(*released, ("Mon 11:20", ANA, WORD))) == ["diagnosis-update 2 Mon 11:20 to Mon 13:20: running"]


def test_a_fix_that_is_withdrawn_before_a_date_stood_changes_nothing():
    case = told(*IN_DIAGNOSIS, ("Mon 09:30", EVE, FixIdentified("A")), ("Mon 10:00", EVE, FixWithdrawn("A")))
    assert last(case) == ["diagnosis-update 1 Mon 09:10 to Mon 11:10: running"]


AT_SEVERITY_2 = ("Mon 09:00 gold 2", *IN_FIX[1:])


def test_each_determination_has_a_notice_of_its_own_which_a_marked_message_keeps():
    moved = ReleaseRescheduled("5.2", ("A",), to=at("Thu 12:00"))
    case = told(
        *AT_SEVERITY_2,
        ("Tue 10:00", EVE, moved),
        ("Tue 15:00", EVE, moved),
        ("Tue 16:00", EVE, Messaged(public=True, notice=(6,))),
        ("Tue 16:30", EVE, WORD),
    )
    assert last(case, 2) == [
        "fix-release 1 Tue 10:00 to Thu 10:00: running, about 5",
        "fix-release 2 Tue 15:00 to Thu 15:00: met Tue 16:00, about 6",
    ]


def test_a_fix_that_is_removed_has_no_date_and_a_notice():
    assert last(told(*AT_SEVERITY_2, ("Tue 10:00", EVE, FixRemoved("A", "5.2"))), 2) == [
        "diagnosis-update 2 Tue 10:00 to Tue 18:00: running",
        "fix-release 1 Tue 10:00 to Thu 10:00: running, about 5",
    ]


def test_a_notice_ends_when_its_fix_is_out():
    case = told(*AT_SEVERITY_2, ("Tue 10:00", EVE, FixRemoved("A", "5.2")), ("Tue 11:00", EVE, FixReleased("A")))
    assert last(case) == ["fix-release 1 Tue 10:00 to Thu 10:00: cancelled Tue 11:00, about 5"]


# severity and plan


@pytest.mark.parametrize(
    ("when", "owed"),
    [
        ("Mon 10:00", "first-response 2 Mon 10:00 to Mon 12:00: running"),
        ("Mon 16:00", "first-response 2 Mon 09:00 to Mon 17:00: running"),
    ],
)
def test_raised_the_earlier_of_old_and_new_holds(when, owed):
    case = told("Mon 09:00 gold 3", (when, EVE, SeverityChanged(2)))
    assert sentences(case) == [f"first-response 1 Mon 09:00 to Mon 17:00: superseded {when}", owed]


def test_lowered_with_agreement_counts_from_its_own_start_and_never_to_before_the_change():
    assert last(told("Mon 09:00 gold 2", ("Mon 10:00", ANA, SeverityChanged(3)))) == [
        "first-response 2 Mon 09:00 to Mon 17:00: running"
    ]
    assert last(told("Mon 08:00 gold 1", ("Mon 10:30", EVE, SeverityChanged(2, evidence=1)))) == [
        "first-response 2 Mon 08:00 to Mon 10:30: running"
    ]


def test_lowered_without_agreement_the_old_stays_and_the_next_counts_by_what_holds_then():
    case = told(*IN_DIAGNOSIS, ("Mon 09:30", EVE, SeverityChanged(2)), ("Mon 10:00", EVE, WORD))
    assert last(case, 2) == [
        "diagnosis-update 1 Mon 09:10 to Mon 11:10: met Mon 10:00",
        "diagnosis-update 2 Mon 10:00 to Tue 10:00: running",
    ]


def test_a_cadence_that_is_lowered_is_cancelled_with_agreement_and_else_kept_once_more():
    assert last(told(*IN_FIX, ("Mon 11:00", ANA, SeverityChanged(2)))) == [
        "fix-release 1 Mon 10:00 to Mon 12:00: cancelled Mon 11:00"
    ]
    assert last(told(*IN_FIX, ("Mon 11:00", EVE, SeverityChanged(2)), ("Mon 11:30", EVE, WORD))) == [
        "fix-release 1 Mon 10:00 to Mon 12:00: met Mon 11:30"
    ]


def test_in_state_fix_a_graver_severity_begins_the_cadence():
    assert last(told(*AT_SEVERITY_2, ("Mon 11:00", EVE, SeverityChanged(1)))) == [
        "fix-release 1 Mon 11:00 to Tue 11:00: running"
    ]


def test_a_better_plan_hastens_and_a_plan_of_the_same_table_does_nothing():
    assert last(told("Mon 09:00 silver 1", ("Mon 10:00", EVE, PlanChanged("gold")))) == [
        "first-response 2 Mon 10:00 to Mon 12:00: running"
    ]
    assert sentences(told("Mon 09:00 emerald 1", ("Mon 09:30", EVE, PlanChanged("platinum")))) == [
        "first-response 1 Mon 09:00 to Mon 10:00: running"
    ]
