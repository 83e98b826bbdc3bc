"""The naive model held to more stories by hand: agreements, waiting, other cases, another revision, what is said."""

import pytest

from sundial.protocol.amounts import parse
from sundial.protocol.facts import (
    SYSTEM,
    AgreementEnded,
    AgreementMade,
    Breached,
    Carried,
    Closed,
    DateAccepted,
    DateGiven,
    DueSoon,
    FixIdentified,
    FixReleased,
    MergedFrom,
    MergedInto,
    ProtocolMoved,
    ReleaseRescheduled,
    Reopened,
    Resolved,
    ResourceAnswered,
    ResourceAsked,
    SeverityChanged,
    WaitingSet,
    Waived,
)
from sundial.protocol.promises import Promise
from tests.naive import Impossible, rows
from tests.naive_told import IN_DIAGNOSIS, IN_FIX, PAUSING, SHORTER, WORD, last, sentences, told
from tests.tale import ANA, EVE
from tests.telling import at

UPDATE, FIX, FIRST = Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE, Promise.FIRST_RESPONSE
EVERY_FOUR = ("Mon 09:30", ANA, AgreementMade(UPDATE, every=parse("4 hours")))

# agreements


def test_an_agreed_cadence_counts_from_the_own_start_and_holds_for_later_cycles():
    assert last(told(*IN_DIAGNOSIS, EVERY_FOUR, ("Mon 12:00", EVE, WORD)), 3) == [
        "diagnosis-update 1 Mon 09:10 to Mon 11:10: superseded Mon 09:30",
        "diagnosis-update 2 Mon 09:10 to Mon 13:10: met Mon 12:00",
        "diagnosis-update 3 Mon 12:00 to Mon 16:00: running",
    ]


def test_an_agreed_cadence_that_would_be_over_already_counts_from_the_agreement():
    half = AgreementMade(UPDATE, every=parse("30 minutes"))
    assert last(told(*IN_DIAGNOSIS, ("Mon 10:00", ANA, half))) == ["diagnosis-update 2 Mon 10:00 to Mon 10:30: running"]


@pytest.mark.parametrize(
    ("word", "owed"),
    [
        ("Mon 11:00", "diagnosis-update 3 Mon 11:00 to Mon 15:00: running"),
        ("Mon 13:00", "diagnosis-update 3 Mon 13:00 to Mon 16:00: running"),  # at the latest what the table says then
        ("Mon 14:30", "diagnosis-update 3 Mon 14:30 to Mon 16:30: running"),
    ],
)
def test_at_the_date_of_an_agreement_the_table_takes_over(word, owed):
    until = AgreementMade(UPDATE, every=parse("4 hours"), until=at("Mon 14:00"))
    assert last(told(*IN_DIAGNOSIS, ("Mon 09:30", ANA, until), (word, EVE, WORD))) == [owed]


def test_one_update_by_an_instant_and_then_the_table_again():
    by = AgreementMade(UPDATE, due_by=at("Mon 17:00"))
    assert last(told(*IN_DIAGNOSIS, ("Mon 09:30", ANA, by), ("Mon 16:00", EVE, WORD)), 2) == [
        "diagnosis-update 2 Mon 09:30 to Mon 17:00: met Mon 16:00",
        "diagnosis-update 3 Mon 16:00 to Mon 18:00: running",
    ]


def test_a_word_leaves_silence_alone():
    silence = AgreementMade(UPDATE, silent_until=at("Tue 09:00"), evidence=1)
    assert last(told(*IN_DIAGNOSIS, ("Mon 09:30", EVE, silence), ("Mon 15:00", EVE, WORD))) == [
        "diagnosis-update 2 Tue 09:00 to Tue 11:00: running"
    ]


def test_withdrawn_the_table_counts_from_there_and_the_old_due_time_holds_if_it_is_earlier():
    assert last(told(*IN_DIAGNOSIS, EVERY_FOUR, ("Mon 10:00", ANA, AgreementEnded(3)))) == [
        "diagnosis-update 3 Mon 10:00 to Mon 12:00: running"
    ]


def test_a_change_of_severity_ends_an_agreement():
    case = told(*IN_DIAGNOSIS, EVERY_FOUR, ("Mon 10:00", EVE, SeverityChanged(2)), ("Mon 11:00", EVE, WORD))
    assert last(case, 2) == [
        "diagnosis-update 2 Mon 09:10 to Mon 13:10: met Mon 11:00",
        "diagnosis-update 3 Mon 11:00 to Tue 11:00: running",
    ]


