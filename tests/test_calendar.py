"""O6.6: what people write about opening hours, and when a calendar is open."""

import importlib.resources
import struct
import zoneinfo
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from sundial.protocol.calendar import Calendar, CalendarError, CalendarRule, HoursError, rule_from_json, rule_to_json
from tests.weeks import WEEKDAYS, calendar, local, office, rules, shown


def windows(counted, since, until, tz="Europe/Bucharest"):
    """Return the open spans between two readings of a clock, as the clock shows them."""
    spans = counted.windows(local(since, tz), local(until, tz))
    return [f"{shown(opens, tz)[5:]} {shown(closes, tz)[5:]}" for opens, closes in spans]


def test_a_week_is_open_at_its_hours_cut_to_what_is_asked():
    assert windows(calendar(), "2026-03-06T10:00", "2026-03-09T11:00") == [
        "03-06 10:00 03-06 17:00",
        "03-09 09:00 03-09 11:00",
    ]


def test_hours_may_be_split_overlap_and_touch():
    split = calendar(spans=(("13:00", "17:00"), ("09:00", "12:00"), ("11:30", "12:30"), ("17:00", "18:00")))
    assert windows(split, "2026-03-09T00:00", "2026-03-10T00:00") == [
        "03-09 09:00 03-09 12:30",
        "03-09 13:00 03-09 18:00",
    ]


def test_a_span_past_midnight_belongs_to_the_day_on_which_it_starts():
    night = calendar(spans=(("22:00", "06:00"),), on=("fri",))
    assert windows(night, "2026-03-06T00:00", "2026-03-10T00:00") == ["03-06 22:00 03-07 06:00"]


def test_a_holiday_leaves_the_night_before_it_alone_and_takes_its_own():
    night = calendar(spans=(("22:00", "06:00"),), holidays={date(2026, 3, 10): "a holiday"})
    assert windows(night, "2026-03-09T12:00", "2026-03-12T00:00") == [
        "03-09 22:00 03-10 06:00",
        "03-11 22:00 03-12 00:00",
    ]


@pytest.mark.parametrize("closes", ["24:00", "00:00"])
def test_a_day_may_close_at_midnight(closes):
    late = calendar(spans=(("18:00", closes),))
    assert windows(late, "2026-03-09T00:00", "2026-03-10T12:00") == ["03-09 18:00 03-10 00:00"]


def test_single_days_go_before_the_week_and_before_holidays():
    special = calendar(
        holidays={date(2026, 12, 24): "Christmas Eve", date(2026, 12, 25): "Christmas Day"},
        days={
            date(2026, 12, 24): [("09:00", "12:00")],
            date(2026, 12, 26): [("10:00", "14:00")],
            date(2026, 12, 28): [],
        },
    )
    assert windows(special, "2026-12-24T00:00", "2026-12-30T00:00") == [
        "12-24 09:00 12-24 12:00",
        "12-26 10:00 12-26 14:00",
        "12-29 09:00 12-29 17:00",
    ]
    assert special.holiday_on(date(2026, 12, 24)) == "Christmas Eve"
    assert special.holiday_on(date(2026, 12, 26)) is None


def test_a_calendar_of_every_hour_of_the_week_never_closes():
    always = calendar(spans=(("00:00", "24:00"),), on=WEEKDAYS)
    assert list(always.windows(local("2025-01-01T00:00"), local("2027-01-01T00:00"))) == [
        (local("2025-01-01T00:00").astimezone(UTC), local("2027-01-01T00:00").astimezone(UTC))
    ]


def test_a_union_is_open_whenever_a_part_is_and_overlap_counts_once():
    union = Calendar.of(office("Europe/Bucharest"), office("Europe/Paris"))
    assert windows(union, "2026-03-09T00:00", "2026-03-10T00:00") == ["03-09 09:00 03-09 18:00"]
    assert union.name == "the office + the office"
    assert union.zone.key == "Europe/Bucharest"


# Clocks that jump: an instant is open exactly when the clock on the wall shows a time inside a span


def test_hours_that_a_zone_skips_are_not_there():
    early = calendar(spans=(("02:00", "05:00"),), on=("sun",))  # 29 March: 03:00 is 04:00
    assert windows(early, "2026-03-29T00:00", "2026-03-30T00:00") == ["03-29 02:00 03-29 05:00"]
    (span,) = early.windows(local("2026-03-29T00:00"), local("2026-03-30T00:00"))
    assert (span[1] - span[0]).total_seconds() == 2 * 3600


def test_hours_that_happen_twice_count_twice():
    early = calendar(spans=(("02:00", "05:00"),), on=("sun",))  # 25 October: 04:00 is 03:00
    (span,) = early.windows(local("2026-10-25T00:00"), local("2026-10-26T00:00"))
    assert (span[1] - span[0]).total_seconds() == 4 * 3600


def test_a_span_that_opens_or_closes_in_a_skipped_hour_does_so_at_the_jump():
    (opens,) = calendar(spans=(("03:30", "06:00"),), on=("sun",)).windows(
        local("2026-03-29T00:00"), local("2026-03-30T00:00")
    )
    (closes,) = calendar(spans=(("01:00", "03:30"),), on=("sun",)).windows(
        local("2026-03-29T00:00"), local("2026-03-30T00:00")
    )
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert (opens[0], closes[1]) == (jump, jump)
    assert windows(calendar(spans=(("03:10", "03:50"),), on=("sun",)), "2026-03-29T00:00", "2026-03-30T00:00") == []


