"""O2.3: who is on shift, by worked examples: on the clock of the pattern's zone, every night of the year."""

from datetime import date

import pytest

from sundial.protocol.rota import Duty, RotaError, clashes, gaps_ahead, on_shift, overlaps, shifts, wall_instant
from tests.rotas import changes, clock, pattern, told, utc

WEEK = "2026-03-02 00:00", "2026-03-09 00:00"


def reading(*patterns, since=WEEK[0], until=WEEK[1]):
    """Return the shifts of patterns that nobody changed."""
    return shifts(patterns, changes(), utc(since), utc(until))


def test_a_pattern_starts_on_its_days_at_its_local_time():
    found = reading(pattern("day", "09:00", "17:00", days=(0, 4)))
    assert told(found) == ["eve 2026-03-02 07:00 08:00", "eve 2026-03-06 07:00 08:00"]
    assert [one.name for one in found] == ["day/2026-03-02/eve", "day/2026-03-06/eve"]


def test_a_night_shift_is_an_hour_shorter_or_longer_where_the_clocks_change():
    assert told(reading(pattern(), since="2026-03-28 12:00", until="2026-03-30 12:00")) == [
        "eve 2026-03-28 20:00 07:00",
        "eve 2026-03-29 19:00 08:00",
    ]
    assert told(reading(pattern(), since="2026-10-24 12:00", until="2026-10-26 12:00")) == [
        "eve 2026-10-24 19:00 09:00",
        "eve 2026-10-25 20:00 08:00",
    ]


def test_a_reading_that_comes_twice_is_its_first_and_one_that_is_skipped_is_the_jump():
    assert wall_instant("Europe/Bucharest", date(2026, 10, 25), clock("03:30")) == utc("2026-10-25 00:30")
    assert wall_instant("Europe/Bucharest", date(2026, 3, 29), clock("03:30")) == utc("2026-03-29 01:00")


def test_a_shift_in_an_hour_that_is_skipped_does_not_take_place():
    found = reading(pattern("odd", "03:00", "04:00"), since="2026-03-28 00:00", until="2026-03-30 12:00")
    assert told(found) == ["eve 2026-03-28 01:00 01:00", "eve 2026-03-30 00:00 01:00"]


def test_a_shift_in_an_hour_that_comes_twice_is_in_the_first_and_up_to_its_end_in_both():
    twice = {"since": "2026-10-25 00:00", "until": "2026-10-25 06:00"}
    assert told(reading(pattern("odd", "03:00", "03:30"), **twice)) == ["eve 2026-10-25 00:00 00:30"]
    assert told(reading(pattern("odd", "03:00", "04:00"), **twice)) == ["eve 2026-10-25 00:00 02:00"]


def test_lord_howe_moves_by_half_an_hour():
    here = {"since": "2026-04-04 00:00", "until": "2026-04-05 12:00"}
    found = reading(pattern(zone="Australia/Lord_Howe", days=(5,)), **here)
    assert told(found) == ["eve 2026-04-04 11:00 08:30"]


def test_kolkata_is_half_an_hour_off_and_never_changes():
    for sunday in ("2026-03-29", "2026-10-25"):
        found = reading(
            pattern("day", "09:00", "17:00", zone="Asia/Kolkata"), since=f"{sunday} 00:00", until=f"{sunday} 23:59"
        )
        assert told(found) == [f"eve {sunday} 03:30 08:00"]


def test_the_day_that_apia_skipped_has_no_shift_and_the_nights_around_it_touch():
    apia = {"zone": "Pacific/Apia", "first": date(2011, 12, 1)}
    day, night = pattern("day", "06:00", "22:00", (("tom",),), **apia), pattern(**apia)
    found = reading(day, night, since="2011-12-30 00:00", until="2011-12-31 12:00")
    assert [(one.name, *told([one])) for one in found] == [
        ("day/2011-12-29/tom", "tom 2011-12-29 16:00 16:00"),
        ("night/2011-12-29/eve", "eve 2011-12-30 08:00 02:00"),
        ("night/2011-12-30/eve", "eve 2011-12-30 10:00 06:00"),
        ("day/2011-12-31/tom", "tom 2011-12-30 16:00 16:00"),
        ("night/2011-12-31/eve", "eve 2011-12-31 08:00 08:00"),
    ]