def test_the_phase_s_end_ends_an_agreement():
    dated = (("Mon 09:40", EVE, FixIdentified("A")), ("Mon 10:00", EVE, DateGiven(at("Wed 12:00"), "A")))
    case = told(*IN_DIAGNOSIS, EVERY_FOUR, *dated, ("Mon 11:00", EVE, FixReleased("A")), ("Mon 11:10", ANA, WORD))
    assert last(case) == ["diagnosis-update 3 Mon 11:10 to Mon 13:10: running"]


ACCEPTED = (*IN_FIX, ("Mon 11:00", ANA, DateAccepted(at("Wed 12:00"))))


def test_an_accepted_date_silences_the_cadence_and_a_move_within_it_owes_a_notice_alone():
    earlier = ("Tue 10:00", EVE, ReleaseRescheduled("5.2", ("A",), to=at("Wed 11:00")))
    assert last(told(*ACCEPTED, earlier), 2) == [
        "fix-release 2 Wed 12:00 to Wed 14:00: running",
        "fix-release 3 Tue 10:00 to Tue 12:00: running, about 6",
    ]


def test_an_accepted_date_that_slips_starts_the_cadence_again_and_owes_a_notice():
    later = ("Tue 10:00", EVE, ReleaseRescheduled("5.2", ("A",), to=at("Thu 12:00")))
    assert last(told(*ACCEPTED, later), 3) == [
        "fix-release 2 Wed 12:00 to Wed 14:00: superseded Tue 10:00",
        "fix-release 3 Tue 10:00 to Tue 12:00: running",
        "fix-release 4 Tue 10:00 to Tue 12:00: running, about 6",
    ]


# waiting


def test_a_pause_is_taken_out_of_the_count():
    waiting = (("Mon 10:00", EVE, WaitingSet("waiting-for-customer")), ("Mon 12:00", ANA, WORD))
    assert last(told(*IN_DIAGNOSIS, *waiting, protocol=PAUSING)) == [
        "diagnosis-update 1 Mon 09:10 to Mon 13:10: running"
    ]
    assert last(told(*IN_DIAGNOSIS, *waiting)) == ["diagnosis-update 1 Mon 09:10 to Mon 11:10: breached"]


def test_of_business_days_open_time_is_given_back():
    waiting = (("Mon 16:00", EVE, WaitingSet("waiting-for-customer")), ("Tue 09:30", EVE, WaitingSet(None)))
    case = told("Mon 09:00 gold 3", ("Mon 10:00", EVE, WORD), *waiting, protocol=PAUSING)
    assert last(case) == ["diagnosis-update 1 Mon 10:00 to Tue 11:30: running"]


def test_while_it_waits_the_due_time_is_frozen_and_nothing_is_to_be_said():
    case = told(*IN_DIAGNOSIS, ("Mon 10:00", EVE, WaitingSet("waiting-for-customer")), protocol=PAUSING)
    *_, check, about, paused, waived = rows(case)[-1]
    assert (check, about, paused, waived) == (None, 0, True, None)


def test_a_paused_clock_is_not_late_and_an_instant_does_not_move():
    by = ("Mon 09:30", ANA, AgreementMade(UPDATE, due_by=at("Mon 11:00")))
    waiting = (by, ("Mon 10:00", EVE, WaitingSet("waiting-for-customer")), ("Mon 12:00", SYSTEM, WORD))
    assert last(told(*IN_DIAGNOSIS, *waiting, protocol=PAUSING)) == [
        "diagnosis-update 2 Mon 09:30 to Mon 11:00: running"
    ]
    assert last(told(*IN_DIAGNOSIS, *waiting, ("Mon 12:00", ANA, WORD), protocol=PAUSING)) == [
        "diagnosis-update 2 Mon 09:30 to Mon 11:00: breached"
    ]


# other groups, other cases, another revision


