"""O6.5 to O6.7b: when an amount of time has run, and why."""

from datetime import UTC, date, datetime

import pytest

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed, parse
from sundial.protocol.calendar import Calendar
from sundial.protocol.hours import NeverOpen, add, before, between, explain
from tests.weeks import WEEKDAYS, calendar, local, office, shown

OFFICE = calendar()
CHRISTMAS = calendar(
    holidays={date(2026, 12, 25): "Christmas Day"}, days={date(2026, 12, 24): [("09:00", "12:00")]}, name="EMEA"
)
ALL_WEEK = calendar(spans=(("00:00", "24:00"),), on=WEEKDAYS)
NIGHT = calendar(spans=(("22:00", "06:00"),))


def due(start, amount, counted=OFFICE, pauses=(), tz="Europe/Bucharest"):
    """Return what the clock on the wall shows when an amount has run."""
    pauses = [(local(since, tz), local(until, tz)) for since, until in pauses]
    return shown(add(local(start, tz), parse(amount), counted, pauses), tz)


# Elapsed and business time


def test_elapsed_time_runs_day_and_night():
    assert due("2026-03-06T16:00", "8 hours") == "2026-03-07 00:00"


def test_a_day_that_loses_an_hour_is_an_hour_shorter_and_not_an_hour_wrong():
    assert due("2026-03-28T12:00", "1 day") == "2026-03-29 13:00"
    assert due("2026-10-24T12:00", "24 hours") == "2026-10-25 11:00"


def test_business_time_waits_for_the_office():
    assert due("2026-03-06T15:00", "4 business hours") == "2026-03-09 11:00"
    assert due("2026-03-07T12:00", "4 business hours") == "2026-03-09 13:00"


def test_a_due_time_is_the_close_and_not_the_next_opening():
    assert due("2026-03-06T15:00", "2 business hours") == "2026-03-06 17:00"
    assert due("2026-03-06T17:00", "8 business hours") == "2026-03-09 17:00"


def test_nothing_at_all_has_run_at_the_start_itself():
    for amount in ("0 hours", "0 business hours", "0 business days"):
        assert due("2026-03-07T12:00", amount) == "2026-03-07 12:00"


def test_a_fraction_of_a_second_is_carried_to_the_end():
    start = local("2026-03-06T15:00:00.250000")
    assert add(start, BusinessTime(4 * 3600), OFFICE) == local("2026-03-09T11:00:00.250000")
    assert add(start, Elapsed(1), OFFICE) == local("2026-03-06T15:00:01.250000")
    assert sum(segment.seconds for segment in explain(start, BusinessTime(4 * 3600), OFFICE).segments) == 4 * 3600


def test_a_calendar_that_never_closes_counts_like_the_clock_on_the_wall():
    for start in ("2026-03-28T12:00", "2026-10-24T12:00", "2026-06-01T09:30"):
        assert due(start, "30 business hours", ALL_WEEK) == due(start, "30 hours")


# Business days


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        ("2026-03-06T18:00", "1 business day", "2026-03-09 17:00"),
        ("2026-03-07T12:00", "1 business day", "2026-03-09 17:00"),
        ("2026-03-09T09:00", "1 business day", "2026-03-09 17:00"),
        ("2026-03-09T10:00", "1 business day", "2026-03-10 10:00"),
        ("2026-03-09T17:00", "1 business day", "2026-03-10 17:00"),
        ("2026-03-06T16:00", "1 business day", "2026-03-09 16:00"),
        ("2026-03-06T16:00", "3 business days", "2026-03-11 16:00"),
        ("2026-12-23T10:00", "1 business day", "2026-12-24 10:00"),
        ("2026-12-23T14:00", "1 business day", "2026-12-24 12:00"),
        ("2026-12-23T14:00", "2 business days", "2026-12-28 14:00"),
        ("2026-12-24T13:00", "1 business day", "2026-12-28 17:00"),
    ],
)
def test_a_business_day_ends_at_the_same_local_time_or_the_last_close_before_it(start, amount, expected):
    assert due(start, amount, CHRISTMAS) == expected


def test_a_business_day_keeps_its_local_time_when_the_clocks_change():
    assert due("2026-03-27T10:00", "1 business day") == "2026-03-30 10:00"


def test_a_business_day_of_a_union_counts_on_the_first_calendar():
    union = Calendar.of(office(), office("America/New_York"))
    assert due("2026-03-06T18:00", "1 business day", union) == "2026-03-09 17:00"
    assert due("2026-03-06T18:00", "1 business hour", union) == "2026-03-06 19:00"


