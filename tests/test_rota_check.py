"""O2.3: which changes and which patterns of the rota are refused, and that others are not."""

import pytest

from sundial.protocol.rota import (
    Added,
    Away,
    Dropped,
    Duty,
    Offered,
    Passed,
    RotaError,
    TakenBack,
    check,
    check_pattern,
)
from tests.rotas import changes, pattern, utc

NIGHT = pattern()  # 20:00 to 04:00 UTC in winter
DAY = pattern("day", "09:00", "17:00", (("eve", "tom"),))  # 07:00 to 15:00
EVE, TOM = "day/2026-03-03/eve", "day/2026-03-03/tom"


def at(hour, day=3):
    """Return an instant of the day that the stories are about."""
    return utc(f"2026-03-{day:02} {hour}")


AWAY = Away("dan", at("10:00"), at("12:00"))
ELSEWHERE = Added("dan", "apj", Duty.SHIFT, at("08:00"), at("09:00"))
REFUSED = [
    ((), Dropped("x"), "shift: 'x' is not there (any more)"),
    ((Dropped(EVE),), Dropped(EVE), f"shift: '{EVE}' is not there (any more)"),
    ((Dropped(EVE),), Passed(EVE, "dan"), f"shift: '{EVE}' is not there (any more)"),
    ((), Offered(f"{EVE}/2"), f"shift: '{EVE}/2' is not there (any more)"),
    ((), Offered(EVE, "eve"), f"to: eve has {EVE} already"),
    ((), Passed(EVE, "eve"), f"to: eve has {EVE} already"),
    ((), Passed(EVE, "dan", at("06:59")), "since: "),
    ((), Passed(EVE, "dan", at("15:00")), "since: "),
    ((), Passed(EVE, "dan", None, at("15:01")), "until: "),
    ((AWAY,), Passed(EVE, "dan"), "to: dan is away from 2026-03-03 10:00 UTC to 2026-03-03 12:00 UTC"),
    ((AWAY,), Added("dan", "emea", Duty.SHIFT, at("11:59"), at("13:00")), "person: dan is away"),
    ((ELSEWHERE,), Passed(EVE, "dan"), "to: dan would be in two places: shift in emea from 2026-03-03 07:00 UTC to"),
    ((), Added("eve", "apj", Duty.SHIFT, at("14:59"), at("16:00")), "person: eve would be in two places"),
    ((), TakenBack(1), "change: there is no change 1"),
    ((Dropped(EVE), TakenBack(1)), TakenBack(1), "change: 1 is taken back already"),
    ((Passed(EVE, "dan"), Passed(EVE, "kim")), TakenBack(1), "change: change 2 rests upon 1; take that back first"),
    ((Away("eve", at("09:00"), at("11:00")), Dropped(f"{EVE}/2")), TakenBack(1), "change: change 2 rests upon 1"),
    ((Dropped(EVE), Added("eve", "apj", Duty.SHIFT, at("09:00"), at("10:00"))), TakenBack(1), "change: eve would be"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "what", "problem"), REFUSED)
def test_a_change_is_refused_that_has_no_effect_or_another_one(before, what, problem):
    with pytest.raises(RotaError) as refused:
        check([DAY], changes(*before), what)
    assert str(refused.value).startswith(problem)


ALLOWED = [
    ((), Dropped(EVE)),
    ((AWAY,), Passed(EVE, "dan", None, at("10:00"))),
    ((AWAY, TakenBack(1)), Passed(EVE, "dan")),
    ((ELSEWHERE,), Passed(EVE, "dan", at("09:00"))),
    ((), Added("eve", "emea", Duty.MANAGER, at("09:00"), at("10:00"))),
    ((), Away("eve", at("09:00"), at("11:00"))),
    ((Passed(EVE, "dan"), Passed(TOM, "kim")), TakenBack(1)),
    ((Passed(EVE, "dan"), Passed(EVE, "kim"), TakenBack(2)), TakenBack(1)),
    ((Dropped(EVE), TakenBack(1)), TakenBack(2)),
    ((Offered(EVE),), Passed(EVE, "dan", at("09:00"), at("10:00"))),
]


@pytest.mark.parametrize(("before", "what"), ALLOWED)
def test_any_other_change_is_taken(before, what):
    check([DAY], changes(*before), what)


def test_who_clashes_already_may_still_get_rid_of_a_part():
    both = [DAY, pattern("far", "09:00", "17:00", (("eve",),), region="apj")]
    check(both, (), Passed(EVE, "dan", at("09:00"), at("10:00")))


def test_a_pattern_can_be_ended_and_not_rewritten():
    check_pattern([NIGHT], (), pattern(last=at("00:00").date()), at("00:00"))
    with pytest.raises(RotaError, match="key: 'night' is there already"):
        check_pattern([NIGHT], (), pattern(ends="07:00"), at("00:00"))


def test_a_pattern_that_puts_somebody_in_two_places_is_refused():
    far = pattern("far", "05:00", "09:00", region="apj", zone="Asia/Ho_Chi_Minh")
    with pytest.raises(RotaError, match="crews: eve would be in two places on 2026-03-02 22:00 UTC"):
        check_pattern([NIGHT], (), far, at("12:00", 2))
    check_pattern([DAY], (), far, at("12:00", 2))


def test_a_clash_in_the_week_in_which_only_one_zone_has_changed_its_clocks_is_found():
    evening = pattern("evening", "22:00", "23:00")  # 20:00 UTC in winter, 19:00 in summer
    tampa = pattern("tampa", "16:00", "17:00", zone="America/New_York", region="americas")  # 21:00, and 20:00
    with pytest.raises(RotaError, match="in two places on 2026-10-25 20:00 UTC"):
        check_pattern([evening], (), tampa, utc("2026-04-01 00:00"))
    check_pattern([evening], (), pattern("tampa", "17:00", "18:00", zone="America/New_York"), utc("2026-04-01 00:00"))
