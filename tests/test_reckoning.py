"""O6: what is counted by the million is counted as one by one."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.calendar import MOST_AMOUNTS, Calendar
from sundial.protocol.document import shipped
from sundial.protocol.hours import HoursError, add, before
from sundial.protocol.reckoning import MOST, Reckoning
from tests.weeks import CALENDARS, INSTANTS, LENGTHS, WEEKDAYS, office

TICK = timedelta(microseconds=1)
AMOUNTS = st.one_of(
    LENGTHS.map(BusinessTime), LENGTHS.map(Elapsed), st.integers(0, 5).map(BusinessDays), st.just(BusinessTime(7200))
)
CHANGES = [  # days around which the clocks of a zone change, and a zone without such
    ("Europe/Bucharest", datetime(2026, 3, 25, tzinfo=UTC)),
    ("Europe/Bucharest", datetime(2026, 10, 21, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 2, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 2, 10, tzinfo=UTC)),
    ("Asia/Ho_Chi_Minh", datetime(2026, 2, 10, tzinfo=UTC)),
]


def starts_around(calendar, amount, since, days):
    """Every opening and close of some days, every start that falls due at one, and a microsecond beside each."""
    edges = [edge for span in calendar.windows(since, since + timedelta(days=days)) for edge in span]
    edges += [before(edge, amount, calendar) for edge in edges]
    edges += [since + timedelta(days=day, hours=hour) for day in range(days) for hour in (0, 22, 23)]
    return [edge + shift for edge in edges for shift in (-TICK, timedelta(), TICK)]


def assert_counted_as_one_by_one(calendar, amount, starts):
    reckoning = Reckoning(amount, calendar)
    for start in (*starts, *starts):
        assert reckoning.due(start) == add(start, amount, calendar), start


@settings(max_examples=60)
@given(CALENDARS, AMOUNTS, INSTANTS, st.randoms(use_true_random=False))
def test_whatever_was_asked_before_the_answer_is_the_same(calendar, amount, since, chance):
    starts = starts_around(calendar, amount, since, 10)
    chance.shuffle(starts)
    assert_counted_as_one_by_one(calendar, amount, starts[:200])


@pytest.mark.parametrize(("zone", "since"), CHANGES)
@pytest.mark.parametrize(
    "spans", [[("09:00", "18:00")], [("00:00", "24:00")], [("22:00", "06:00")], [("01:00", "04:00")]]
)
def test_where_clocks_change_it_is_counted_as_one_by_one(zone, since, spans):
    calendar = Calendar.of(office(zone, spans, WEEKDAYS))
    for amount in (BusinessDays(1), BusinessDays(3), BusinessTime(4 * 3600)):
        starts = starts_around(calendar, amount, since, 9)
        random.Random(7).shuffle(starts)
        assert_counted_as_one_by_one(calendar, amount, starts)


def test_the_shipped_calendars_are_counted_as_one_by_one():
    document, chance = shipped(), random.Random(11)
    for region in document.regions:
        calendar = document.calendar((region,))
        for amount in (BusinessDays(1), BusinessDays(2), BusinessTime(8 * 3600), Elapsed(3600)):
            since = datetime(2026, 1, 1, tzinfo=UTC)
            starts = [since + timedelta(microseconds=chance.randrange(365 * 86_400 * 10**6)) for _ in range(1500)]
            assert_counted_as_one_by_one(calendar, amount, starts)


def test_what_lies_beyond_the_years_is_refused_however_often_it_is_asked():
    calendar = shipped().calendar(("emea",))
    for amount in (Elapsed(10**18), Elapsed(9000 * 366 * 86_400)):
        reckoning = Reckoning(amount, calendar)
        for _ in range(2):
            with pytest.raises(HoursError):
                reckoning.due(datetime(2026, 1, 1, tzinfo=UTC))


def test_what_is_remembered_has_a_bound_and_what_is_forgotten_is_found_out_again():
    calendar, day = shipped().calendar(("emea",)), timedelta(days=1)
    amount = BusinessTime(8 * 3600)
    starts = [datetime(2010, 1, 1, 8, 30, tzinfo=UTC) + number * day for number in range(3 * MOST)]
    assert_counted_as_one_by_one(calendar, amount, starts)
    reckoning = calendar.reckoning(amount)
    for start in starts:
        reckoning.due(start)
    assert 0 < len(reckoning._known[0]) <= MOST
    for seconds in range(MOST_AMOUNTS):
        calendar.reckoning(BusinessTime(1 + seconds))
    assert calendar.reckoning(amount) is not reckoning
    assert len(calendar._reckonings) < MOST_AMOUNTS
