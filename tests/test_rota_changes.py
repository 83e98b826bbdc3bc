"""O2.3: what is done to the rota by hand: added, dropped, passed on, offered, taken back, and time off."""

import pytest

from sundial.protocol.rota import (
    Added,
    Away,
    Change,
    Dropped,
    Duty,
    Offered,
    Passed,
    RotaError,
    TakenBack,
    away_at,
    deputy_of,
    offered_to,
    shift_named,
    shifts,
)  # fmt: skip
from tests.rotas import changes, pattern, utc

DAY = pattern("day", "09:00", "17:00", (("eve", "tom"),))  # 07:00 to 15:00
EVE, TOM = "day/2026-03-03/eve", "day/2026-03-03/tom"


def at(hour, day=3):
    """Return an instant of the day that the stories are about."""
    return utc(f"2026-03-{day:02} {hour}")


def day(*whats, patterns=(DAY,)):
    """Return what the third of March looks like after some changes: name, person and hours in UTC."""
    found = shifts(patterns, changes(*whats), at("00:00"), at("00:00", 4))
    short = [(one, one.name.removeprefix("day/2026-03-03/")) for one in found]
    return [f"{name}: {one.person} {one.since:%H:%M}-{one.until:%H:%M}{'?' * one.offered}" for one, name in short]


UNCHANGED = ["eve: eve 07:00-15:00", "tom: tom 07:00-15:00"]


def test_nothing_changes_by_itself():
    assert day() == UNCHANGED


def test_a_shift_is_dropped_and_taken_back():
    assert day(Dropped(EVE)) == UNCHANGED[1:]
    assert day(Dropped(EVE), TakenBack(1)) == UNCHANGED


def test_taking_back_can_be_taken_back():
    assert day(Dropped(EVE), TakenBack(1), TakenBack(2)) == UNCHANGED[1:]
    assert day(Dropped(EVE), TakenBack(1), TakenBack(2), TakenBack(3)) == UNCHANGED


def test_no_change_takes_back_itself_or_a_later_one():
    assert day(TakenBack(1), TakenBack(3), Dropped(EVE)) == UNCHANGED[1:]


def test_a_shift_passes_on_and_keeps_its_name():
    assert day(Passed(EVE, "dan")) == ["eve: dan 07:00-15:00", UNCHANGED[1]]


def test_what_is_passed_twice_is_the_latter_s():
    assert day(Passed(EVE, "dan"), Passed(EVE, "kim")) == ["eve: kim 07:00-15:00", UNCHANGED[1]]


def test_a_part_that_is_passed_cuts_the_shift_and_the_first_part_keeps_the_name():
    middle = Passed(EVE, "dan", at("09:00"), at("11:00"))
    assert day(middle) == ["eve: eve 07:00-09:00", UNCHANGED[1], "eve/2: dan 09:00-11:00", "eve/3: eve 11:00-15:00"]
    assert day(Passed(EVE, "dan", until=at("09:00"))) == [
        "eve: dan 07:00-09:00", UNCHANGED[1], "eve/2: eve 09:00-15:00",
    ]  # fmt: skip
    assert day(Passed(EVE, "dan", at("09:00"))) == ["eve: eve 07:00-09:00", UNCHANGED[1], "eve/2: dan 09:00-15:00"]


def test_a_part_never_gets_the_name_of_another():
    cut_twice = Passed(EVE, "dan", at("09:00"), at("11:00")), Passed(EVE, "kim", at("08:00"))
    assert day(*cut_twice) == [
        "eve: eve 07:00-08:00", UNCHANGED[1], "eve/4: kim 08:00-09:00", "eve/2: dan 09:00-11:00",
        "eve/3: eve 11:00-15:00",
    ]  # fmt: skip
    assert day(*cut_twice, Dropped(f"{EVE}/2"), Dropped(f"{EVE}/2")) == [
        "eve: eve 07:00-08:00", UNCHANGED[1], "eve/4: kim 08:00-09:00", "eve/3: eve 11:00-15:00",
    ]  # fmt: skip


def test_what_is_dropped_cannot_be_passed_on():
    assert day(Dropped(EVE), Passed(EVE, "dan")) == UNCHANGED[1:]
    assert day(Passed(EVE, "dan"), Dropped(EVE)) == UNCHANGED[1:]


def test_passing_beyond_the_shift_passes_what_there_is_of_it():
    assert day(Passed(EVE, "dan", at("13:00"), at("23:00")))[-1] == "eve/2: dan 13:00-15:00"
    assert day(Passed(EVE, "dan", at("15:00"), at("23:00"))) == UNCHANGED


def test_passing_to_whoever_has_it_changes_nothing():
    assert day(Passed(EVE, "eve", at("09:00"), at("11:00"))) == UNCHANGED


def test_a_shift_is_added_under_the_number_of_its_change():
    assert day(Added("dan", "emea", Duty.ON_CALL, at("20:00"), at("22:00"))) == [*UNCHANGED, "+1: dan 20:00-22:00"]
    assert day(Added("dan", "emea", Duty.SHIFT, at("20:00"), at("22:00")), Dropped("+1")) == UNCHANGED


def test_time_off_cuts_a_shift_in_two():
    assert day(Away("eve", at("09:00"), at("11:00"))) == [
        "eve: eve 07:00-09:00", UNCHANGED[1], "eve/2: eve 11:00-15:00",
    ]  # fmt: skip
    assert day(Away("eve", at("00:00"), at("11:00"))) == [UNCHANGED[1], "eve: eve 11:00-15:00"]
    assert day(Away("eve", at("07:00"), at("15:00"), "tom")) == UNCHANGED[1:]


