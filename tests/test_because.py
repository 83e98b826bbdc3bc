"""O12.1: every due time can explain itself, and the terms are those that the history names."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sundial.protocol.facts import Opened
from sundial.protocol.promises import Promise
from sundial.protocol.sla import HistoryError, Terms, clocks, expectation, explain, terms_of
from tests.histories import ANA, fact
from tests.telling import OFFICE, PROTOCOL, at, case

# Why


def test_a_due_time_says_why():
    history, terms = case("platinum", 1, "Mon 09:00 Ana opens", "Mon 09:10 Eve answers", "Mon 10:00 Eve answers")
    steps = explain(clocks(history, terms)[-1], terms)
    assert [(step.title, step.value) for step in steps] == [
        ("Plan and severity", "Platinum, 1"),
        ("Target, protocol section 06", "every 2 hours"),
        ("Kind of hours", "elapsed"),
        ("Counts from", "Mon 2 Mar, 10:00"),
        ("Pauses", "0 minutes"),
        ("10:00 + 2 hours", "Mon 2 Mar, 12:00 Bucharest"),
    ]
    details = [step.detail for step in steps]
    assert details[1].startswith("“2 hours unless otherwise agreed”")
    assert "O6.5" in details[2]
    assert details[3] == "The last public update"
    assert "10:00 UTC. Soon from Mon 2 Mar, 11:30." in details[5]
    assert "rule upd/1/platinum" in details[5]


def test_a_due_time_in_business_hours_names_what_was_closed_and_why():
    history, terms = case("silver", 1, "Fri 16:00 Ana opens")
    (clock,) = clocks(history, terms)
    steps = explain(clock, terms)
    assert [(step.title, step.value) for step in steps[4:-2]] == [
        ("Open", "1 hour"),
        ("Closed", "0 minutes"),
        ("Open", "3 hours"),
    ]
    assert steps[-1].at == clock.due_at == at("next Mon 12:00")


def test_a_public_holiday_is_named():
    christmas_eve = datetime(2026, 12, 24, 16, 0, tzinfo=OFFICE)
    terms = Terms(PROTOCOL, "gold", "emea")
    opened = Opened(1, "gold", "emea", (), "portal", PROTOCOL.digest)
    (clock,) = clocks((fact(1, christmas_eve, ANA, opened),), terms)
    titles = [step.title for step in explain(clock, terms)]
    assert "Public holiday: Christmas Day" in titles


@pytest.mark.parametrize(
    ("opened_at", "expected", "sum_"),
    [
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 03:30, for the first time
            ("back", "UTC+03:00 to UTC+02:00"),
            ("03:30 + 1 hour", "Sun 25 Oct, 03:30 Bucharest"),
        ),
        (
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            ("forward", "UTC+02:00 to UTC+03:00"),
            ("02:30 + 1 hour", "Sun 29 Mar, 04:30 Bucharest"),
        ),
    ],
)
def test_where_the_clocks_change_on_the_way_it_says_so(opened_at, expected, sum_):
    terms = Terms(PROTOCOL, "platinum", "emea")
    opened = Opened(1, "platinum", "emea", (), "portal", PROTOCOL.digest)
    (clock,) = clocks((fact(1, opened_at, ANA, opened),), terms)
    steps = explain(clock, terms)
    (change,) = [step for step in steps if step.title == "Change of the clocks"]

    side, value = expected
    assert change.detail == f"The clocks of Bucharest go {side} on the way; what is counted is the time that passes"
    assert change.value == value
    assert (steps[-1].title, steps[-1].value) == sum_


def test_a_reader_elsewhere_reads_the_steps_on_their_own_clock():
    history, terms = case("platinum", 1, "Mon 09:00 Ana opens")
    steps = explain(clocks(history, terms)[0], terms, ZoneInfo("America/New_York"))
    assert steps[-1].title == "02:00 + 1 hour"
    assert steps[-1].value == "Mon 2 Mar, 03:00 New York"


def test_what_a_case_would_be_promised_is_what_it_is_promised():
    history, terms = case("silver", 4, "Sat 12:00 Ana opens")
    target, due = expectation(Promise.FIRST_RESPONSE, 4, terms, at("Sat 12:00"))
    assert target.rule == "ack/4/silver"
    assert due == clocks(history, terms)[0].due_at


# Terms


def test_the_terms_are_those_that_the_history_names():
    history, terms = case("gold", 1, "Mon 09:00 Ana opens", regions=("emea",))
    assert terms_of(history, {PROTOCOL.digest: PROTOCOL}) == terms


@pytest.mark.parametrize(
    ("opened", "named"),
    [
        (Opened(1, "gold", "emea", (), "portal", "another"), "protocol 'another'"),
        (Opened(1, "bronze", "emea", (), "portal", PROTOCOL.digest), "plan 'bronze'"),
        (Opened(9, "gold", "emea", (), "portal", PROTOCOL.digest), "severity 9"),
        (Opened(1, "gold", "mars", (), "portal", PROTOCOL.digest), "region 'mars'"),
        (Opened(1, "gold", "emea", ("moon",), "portal", PROTOCOL.digest), "region 'moon'"),
    ],
)
def test_terms_that_are_not_there_are_named(opened, named):
    with pytest.raises(HistoryError, match=named):
        terms_of((fact(1, at("Mon 09:00"), ANA, opened),), {PROTOCOL.digest: PROTOCOL})