def test_the_hours_after_midnight_belong_to_the_business_day_before():
    assert due("2026-03-07T02:00", "1 business day", NIGHT) == "2026-03-10 02:00"  # Friday's night to Monday's
    assert due("2026-03-05T23:00", "1 business day", NIGHT) == "2026-03-06 23:00"


def test_a_local_time_that_is_skipped_is_the_jump_and_one_that_comes_twice_is_the_first():
    assert due("2026-03-28T03:30", "1 business day", ALL_WEEK) == "2026-03-29 04:00"
    assert add(local("2026-10-24T03:30"), BusinessDays(1), ALL_WEEK) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_that_a_zone_leaves_out_is_no_business_day():
    apia = calendar("Pacific/Apia", on=WEEKDAYS)
    assert due("2011-12-29T10:00", "1 business day", apia, tz="Pacific/Apia") == "2011-12-31 10:00"


# Pauses


def test_a_pause_is_taken_out_of_whatever_runs():
    pause = [("2026-03-09T10:00", "2026-03-09T12:00")]
    assert due("2026-03-09T09:00", "2 hours", pauses=pause) == "2026-03-09 13:00"
    assert due("2026-03-09T09:00", "2 business hours", pauses=pause) == "2026-03-09 13:00"
    assert due("2026-03-06T10:00", "1 business day", pauses=pause) == "2026-03-09 10:00"
    assert due("2026-03-06T11:00", "1 business day", pauses=pause) == "2026-03-09 13:00"


def test_pauses_may_overlap_be_out_of_order_lie_outside_or_be_empty():
    pauses = [
        ("2026-03-09T11:00", "2026-03-09T12:00"),
        ("2026-03-09T10:00", "2026-03-09T11:30"),
        ("2026-03-08T10:00", "2026-03-08T11:30"),
        ("2027-03-08T10:00", "2027-03-08T11:30"),
        ("2026-03-09T16:00", "2026-03-09T16:00"),
    ]
    assert due("2026-03-09T09:00", "2 business hours", pauses=pauses) == "2026-03-09 13:00"
    spans = [(local(since), local(until)) for since, until in pauses]
    assert between(local("2026-03-09T00:00"), local("2026-03-10T00:00"), OFFICE, spans) == 6 * 3600


def test_a_start_in_a_pause_rolls_to_its_end_for_business_days():
    assert due("2026-03-09T10:00", "1 business day", pauses=[("2026-03-09T09:00", "2026-03-09T15:00")]) == (
        "2026-03-10 15:00"
    )


def test_a_pause_without_an_end_is_never_over():
    forever = [(local("2026-03-09T10:00"), datetime(9999, 12, 31, tzinfo=UTC))]
    with pytest.raises(NeverOpen):
        add(local("2026-03-09T09:00"), BusinessTime(7200), OFFICE, forever)
    assert before(local("2026-03-10T10:00"), BusinessTime(3600), OFFICE, forever) == local("2026-03-09T09:00")


# Backwards


@pytest.mark.parametrize(
    ("end", "amount", "latest"),
    [
        ("2026-03-09T11:00", "4 business hours", "2026-03-06 15:00"),
        ("2026-03-09T17:00", "8 business hours", "2026-03-09 09:00"),
        ("2026-03-06T17:00", "8 business hours", "2026-03-06 09:00"),
        ("2026-03-08T12:00", "1 business hour", "2026-03-06 16:00"),
        ("2026-03-08T12:00", "0 business hours", "2026-03-08 12:00"),
        ("2026-03-09T11:00", "4 hours", "2026-03-09 07:00"),
        ("2026-03-10T10:00", "1 business day", "2026-03-09 10:00"),
        ("2026-03-09T17:00", "1 business day", "2026-03-09 09:00"),
        ("2026-03-09T16:00", "1 business day", "2026-03-06 16:00"),
    ],
)
def test_before_is_the_latest_start_that_is_still_in_time(end, amount, latest):
    assert shown(before(local(end), parse(amount), OFFICE)) == latest


def test_before_looks_past_pauses_for_business_days():
    pause = [(local("2026-03-09T10:00"), local("2026-03-09T12:00"))]
    latest = before(local("2026-03-09T13:00"), BusinessDays(1), OFFICE, pause)
    assert shown(latest) == "2026-03-06 11:00"
    assert add(latest, BusinessDays(1), OFFICE, pause) == local("2026-03-09T13:00")