def test_nobody_is_on_shift_in_their_time_off_whichever_was_written_first():
    away = Away("dan", at("09:00"), at("23:00"))
    for whats in (away, Passed(EVE, "dan")), (Passed(EVE, "dan"), away):
        assert day(*whats) == ["eve: dan 07:00-09:00", UNCHANGED[1]]
    assert day(away, Added("dan", "emea", Duty.SHIFT, at("08:00"), at("10:00"))) == [*UNCHANGED, "+2: dan 08:00-09:00"]


def test_an_offer_stands_until_the_shift_passes_on():
    assert day(Offered(EVE)) == ["eve: eve 07:00-15:00?", UNCHANGED[1]]
    assert day(Offered(EVE), Passed(EVE, "dan")) == ["eve: dan 07:00-15:00", UNCHANGED[1]]
    assert day(Offered(EVE), Passed(EVE, "dan", at("13:00"))) == [
        "eve: eve 07:00-13:00?", UNCHANGED[1], "eve/2: dan 13:00-15:00",
    ]  # fmt: skip
    assert day(Offered(EVE), TakenBack(1)) == UNCHANGED


def test_it_is_known_to_whom_a_shift_is_offered():
    made = changes(Offered(EVE), Offered(TOM, "kim"), Offered(EVE, "dan"))
    eve, tom = shifts([DAY], made, at("08:00"), at("09:00"))
    assert (offered_to(made, eve), offered_to(made, tom)) == ("dan", "kim")
    assert offered_to((), eve) is None
    (free, _) = shifts([DAY], (), at("08:00"), at("09:00"))
    assert offered_to(made, free) is None


def test_a_duty_manager_hands_over_as_anybody_does():
    lead = pattern("lead", "09:00", "17:00", (("dan",),), duty=Duty.MANAGER)
    made = changes(Passed("lead/2026-03-03/dan", "kim", at("12:00")))
    found = shifts([lead], made, at("00:00"), at("00:00", 4))
    assert [(one.person, one.duty) for one in found] == [("dan", Duty.MANAGER), ("kim", Duty.MANAGER)]


def test_a_change_that_names_what_is_not_there_has_no_effect():
    for name in ("day/2026-03-03/nobody", "day/2026-03-03/eve/2", "day", "day/when/eve", "+1", "+1/2", "", "+"):
        for what in Dropped(name), Passed(name, "dan"), Offered(name):
            assert day(what) == UNCHANGED


def test_changes_are_read_by_their_numbers_and_not_as_they_come():
    made = changes(Passed(EVE, "dan"), Passed(EVE, "kim"))
    assert shifts([DAY], made, at("08:00"), at("09:00")) == shifts([DAY], made[::-1], at("08:00"), at("09:00"))


def test_a_shift_is_found_by_its_name():
    made = changes(Passed(EVE, "dan", at("12:00")), Added("kim", "emea", Duty.SHIFT, at("20:00"), at("22:00")))
    assert [shift_named([DAY], made, name).person for name in (EVE, f"{EVE}/2", "+2")] == ["eve", "dan", "kim"]
    assert [shift_named([DAY], made, name) for name in (f"{EVE}/3", "+1", "+3", "x", "x/y/z")] == [None] * 5


def test_a_shift_is_found_by_its_name_on_both_sides_of_the_date_line():
    west, east = pattern(zone="Pacific/Honolulu"), pattern(zone="Pacific/Kiritimati", starts="01:00")
    assert shift_named([west], (), "night/2026-03-03/eve").since == at("08:00", 4)
    assert shift_named([east], (), "night/2026-03-03/eve").until == at("16:00", 2)


def test_who_is_away_has_a_deputy_until_they_are_back():
    made = changes(Away("eve", at("09:00"), at("11:00"), "tom"), Away("tom", at("10:00"), at("12:00"), "kim"))
    assert [deputy_of(made, "eve", at(hour)) for hour in ("08:59", "09:00", "10:00", "11:00")] == [
        "eve", "tom", "kim", "eve",
    ]  # fmt: skip
    assert away_at(made, "eve", at("10:59")) == made[0].what
    assert away_at(made, "eve", at("11:00")) is None


def test_of_two_times_off_at_once_the_one_written_last_names_the_deputy():
    made = changes(Away("eve", at("09:00"), at("11:00"), "tom"), Away("eve", at("10:00"), at("12:00"), "kim"))
    assert [deputy_of(made, "eve", at(hour)) for hour in ("09:30", "10:30", "11:30")] == ["tom", "kim", "kim"]


def test_a_deputy_that_leads_nowhere_is_nobody():
    round_about = changes(Away("eve", at("09:00"), at("11:00"), "tom"), Away("tom", at("09:00"), at("11:00"), "eve"))
    assert deputy_of(round_about, "eve", at("10:00")) == ""
    assert deputy_of(changes(Away("eve", at("09:00"), at("11:00"))), "eve", at("10:00")) == ""


def test_a_change_that_cannot_be_is_refused_by_the_name_of_its_key():
    naive = at("09:00").replace(tzinfo=None)
    for key, make in (
        ("until", lambda: Added("eve", "emea", Duty.SHIFT, at("09:00"), at("09:00"))),
        ("since", lambda: Passed(EVE, "dan", naive)),
        ("to", lambda: Passed(EVE, "")),
        ("deputy", lambda: Away("eve", at("09:00"), at("10:00"), "eve")),
        ("person", lambda: Away("", at("09:00"), at("10:00"))),
        ("seq", lambda: Change(0, at("09:00"), "eve", Dropped(EVE))),
        ("at", lambda: Change(1, naive, "eve", Dropped(EVE))),
    ):
        with pytest.raises(RotaError) as refused:
            make()
        assert refused.value.key == key
