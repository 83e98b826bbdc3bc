"""Invariants 6 and 7: a change of the clocks loses no time; a graver case is due sooner, but for what is listed."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from sundial.protocol.calendar import Calendar, CalendarRule
from sundial.protocol.hours import add, between
from sundial.protocol.promises import PHASES
from tests.telling import PROTOCOL

HALF = timedelta(minutes=30)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = [NEW_YEAR + timedelta(days=day) for day in range(366)]
NIGHT = (("00:30", "02:30"), ("03:30", "04:30"))
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def changes() -> list[tuple[str, datetime]]:
    """Return every day of 2026 on which the clocks of some zone of the world are changed."""
    found = []
    for tz in sorted(available_timezones() - {"Factory", "localtime"}):
        zone = ZoneInfo(tz)
        offsets = [day.astimezone(zone).utcoffset() for day in DAYS]
        found += [(tz, day) for day, (one, other) in zip(DAYS, pairwise(offsets), strict=False) if one != other]
    return found


def test_6_the_clocks_are_changed_twice_a_year_in_more_than_a_hundred_zones():
    assert len({tz for tz, _ in changes()}) > 100


def test_6_when_the_clocks_change_an_office_that_never_closes_counts_every_second():
    for tz, day in changes():
        never_closed = Calendar.of(CalendarRule("never closed", tz, dict.fromkeys(WEEK, (("00:00", "24:00"),))))
        for hours in (1, 7, 24, 48):
            assert between(day, day + timedelta(hours=hours), never_closed) == hours * 3600


def test_6_when_the_clocks_change_business_time_is_never_negative_and_adds_up():
    for tz, day in changes():
        night = Calendar.of(CalendarRule("night", tz, dict.fromkeys(WEEK, NIGHT)))
        marks = [day + n * 3 * HALF for n in range(17)]
        parts = [between(one, other, night) for one, other in pairwise(marks)]
        assert all(0 <= part <= 3 * HALF.seconds for part in parts)
        assert sum(parts) == between(marks[0], marks[-1], night)


def test_6_a_span_is_open_at_its_opening_and_closed_at_its_close():
    emea = PROTOCOL.calendar(["emea"])
    opens = datetime(2026, 3, 2, 7, tzinfo=UTC)  # Monday 09:00 in Bucharest
    second = timedelta(seconds=1)
    assert between(opens - second, opens, emea) == 0
    assert between(opens, opens + second, emea) == 1
    assert between(opens + timedelta(hours=8), opens + timedelta(hours=8) + second, emea) == 0


# What the published text itself turns upside down (O6.11): promise, plan, the graver and the slighter severity ...
SEVERITIES_UPSIDE_DOWN = {
    ("first-response", "gold", 1, 2),  # 2 business hours and 2 hours
    ("first-response", "gold", 1, 3),  # 2 business hours and 8 hours
    ("first-response", "gold", 1, 4),
    ("first-response", "silver", 1, 2),  # 4 business hours and 4 hours
    ("diagnosis-update", "silver", 1, 3),  # 12 business hours and 1 business day
    ("diagnosis-update", "silver", 1, 4),
    ("diagnosis-update", "silver", 2, 3),
    ("diagnosis-update", "silver", 2, 4),
}
# ... and promise, severity, the better and the lesser plan
PLANS_UPSIDE_DOWN = {("diagnosis-update", 2, "platinum", "gold")}  # 1 business day and 8 hours


@cache
def dues(region: str, plan: str, severity: int, promise: str) -> list[datetime]:
    return dues_of(region, PROTOCOL.target(plan, severity, promise).amount)


@cache
def dues_of(region, amount) -> list[datetime]:
    """Return the due times of every half hour of 2026."""
    calendar = PROTOCOL.calendar([region])
    return [add(NEW_YEAR + n * HALF, amount, calendar) for n in range(365 * 48)]


def can_be_later(one: list[datetime], other: list[datetime]) -> bool:
    return any(a > b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("region", PROTOCOL.regions)
def test_7_a_graver_severity_is_due_no_later_but_for_what_the_text_turns_upside_down(region):
    assert {
        (promise, plan, graver, slighter)
        for promise in PHASES
        for plan in ("platinum", "gold", "silver")
        for graver, slighter in combinations((1, 2, 3, 4), 2)
        if can_be_later(dues(region, plan, graver, promise), dues(region, plan, slighter, promise))
    } == SEVERITIES_UPSIDE_DOWN


@pytest.mark.parametrize("region", PROTOCOL.regions)
def test_7_a_better_plan_is_due_no_later_but_for_what_the_text_turns_upside_down(region):
    assert {
        (promise, severity, better, lesser)
        for promise in PHASES
        for severity in (1, 2, 3, 4)
        for better, lesser in combinations(("platinum", "gold", "silver"), 2)
        if can_be_later(dues(region, better, severity, promise), dues(region, lesser, severity, promise))
    } == PLANS_UPSIDE_DOWN
