"""O6: laws of business time that hold for every calendar."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.calendar import Calendar
from sundial.protocol.hours import add, before, between, explain
from tests.weeks import CALENDARS, DATES, INSTANTS, LENGTHS, PAUSES, office, rules

LATER = st.integers(0, 20 * 86_400).map(lambda seconds: timedelta(seconds=seconds))
law = settings(max_examples=60)


@law
@given(INSTANTS, LENGTHS, CALENDARS, PAUSES)
def test_what_is_added_lies_between(start, seconds, calendar, pauses):
    assert between(start, add(start, BusinessTime(seconds), calendar, pauses), calendar, pauses) == seconds


@law
@given(INSTANTS, LENGTHS, LENGTHS, CALENDARS, PAUSES)
def test_adding_twice_is_adding_the_sum(start, one, other, calendar, pauses):
    first = add(start, BusinessTime(one), calendar, pauses)
    both = add(start, BusinessTime(one + other), calendar, pauses)
    assert add(first, BusinessTime(other), calendar, pauses) == both


@law
@given(INSTANTS, LATER, LENGTHS, CALENDARS, PAUSES)
def test_a_later_start_is_never_due_earlier(start, later, seconds, calendar, pauses):
    for amount in (BusinessTime(seconds), Elapsed(seconds)):
        assert add(start, amount, calendar, pauses) <= add(start + later, amount, calendar, pauses)


@law
@given(INSTANTS, LENGTHS, LENGTHS, CALENDARS, PAUSES)
def test_more_is_never_due_earlier(start, one, other, calendar, pauses):
    less, more = sorted((one, other))
    for kind in (BusinessTime, Elapsed):
        assert add(start, kind(less), calendar, pauses) <= add(start, kind(more), calendar, pauses)


@law
@given(INSTANTS, st.integers(0, 5), st.integers(0, 5), CALENDARS, PAUSES)
def test_more_business_days_are_never_due_earlier(start, one, other, calendar, pauses):
    less, more = sorted((one, other))
    assert start <= add(start, BusinessDays(less), calendar, pauses)
    assert add(start, BusinessDays(less), calendar, pauses) <= add(start, BusinessDays(more), calendar, pauses)


@law
@given(INSTANTS, LATER, st.integers(1, 5), DATES)
def test_a_later_start_never_ends_its_business_days_earlier(start, later, days, holiday):
    calendar = Calendar.of(office(holidays={holiday: "a holiday"}, days={holiday: [("10:00", "12:00")]}))
    amount = BusinessDays(days)
    assert add(start, amount, calendar) <= add(start + later, amount, calendar)


@law
@given(INSTANTS, LENGTHS, CALENDARS, PAUSES)
def test_before_is_the_latest_start_that_is_in_time(end, seconds, calendar, pauses):
    for amount in (BusinessTime(seconds), Elapsed(seconds)):
        latest = before(end, amount, calendar, pauses)
        assert latest <= end
        assert add(latest, amount, calendar, pauses) <= end < add(latest + MICROSECOND, amount, calendar, pauses)


MICROSECOND = timedelta(microseconds=1)


@law
@given(INSTANTS, st.integers(0, 4), rules(), PAUSES)
def test_before_is_the_latest_start_for_business_days_too(end, days, rule, pauses):
    calendar, amount = Calendar.of(rule), BusinessDays(days)
    latest = before(end, amount, calendar, pauses)
    assert add(latest, amount, calendar, pauses) <= end < add(latest + timedelta(seconds=1), amount, calendar, pauses)


@law
@given(INSTANTS, LATER, LATER, CALENDARS, PAUSES)
def test_spans_side_by_side_add_up(start, one, other, calendar, pauses):
    """In whole seconds: a part of one that is left over at an end is not counted."""
    start = start.replace(microsecond=0)
    pauses = [tuple(at.replace(microsecond=0) for at in pause) for pause in pauses]
    middle, end = start + one, start + one + other
    whole = between(start, end, calendar, pauses)
    assert whole == between(start, middle, calendar, pauses) + between(middle, end, calendar, pauses)
    assert 0 <= whole <= (end - start).total_seconds()


@law
@given(INSTANTS, LATER, st.lists(rules(), min_size=2, max_size=3))
def test_a_union_is_open_whenever_a_part_is(start, later, parts):
    union = Calendar.of(*parts)
    whole = list(union.windows(start, start + later))
    for part in parts:
        for opens, closes in Calendar.of(part).windows(start, start + later):
            assert any(since <= opens and closes <= until for since, until in whole)
    assert sum((until - since for since, until in whole), timedelta()) <= sum(
        (until - since for part in parts for since, until in Calendar.of(part).windows(start, start + later)),
        timedelta(),
    )


@law
@given(INSTANTS, LENGTHS, CALENDARS, PAUSES)
def test_an_explanation_leads_from_the_start_to_the_due_time_without_a_gap(start, seconds, calendar, pauses):
    for amount in (BusinessTime(seconds), Elapsed(seconds), BusinessDays(seconds % 4)):
        why = explain(start, amount, calendar, pauses)
        assert why.due == add(start, amount, calendar, pauses)
        edges = [start, *(segment.end for segment in why.segments)]
        assert [segment.start for segment in why.segments] == edges[:-1]
        assert edges[-1] == why.due


@law
@given(INSTANTS, st.integers(1, 3 * 365 * 86_400), rules())
def test_what_is_known_already_changes_no_answer(start, seconds, rule):
    fresh, used = Calendar((rule,)), Calendar((rule,))
    between(start - timedelta(days=4000), start + timedelta(days=4000), used)
    assert add(start, BusinessTime(seconds), fresh) == add(start, BusinessTime(seconds), used)
    assert before(start, BusinessTime(seconds), fresh) == before(start, BusinessTime(seconds), used)
