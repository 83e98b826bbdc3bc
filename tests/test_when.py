"""What the pages say of time reads as a person would say it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sundial.web import when

HAMBURG, BUCHAREST, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Bucharest"), ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 3, 12, 14, 8, tzinfo=UTC)  # Thursday, 15:08 in Hamburg


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(seconds=20), "in less than a minute"),
        (timedelta(minutes=42, seconds=59), "in 42 min"),
        (timedelta(hours=1), "in 1 h"),
        (timedelta(hours=1, minutes=2), "in 1 h 02"),
        (timedelta(hours=8, minutes=51), "in 8 h 51"),
        (timedelta(hours=8, minutes=52), "Fri 00:00"),
        (timedelta(hours=18, minutes=52), "Fri 10:00"),
        (timedelta(days=8), "20 Mar 15:08"),
        (timedelta(days=365), "12 Mar 2027 15:08"),
        (timedelta(minutes=-18), "18 min late"),
        (timedelta(seconds=-5), "less than a minute late"),
        (timedelta(days=-3), "3 days late"),
    ],
)
def test_a_chip_counts_down_today_and_names_the_day_beyond(after, said):
    assert when.left(NOW + after, NOW, HAMBURG) == said


def test_a_quarter_to_midnight_still_counts_minutes_over_midnight():
    late = datetime(2026, 3, 12, 22, 45, tzinfo=UTC)
    assert when.left(late + timedelta(minutes=40), late, HAMBURG) == "in 40 min"
    assert when.spoken(late + timedelta(minutes=40), late, HAMBURG) == "in 40 minutes"


@pytest.mark.parametrize(
    ("after", "said", "by"),
    [
        (timedelta(minutes=42), "15:50", "15:50 today"),
        (timedelta(hours=20, minutes=12), "Friday 11:20", "11:20 tomorrow"),
        (timedelta(days=4), "Monday 15:08", "Monday 15:08"),
        (timedelta(days=7), "19 March, 15:08", "19 March, 15:08"),
    ],
)
def test_a_sentence_names_the_hour_today_and_the_day_otherwise(after, said, by):
    assert when.moment(NOW + after, NOW, HAMBURG) == said
    assert when.by_when(NOW + after, NOW, HAMBURG) == by


def test_a_sentence_says_how_far_off_only_where_that_helps():
    assert when.spoken(NOW + timedelta(minutes=1), NOW, HAMBURG) == "in 1 minute"
    assert when.spoken(NOW + timedelta(minutes=82), NOW, HAMBURG) == "in 1 h 22"
    assert when.spoken(NOW + timedelta(days=1), NOW, HAMBURG) == ""
    assert when.spoken(NOW - timedelta(minutes=1), NOW, HAMBURG) == ""


def test_a_zone_is_named_by_its_city():
    assert when.city(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"
    assert when.full(NOW, HAMBURG) == "Thu 12 Mar 2026, 15:08 Berlin"


def test_two_zones_are_compared_at_the_instant_in_question():
    assert when.offset(HAMBURG, BUCHAREST, NOW) == "one hour behind you"
    assert when.offset(KOLKATA, HAMBURG, NOW) == "4 h 30 ahead of you"
    assert when.offset(HAMBURG, HAMBURG, NOW) == "the same as yours"
    assert when.offset(ZoneInfo("America/New_York"), HAMBURG, NOW) == "five hours behind you"


def test_the_past_is_named_by_hour_then_weekday_then_date():
    assert when.since(NOW - timedelta(hours=7), NOW, HAMBURG) == "08:08"
    assert when.since(NOW - timedelta(days=2), NOW, HAMBURG) == "Tuesday"
    assert when.since(NOW - timedelta(days=9), NOW, HAMBURG) == "3 March"


def test_a_greeting_follows_the_readers_own_sun():
    assert when.greeting(NOW, HAMBURG) == "Good afternoon"
    assert when.greeting(NOW, KOLKATA) == "Good evening"
    assert when.greeting(NOW, ZoneInfo("America/Los_Angeles")) == "Good morning"