def test_a_group_s_answer_has_its_own_clock_that_no_word_keeps():
    asked = ("Mon 10:00", EVE, ResourceAsked("engineering", at("Mon 15:00")))
    assert last(told(*IN_DIAGNOSIS, asked, ("Mon 11:00", EVE, WORD), ("Mon 16:00", EVE, ResourceAnswered(3))), 2) == [
        "resource-answer 1 Mon 10:00 to Mon 15:00: breached Mon 16:00, about 3",
        "diagnosis-update 2 Mon 11:00 to Mon 13:00: breached",
    ]


def test_of_two_merged_cases_the_earlier_due_time_holds():
    owed = (Carried(UPDATE, at("Mon 08:45"), at("Mon 10:45")), Carried(FIX, at("Mon 09:00"), at("Tue 09:00"), True))
    assert last(told(*IN_DIAGNOSIS, ("Mon 10:00", EVE, MergedFrom("SD-2222-22A", owed))), 3) == [
        "diagnosis-update 1 Mon 09:10 to Mon 11:10: superseded Mon 10:00",
        "diagnosis-update 2 Mon 10:00 to Mon 10:45: running",
        "fix-release 1 Mon 10:00 to Tue 09:00: running, about 3",
    ]


def test_a_case_that_is_merged_into_another_owes_nothing_more():
    merged = ("Mon 10:00", EVE, MergedInto("SD-2222-22A"))
    assert last(told(*IN_DIAGNOSIS, merged)) == ["diagnosis-update 1 Mon 09:10 to Mon 11:10: cancelled Mon 10:00"]


@pytest.mark.parametrize(("when", "outcome"), [("Mon 09:10", "running"), ("Mon 09:40", "breached")])
def test_moved_to_another_revision_a_clock_counts_anew_from_its_own_start(when, outcome):
    assert sentences(told("Mon 09:00 platinum 1", (when, EVE, ProtocolMoved(SHORTER)))) == [
        f"first-response 1 Mon 09:00 to Mon 10:00: superseded {when}",
        f"first-response 2 Mon 09:00 to Mon 09:30: {outcome}",
    ]


def test_a_clock_that_is_due_at_the_same_time_after_a_move_goes_on():
    assert sentences(told("Mon 09:00 gold 2", ("Mon 09:30", EVE, ProtocolMoved(SHORTER)))) == [
        "first-response 1 Mon 09:00 to Mon 11:00: running"
    ]


# what is said, and what cannot be


def test_clockwork_looks_for_the_warning_then_for_the_breach_and_a_waiver_stands_beside_it():
    def said(*lines):
        row = rows(told("Mon 09:00 platinum 1", *lines))[0]
        return row[4], row[6], *row[8:11], row[13]

    name = (FIRST, 1, at("Mon 10:00"))
    soon, broken = ("Mon 09:45", SYSTEM, DueSoon(*name)), ("Mon 10:00", SYSTEM, Breached(*name))
    waived = ("Mon 11:00", EVE, Waived(*name, "dan"))
    assert said() == (at("Mon 09:45"), "running", False, False, at("Mon 09:45"), None)
    assert said(soon) == (at("Mon 09:45"), "running", True, False, at("Mon 10:00"), None)
    assert said(soon, broken) == (at("Mon 09:45"), "breached", True, True, None, None)
    assert said(soon, broken, waived)[-1] == 4


@pytest.mark.parametrize(
    ("by", "what"),
    [
        (EVE, Reopened()),
        (EVE, FixReleased("B")),
        (EVE, DateGiven(at("Wed 12:00"), "B")),
        (EVE, ReleaseRescheduled("5.2", ("B",))),
        (EVE, AgreementEnded(1)),
        (EVE, AgreementMade(UPDATE, every=parse("4 hours"))),
        (EVE, AgreementMade(UPDATE, every=parse("4 hours"), evidence=2)),
        (EVE, SeverityChanged(2, evidence=2)),
        (ANA, DateAccepted(at("Mon 09:00"))),
        (EVE, ResourceAnswered(1)),
    ],
)
def test_what_cannot_be_is_refused(by, what):
    with pytest.raises(Impossible):
        told(*IN_FIX, ("Mon 11:00", by, what))


@pytest.mark.parametrize("end", [Closed(), MergedInto("SD-2222-22A"), Resolved()])
def test_nothing_is_identified_on_a_case_that_is_over(end):
    with pytest.raises(Impossible):
        told(*IN_FIX, ("Mon 11:00", EVE, end), ("Mon 11:00", EVE, FixIdentified("B")))
