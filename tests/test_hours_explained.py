"""O12.1: why a due time is what it is, and what has no answer."""

from datetime import UTC, date, datetime

import pytest

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed, parse
from sundial.protocol.calendar import Calendar, CalendarRule
from sundial.protocol.hours import HoursError, NeverOpen, add, before, between, explain, explain_between
from tests.weeks import calendar, local, shown

OFFICE = calendar()
CHRISTMAS = calendar(
    holidays={date(2026, 12, 25): "Christmas Day"}, days={date(2026, 12, 24): [("09:00", "12:00")]}, name="EMEA"
)


def told(start, amount, counted=OFFICE, pauses=()):
    """Return the segments of an explanation, as the clock on the wall shows them."""
    pauses = [(local(since), local(until)) for since, until in pauses]
    return [line(segment) for segment in explain(local(start), parse(amount), counted, pauses).segments]


def line(segment):
    return (
        f"{shown(segment.start)[5:]} {shown(segment.end)[5:]} {segment.kind} {segment.seconds} {segment.note}".strip()
    )


def test_an_explanation_says_what_counts_what_does_not_and_which_holiday_it_is():
    assert told("2026-12-24T11:00", "3 business hours", CHRISTMAS) == [
        "12-24 11:00 12-24 12:00 open 3600",
        "12-24 12:00 12-25 00:00 closed 0",
        "12-25 00:00 12-26 00:00 holiday 0 Christmas Day",
        "12-26 00:00 12-28 09:00 closed 0",
        "12-28 09:00 12-28 11:00 open 7200",
    ]


def test_an_explanation_shows_pauses_where_they_took_something_away():
    assert told("2026-03-06T16:00", "1 business hour", pauses=[("2026-03-06T16:30", "2026-03-08T10:00")]) == [
        "03-06 16:00 03-06 16:30 open 1800",
        "03-06 16:30 03-06 17:00 pause 0",
        "03-06 17:00 03-09 09:00 closed 0",
        "03-09 09:00 03-09 09:30 open 1800",
    ]
    assert told("2026-03-06T16:00", "1 hour", pauses=[("2026-03-06T16:30", "2026-03-08T10:00")]) == [
        "03-06 16:00 03-06 16:30 elapsed 1800",
        "03-06 16:30 03-08 10:00 pause 0",
        "03-08 10:00 03-08 10:30 elapsed 1800",
    ]


def test_a_pause_long_before_every_calendar_is_a_pause_all_the_same():
    ages = [("0800-01-01T00:00", "1899-12-31T00:00")]
    assert [line.split()[4] for line in told("0900-01-01T00:00", "1 hour", pauses=ages)] == ["pause", "elapsed"]


def test_an_explanation_of_business_days_marks_where_each_one_ends():
    assert told("2026-12-23T16:00", "2 business days", CHRISTMAS) == [
        "12-23 16:00 12-23 17:00 open 3600",
        "12-23 17:00 12-24 09:00 closed 0",
        "12-24 09:00 12-24 12:00 open 10800",
        "12-24 12:00 12-24 12:00 day 0 business day 1 of 2",
        "12-24 12:00 12-25 00:00 closed 0",
        "12-25 00:00 12-26 00:00 holiday 0 Christmas Day",
        "12-26 00:00 12-28 09:00 closed 0",
        "12-28 09:00 12-28 16:00 open 25200",
        "12-28 16:00 12-28 16:00 day 0 business day 2 of 2",
    ]


def test_the_explanation_of_nothing_is_empty_and_of_an_hour_inside_hours_is_one_segment():
    assert told("2026-03-07T12:00", "0 business hours") == []
    assert told("2026-03-06T10:00", "1 business hour") == ["03-06 10:00 03-06 11:00 open 3600"]


def test_what_lies_between_two_instants_can_be_explained_too():
    start, end = local("2026-12-24T11:00"), local("2026-12-28T10:00")
    segments = explain_between(start, end, CHRISTMAS).segments
    assert sum(segment.seconds for segment in segments) == between(start, end, CHRISTMAS) == 2 * 3600
    assert [segment.note for segment in segments if segment.kind == "holiday"] == ["Christmas Day"]


# What has no answer


def test_nothing_open_within_the_horizon_is_an_error_that_names_the_calendar():
    closed = Calendar.of(CalendarRule("the moon", "UTC", {}))
    for amount in (BusinessTime(60), BusinessDays(1)):
        for ask in (add, before, explain):
            with pytest.raises(NeverOpen, match="the moon"):
                ask(local("2026-03-06T10:00"), amount, closed)
    assert between(local("2026-03-06T10:00"), local("2027-03-06T10:00"), closed) == 0


def test_more_than_the_horizon_holds_is_an_error_and_not_a_loop():
    for amount in (BusinessTime(10**9 * 3600), BusinessDays(10**6)):
        for ask in (add, before):
            with pytest.raises(NeverOpen, match="the office"):
                ask(local("2026-03-06T10:00"), amount, OFFICE)


@pytest.mark.parametrize("amount", [Elapsed(3600), BusinessTime(3600), BusinessDays(1)])
def test_an_instant_without_a_zone_is_refused(amount):
    naive, aware = datetime(2026, 3, 6, 10), local("2026-03-06T10:00")
    for ask in (add, before, explain):
        with pytest.raises(HoursError, match="no time zone"):
            ask(naive, amount, OFFICE)
        with pytest.raises(HoursError, match="no time zone"):
            ask(aware, amount, OFFICE, [(aware, naive)])
    with pytest.raises(HoursError, match="no time zone"):
        between(aware, naive, OFFICE)


def test_time_that_runs_backwards_is_refused():
    early, late = local("2026-03-06T10:00"), local("2026-03-06T11:00")
    with pytest.raises(HoursError, match="before the start"):
        between(late, early, OFFICE)
    with pytest.raises(HoursError, match="pause"):
        add(early, Elapsed(60), OFFICE, [(late, early)])


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_time_are_an_error_that_says_so(at):
    for amount in (BusinessTime(3600), BusinessDays(1)):
        for ask in (add, before, explain):
            with pytest.raises(HoursError):
                ask(at, amount, OFFICE)
    with pytest.raises(HoursError):
        (add if at.year > 2000 else before)(at, Elapsed(3600), OFFICE)
    with pytest.raises(HoursError):
        between(min(at, local("2026-03-06T10:00")), max(at, local("2026-03-06T10:00")), OFFICE)