def test_a_span_with_an_edge_in_a_repeated_hour_is_open_at_each_reading_inside_it():
    half = calendar(spans=(("03:30", "04:00"),), on=("sun",))
    spans = list(half.windows(local("2026-10-25T00:00"), local("2026-10-26T00:00")))
    at = [(opens.strftime("%H:%M"), closes.strftime("%H:%M")) for opens, closes in spans]
    assert at == [("00:30", "01:00"), ("01:30", "02:00")]


def test_a_day_that_a_zone_leaves_out_has_no_hours():
    apia = calendar("Pacific/Apia", on=WEEKDAYS)  # Friday, 30 December 2011, did not happen in Samoa
    assert windows(apia, "2011-12-29T00:00", "2012-01-01T00:00", "Pacific/Apia") == [
        "12-29 09:00 12-29 17:00",
        "12-31 09:00 12-31 17:00",
    ]


def test_no_zone_changes_its_clocks_twice_within_three_days_since_1900():
    closest = min(
        later - earlier
        for key in zoneinfo.available_timezones()
        for changes in [changes_of(key)]
        for earlier, later in pairwise(changes)
    )
    assert closest > 3 * 86_400


def changes_of(key):
    """Read from the database itself when a zone changes its offset, since 1900."""
    data = (
        next((path.read_bytes() for base in zoneinfo.TZPATH if (path := Path(base) / key).is_file()), None)
        or importlib.resources.files("tzdata").joinpath("zoneinfo", key).read_bytes()
    )
    counts = struct.unpack(">6l", data[20:44])
    second = 44 + counts[3] * 5 + counts[4] * 6 + counts[5] + counts[2] * 8 + counts[0] + counts[1]
    count, types = struct.unpack(">2l", data[second + 32 : second + 40])
    body = data[second + 44 :]
    at = struct.unpack(f">{count}q", body[: 8 * count])
    offsets = [struct.unpack(">l", body[9 * count + 6 * kind :][:4])[0] for kind in range(types)]
    seen = [offsets[kind] for kind in body[8 * count : 9 * count]]
    return [
        moment
        for moment, before, after in zip(at[1:], seen, seen[1:], strict=False)
        if before != after and moment > -2_208_988_800
    ]


# What people write


@settings(max_examples=50)
@given(rules())
def test_a_rule_is_read_back_as_it_was_written(rule):
    assert rule_from_json(rule_to_json(rule)) == rule
    assert hash(rule_from_json(rule_to_json(rule))) == hash(rule)
    assert Calendar.of(rule_from_json(rule_to_json(rule))) is Calendar.of(rule)


def test_holidays_may_have_names_or_none():
    named = rule_from_json({"tz": "UTC", "holidays": {"2026-12-25": "Christmas Day"}})
    bare = rule_from_json({"tz": "UTC", "holidays": ["2026-12-25"]})
    assert Calendar.of(named).holiday_on(date(2026, 12, 25)) == "Christmas Day"
    assert Calendar.of(bare).holiday_on(date(2026, 12, 25)) == ""
    assert named != bare


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"tz": "Europe/Bucuresti"}, "tz"),
        ({"tz": "../etc/passwd"}, "tz"),
        ({"tz": "Europe"}, "tz"),
        ({"tz": ""}, "tz"),
        ({"tz": None}, "tz"),
        ({"tz": 2}, "tz"),
        ({"weekly": {"monday": []}}, "weekly.monday"),
        ({"weekly": {"mon": [["9:00", "17:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00", "17:60"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00", "24:01"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["24:00", "06:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [["09:00", "12:00"], ["13:00", "13:00"]]}}, "weekly.mon[1]"),
        ({"weekly": {"mon": [["09:00"]]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": ["09:00-17:00"]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": [9, 17]}}, "weekly.mon[0]"),
        ({"weekly": {"mon": "09:00-17:00"}}, "weekly.mon"),
        ({"weekly": []}, "weekly"),
        ({"holidays": ["2026-02-30"]}, "holidays"),
        ({"holidays": ["20260101"]}, "holidays"),
        ({"holidays": "2026-01-01"}, "holidays"),
        ({"holidays": {"2026-01-01": 1}}, "holidays.2026-01-01"),
        ({"days": {"tomorrow": []}}, "days.tomorrow"),
        ({"days": {"2026-01-01": [["17:00", "17:00"]]}}, "days.2026-01-01[0]"),
        ({"name": 7}, "name"),
        ({"hours": {}}, "hours"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_by_the_key_at_fault(changed, where):
    with pytest.raises(CalendarError) as refused:
        rule_from_json({"tz": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}} | changed)
    assert refused.value.where == where


@pytest.mark.parametrize("obj", [None, [], "UTC", 3, {}])
def test_what_is_no_calendar_at_all_is_refused(obj):
    with pytest.raises(CalendarError):
        rule_from_json(obj)


def test_a_union_needs_a_part():
    with pytest.raises(CalendarError):
        Calendar.of()


def test_a_rule_cannot_be_changed():
    rule = CalendarRule("frozen", "UTC", {"mon": [("09:00", "17:00")]})
    with pytest.raises(TypeError):
        rule.weekly["tue"] = ()
    with pytest.raises(AttributeError):
        rule.tz = "Europe/Bucharest"


def test_windows_are_asked_for_in_order_and_within_the_horizon():
    for since, until in (("2026-03-10", "2026-03-09"), ("1899-12-01", "2026-03-09"), ("2026-03-09", "2200-02-01")):
        with pytest.raises(HoursError):
            list(calendar().windows(local(since), local(until)))
