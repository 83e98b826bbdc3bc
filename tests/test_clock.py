"""What is said of a clock and when it is looked at again; how it stands at a moment (O6.7b)."""

from dataclasses import replace

import pytest

from sundial.protocol.document import from_json, to_json
from sundial.protocol.facts import Breached
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Standing, clocks, standing
from tests.histories import findings
from tests.telling import PROTOCOL, at, case, words


def looks(plan, severity, *lines):
    """Tell a case, then let clockwork look whenever a clock wants attention; return what it said, and when."""
    history, terms = case(plan, severity, *lines)
    said = []
    while moments := [clock.check_at for clock in clocks(history, terms) if clock.check_at]:
        new = findings(history, min(moments), terms)
        said += [f"{words(one.at)} {one.kind} {one.what.promise} {one.what.cycle}" for one in new]
        history += tuple(new)
    return said


def test_a_promise_is_said_to_be_due_soon_once_and_broken_once():
    assert looks("platinum", 1, "Mon 09:00 Ana opens", "Mon 09:10 Eve answers") == [
        "Mon 10:40 due-soon diagnosis-update 1",
        "Mon 11:10 breached diagnosis-update 1",
    ]


def test_a_warning_counts_back_in_business_time_where_the_target_is():
    assert looks("silver", 1, "Fri 13:10 Ana opens") == [
        "Fri 16:55 due-soon first-response 1",
        "next Mon 09:10 breached first-response 1",
    ]


def test_nothing_is_said_of_a_promise_that_was_kept():
    told = ["Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve resolves"]
    assert looks("platinum", 1, *told) == []


def test_after_an_outage_a_breach_is_said_and_no_warning_that_is_no_longer_true():
    history, terms = case("platinum", 1, "Mon 09:00 Ana opens", "Mon 12:00 Ana writes")
    (said,) = findings(history, at("Mon 12:00"), terms)
    assert said.what == Breached(Promise.FIRST_RESPONSE, 1, at("Mon 10:00"))


def test_a_promise_that_was_answered_late_is_still_said_to_be_broken_once():
    assert looks("platinum", 2, "Mon 09:00 Ana opens", "Mon 10:30 Eve answers", "Mon 10:40 Eve resolves") == [
        "Mon 10:00 breached first-response 1"
    ]


def test_a_warning_is_never_before_the_clock_began():
    anxious = to_json(PROTOCOL)
    anxious["warn"]["first-response"]["days"] = "16 business hours"
    history, terms = case("silver", 3, "Mon 10:00 Ana opens")
    (clock,) = clocks(history, replace(terms, protocol=from_json(anxious)))
    assert (clock.warn_at, clock.due_at) == (at("Mon 10:00"), at("Tue 10:00"))


@pytest.mark.parametrize(
    ("told", "moment", "stands"),
    [
        ([], "Mon 09:44", Standing.DUE),
        ([], "Mon 09:45", Standing.SOON),
        ([], "Mon 10:00", Standing.SOON),
        ([], "Mon 10:01", Standing.LATE),
        (["Mon 11:00 Ana writes"], "Mon 11:00", Standing.LATE),
        (["Mon 09:30 Eve answers"], "Mon 11:00", Standing.KEPT),
        (["Mon 10:30 Eve answers"], "Mon 11:00", Standing.KEPT_LATE),
        (["Mon 09:30 Eve resolves"], "Mon 11:00", Standing.CANCELLED),
        (["Mon 10:30 Eve resolves"], "Mon 11:00", Standing.BROKEN),
    ],
)
def test_a_clock_stands_as_it_is_seen_at_a_moment(told, moment, stands):
    first = clocks(*case("platinum", 1, "Mon 09:00 Ana opens", *told))[0]
    assert standing(first, at(moment)) is stands