def test_a_night_over_new_year_belongs_to_the_old_one():
    old = pattern(last=date(2026, 12, 31), first=date(2026, 12, 31))
    (found,) = reading(old, since="2026-12-01 00:00", until="2027-02-01 00:00")
    assert (found.name, *told([found])) == ("night/2026-12-31/eve", "eve 2026-12-31 20:00 08:00")


def test_equal_times_are_a_whole_day():
    (found,) = reading(pattern("all", "09:00", "09:00", days=(0,)))
    assert told([found]) == ["eve 2026-03-02 07:00 24:00"]


def test_a_day_that_is_long_or_far_from_utc_is_found_from_its_last_hour():
    west = pattern("all", "23:00", "23:00", zone="Pacific/Honolulu", last=date(2026, 3, 2), first=date(2026, 3, 2))
    assert told(reading(west, since="2026-03-04 08:59")) == ["eve 2026-03-03 09:00 24:00"]
    twice = {
        "zone": "Pacific/Kwajalein",
        "first": date(1969, 9, 30),
        "last": date(1969, 9, 30),
    }  # had 30 September twice
    found = reading(pattern("all", "23:00", "23:00", **twice), since="1969-10-02 10:59", until="1969-10-03 00:00")
    assert told(found) == ["eve 1969-09-30 12:00 47:00"]


def test_crews_take_turns_by_the_week_from_the_week_of_the_first_day():
    turns = pattern("day", "09:00", "17:00", (("eve", "tom"), (), ("kim",)), days=(2, 6), first=date(2026, 3, 4))
    found = reading(turns, until="2026-03-30 00:00")
    assert [one.name.removeprefix("day/2026-03-") for one in found] == [
        "04/eve", "04/tom", "08/eve", "08/tom", "18/kim", "22/kim", "25/eve", "25/tom", "29/eve", "29/tom",
    ]  # fmt: skip


def test_a_pattern_that_ends_before_it_begins_never_takes_place():
    assert reading(pattern(first=date(2026, 3, 3), last=date(2026, 3, 2))) == ()


def test_the_last_pattern_of_a_key_holds():
    assert told(reading(pattern(), pattern(last=date(2026, 3, 2)))) == [
        "eve 2026-03-01 20:00 08:00",
        "eve 2026-03-02 20:00 08:00",
    ]


def test_shifts_are_read_whole_wherever_the_reading_begins():
    found = reading(pattern(), since="2026-03-03 03:59", until="2026-03-03 20:01")
    assert told(found) == ["eve 2026-03-02 20:00 08:00", "eve 2026-03-03 20:00 08:00"]
    assert reading(pattern(), since="2026-03-03 04:00", until="2026-03-03 20:00") == ()


def test_whoever_is_on_shift_at_an_instant_is_found():
    rota = reading(pattern("early", "06:00", "14:00"), pattern("late", "14:00", "22:00", (("tom",),)))
    manager = reading(pattern("lead", "06:00", "22:00", (("dan",),), duty=Duty.MANAGER))
    noon = utc("2026-03-03 12:00")
    assert [one.person for one in on_shift((*rota, *manager), noon)] == ["tom", "dan"]
    assert [one.person for one in on_shift(rota, noon.replace(minute=0))] == ["tom"]
    assert [one.person for one in on_shift((*rota, *manager), noon, "emea", Duty.MANAGER)] == ["dan"]
    assert on_shift(rota, noon, "apj") == ()


def test_two_regions_overlap_where_engineers_of_both_are_on_shift():
    rota = reading(
        pattern("emea", "09:00", "17:00", days=(0,)),
        pattern("lead", "09:00", "23:00", (("dan",),), days=(0,), duty=Duty.MANAGER),
        pattern("tampa", "09:00", "17:00", (("ann",),), "America/New_York", region="americas", days=(0,)),
    )
    assert overlaps(rota, "emea", "americas") == ((utc("2026-03-02 14:00"), utc("2026-03-02 15:00")),)
    assert overlaps(rota, "emea", "apj") == ()


def test_gaps_ahead_are_where_nobody_of_the_duty_is_there():
    rota = reading(pattern("early", "06:00", "14:00", days=(0,)), pattern("late", "13:00", "22:00", days=(0,)))
    day = utc("2026-03-02 00:00"), utc("2026-03-03 00:00")
    assert gaps_ahead(rota, "emea", Duty.SHIFT, *day) == (
        (day[0], utc("2026-03-02 04:00")),
        (utc("2026-03-02 20:00"), day[1]),
    )
    assert gaps_ahead(rota, "emea", Duty.MANAGER, *day) == (day,)
    assert gaps_ahead(rota, "emea", Duty.SHIFT, day[0], day[0]) == ()


def two(second, **rest):
    """Return how many clashes there are of an engineer's shift with another pattern of the same hours."""
    other = pattern("other", "12:00", "20:00", days=(0,), **rest) if second else None
    return len(list(clashes(reading(pattern("day", "09:00", "17:00", days=(0,)), *([other] if other else [])))))


def test_nobody_is_in_two_places():
    assert two(second=True, region="apj") == 1
    assert two(second=True, crews=(("tom",),), region="apj") == 0
    assert two(second=True) == 0  # the same duty in the same region is one place


def test_a_manager_and_whoever_is_on_call_may_have_a_shift_beside_it():
    assert two(second=True, duty=Duty.MANAGER) == two(second=True, duty=Duty.ON_CALL) == 0
    assert two(second=True, duty=Duty.MANAGER, region="apj") == 1
    both = reading(pattern(duty=Duty.MANAGER, days=(0,)), pattern("call", duty=Duty.ON_CALL, days=(0,)))
    assert len(list(clashes(both))) == 1


def test_a_clash_with_a_shift_that_began_long_before_is_found():
    hours = (("all", "09:00", "22:00"), ("short", "10:00", "11:00"), ("far", "12:00", "13:00"))
    made = [pattern(key, *span, region="apj" if key == "far" else "emea", days=(0,)) for key, *span in hours]
    assert [(one.name[:3], other.name[:3]) for one, other in clashes(reading(*made))] == [("all", "far")]


def test_shifts_that_touch_do_not_clash():
    later = pattern("later", "17:00", "23:00", region="apj")
    assert list(clashes(reading(pattern("day", "09:00", "17:00"), later))) == []


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("key", {"key": "a/b"}), ("key", {"key": ""}), ("key", {"key": "+1"}), ("region", {"region": ""}),
        ("zone", {"zone": "Europe/Atlantis"}), ("zone", {"zone": "../etc"}), ("days", {"days": ()}),
        ("days", {"days": (1, 0)}), ("days", {"days": (7,)}), ("days", {"days": (1, 1)}),
        ("starts", {"starts": "22:00:01"}), ("ends", {"ends": "06:00+02:00"}), ("first", {"first": date(1899, 12, 31)}),
        ("last", {"last": date(2200, 1, 1)}),
        ("crews", {"crews": ()}), ("crews", {"crews": (("eve", "eve"),)}), ("crews", {"crews": (("",),)}),
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_is_refused_by_the_name_of_its_key(key, wrong):
    with pytest.raises(RotaError) as refused:
        pattern(**wrong)
    assert refused.value.key == key


def test_a_reading_needs_two_instants_in_order():
    for since, until, key in (
        (utc(WEEK[1]), utc(WEEK[0]), "until"),
        (utc(WEEK[0]).replace(tzinfo=None), utc(WEEK[1]), "since"),
        (utc(WEEK[0]), utc("2300-01-01 00:00"), "until"),
    ):
        with pytest.raises(RotaError) as refused:
            shifts([pattern()], (), since, until)
        assert refused.value.key == key
