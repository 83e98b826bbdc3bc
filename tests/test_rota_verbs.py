"""The rota is changed by who may, nothing of it is ever lost, and nobody is in two places (O2.3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sundial.commands.errors import NotStaff
from sundial.commands.rota import (
    add_shift,
    drop_shift,
    offer_shift,
    pass_shift,
    take_back,
    take_shift,
    take_time_off,
)
from sundial.commands.rota_ground import RotaRefused
from sundial.commands.rota_patterns import begin_pattern, end_pattern
from sundial.models import CLOCKWORK, RotaPattern, viewing
from sundial.protocol.rota import Duty
from tests.database import as_role
from tests.shifting import Rota, acts, by_day

SHIFT = ("emea", Duty.SHIFT)


@pytest.fixture
def rota(cast):
    return Rota(cast)


def refused(player, verb, *args, at="Mon 2026-03-02 09:00", **more):
    """Return the field and the sentence with which somebody is refused."""
    with pytest.raises(RotaRefused) as refusal:
        acts(player, verb, *args, at=at, **more)
    return refusal.value.field, str(refusal.value)


def test_who_is_on_shift_is_read_out_of_the_patterns(rota):
    assert sorted(rota.says("Tue")) == ["Eve 06:00-15:00", "Ned 06:00-15:00"]
    assert rota.says("Tue", "americas") == ["Amy 14:00-23:00"]
    assert rota.says("Sat") == []


def test_an_override_is_added_by_a_manager_of_the_region_alone(cast, rota):
    since, until = rota.moment("Sat 08:00"), rota.moment("Sat 12:00")
    for outside in (cast.eve, cast.max):
        _, says = refused(outside, add_shift, cast.ned.person, SHIFT, since, until)
        assert says == "Only Duty Managers and Directors of EMEA change the shifts of others there."
    acts(cast.dan, add_shift, cast.ned.person, SHIFT, since, until, at="Mon 09:00")
    assert rota.says("Sat") == ["Ned 08:00-12:00"]


def test_nobody_is_put_in_two_places_and_is_told_where_they_are_by_name(cast, rota):
    since, until = rota.moment("Tue 10:00"), rota.moment("Tue 12:00")
    field, says = refused(cast.max, add_shift, cast.eve.person, ("americas", Duty.SHIFT), since, until)

    assert field == "person"
    assert says.startswith("Eve would be in two places: on shift in EMEA from 2026-03-03 06:00 UTC")
    assert "on shift in Americas from" in says


def test_who_is_away_is_given_no_shift(cast, rota):
    acts(
        cast.ned,
        take_time_off,
        cast.ned.person,
        rota.moment("Tue 00:00"),
        rota.moment("Wed 00:00"),
        deputy=None,
        at="Mon 09:00",
    )

    assert rota.says("Tue") == ["Eve 06:00-15:00"]
    since, until = rota.moment("Tue 16:00"), rota.moment("Tue 18:00")
    assert refused(cast.dan, add_shift, cast.ned.person, SHIFT, since, until) == (
        "person",
        "Ned is away from 2026-03-03 00:00 UTC to 2026-03-04 00:00 UTC.",
    )


def test_one_takes_ones_own_time_off_and_managers_enter_it_for_their_region(cast, rota):
    since, until = rota.moment("Wed 00:00"), rota.moment("Thu 00:00")
    for outside in (cast.eve, cast.max):
        assert refused(outside, take_time_off, cast.ned.person, since, until, deputy=None)[0] == ""
    acts(cast.dan, take_time_off, cast.ned.person, since, until, deputy=cast.eve.person, at="Mon 09:00")
    assert rota.says("Wed") == ["Eve 06:00-15:00"]


def test_a_shift_is_offered_and_taken_by_who_may_stand_there(cast, rota):
    name = rota.of("Wed", cast.eve)
    assert refused(cast.ned, offer_shift, name, None)[1].startswith("Only Duty Managers and Directors")
    assert refused(cast.ned, take_shift, name)[1].startswith("That shift is not offered to you")
    acts(cast.eve, offer_shift, name, None, at="Mon 09:00")
    assert "Eve 06:00-15:00 offered" in rota.says("Wed")
    acts(cast.dan, take_shift, name, at="Mon 09:10")
    assert sorted(rota.says("Wed")) == ["Dan 06:00-15:00", "Ned 06:00-15:00"]


def test_what_is_offered_to_one_is_taken_by_no_other(cast, rota):
    name = rota.of("Wed", cast.eve)
    acts(cast.eve, offer_shift, name, cast.dan.person, at="Mon 09:00")

    assert refused(cast.amy, take_shift, name)[0] == "shift"
    acts(cast.dan, take_shift, name, at="Mon 09:10")
    assert refused(cast.dan, take_shift, name)[0] == "shift"


def test_a_running_shift_is_taken_over_from_now_within_the_region(cast, rota):
    name = rota.of("Tue", cast.eve)
    assert refused(cast.amy, take_shift, name, at="Tue 2026-03-03 10:00")[0] == "shift"
    acts(cast.dan, take_shift, name, at="Tue 2026-03-03 10:00")
    assert sorted(rota.says("Tue")) == ["Dan 10:00-15:00", "Eve 06:00-10:00", "Ned 06:00-15:00"]


def test_a_manager_of_the_region_gives_and_drops_shifts_that_have_not_begun(cast, rota):
    name = rota.of("Thu", cast.eve)
    assert refused(cast.ned, pass_shift, name, cast.dan.person)[0] == ""
    acts(cast.dan, pass_shift, name, cast.dan.person, at="Mon 09:00")
    assert sorted(rota.says("Thu")) == ["Dan 06:00-15:00", "Ned 06:00-15:00"]
    acts(cast.dan, drop_shift, name, at="Mon 09:05")
    assert rota.says("Thu") == ["Ned 06:00-15:00"]
    assert refused(cast.dan, drop_shift, name)[1].startswith("That shift is not there any more.")
    begun = rota.of("Mon", cast.eve)
    assert refused(cast.dan, drop_shift, begun)[1].startswith("That shift has begun.")


def test_what_is_over_stays_as_it_was(cast, rota):
    past = rota.moment("Mon 06:00"), rota.moment("Mon 08:00")
    assert refused(cast.dan, add_shift, cast.ned.person, SHIFT, *past)[0] == "until"
    assert refused(cast.ned, take_time_off, cast.ned.person, *past, deputy=None)[0] == "until"
    name = rota.of("Mon", cast.eve)
    assert refused(cast.dan, pass_shift, name, cast.dan.person, at="Mon 2026-03-02 16:00")[0] == "shift"
    begun = rota.moment("Mon 06:00"), rota.moment("Mon 20:00")
    change = acts(cast.ned, take_time_off, cast.ned.person, *begun, deputy=None, at="Mon 2026-03-02 09:00")
    assert change.what.since == rota.moment("Mon 09:00")
    assert "Ned 06:00-09:00" in rota.says("Mon")


def test_time_off_and_offers_are_taken_back_by_who_has_them_and_the_rest_by_managers(cast, rota):
    away = acts(
        cast.ned,
        take_time_off,
        cast.ned.person,
        rota.moment("Tue 00:00"),
        rota.moment("Fri 00:00"),
        deputy=None,
        at="Mon 09:00",
    )
    offer = acts(cast.eve, offer_shift, rota.of("Wed", cast.eve), None, at="Mon 09:00")
    for change in (away, offer):
        assert refused(cast.amy, take_back, change.seq)[0] == ""
    acts(cast.eve, take_back, offer.seq, at="Mon 09:30")
    assert rota.says("Wed") == ["Eve 06:00-15:00"]
    acts(cast.ned, take_back, away.seq, at="Tue 2026-03-03 10:00")

    assert "Ned 10:00-15:00" in rota.says("Tue")
    assert "Ned 06:00-15:00" in rota.says("Wed")
    assert refused(cast.ned, take_back, away.seq, at="Tue 2026-03-03 11:00")[1] == f"{away.seq} is taken back already."


def test_who_took_a_shift_does_not_give_it_back_by_themselves(cast, rota):
    name = rota.of("Wed", cast.eve)
    acts(cast.eve, offer_shift, name, None, at="Mon 09:00")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        jo = cast._staff("Jo", "engineer", "emea")
    taken = acts(jo, take_shift, name, at="Mon 09:10")

    assert refused(jo, take_back, taken.seq)[0] == ""
    acts(cast.dan, take_back, taken.seq, at="Mon 09:20")
    assert "Eve 06:00-15:00 offered" in rota.says("Wed")


def test_a_duty_managers_shift_is_for_managers(cast, rota):
    since, until = rota.moment("Sat 08:00"), rota.moment("Sat 12:00")
    field, says = refused(cast.dan, add_shift, cast.eve.person, ("emea", Duty.MANAGER), since, until)
    assert (field, says) == ("person", "Eve cannot be Duty Manager: choose a Duty Manager or Director.")


def test_other_groups_leavers_and_contacts_have_no_shifts_here(cast, rota):
    name = rota.of("Wed", cast.eve)
    acts(cast.eve, offer_shift, name, None, at="Mon 09:00")
    with pytest.raises(NotStaff):
        acts(cast.ana, take_shift, name, at="Mon 09:00")
    cast.dan.person.group = "engineering"
    assert refused(cast.dan, take_shift, name)[0] == "shift"
    cast.ned.person.is_active = False
    since, until = rota.moment("Sat 08:00"), rota.moment("Sat 12:00")
    cast.dan.person.group = ""
    assert refused(cast.dan, add_shift, cast.ned.person, SHIFT, since, until)[0] == "person"


def test_a_shift_of_weeks_is_a_pattern(cast, rota):
    since = rota.moment("Sat 08:00")
    assert refused(cast.dan, add_shift, cast.ned.person, ("emea", Duty.ON_CALL), since, since + timedelta(days=15)) == (
        "until",
        "One shift lasts at most 14 days: make it a pattern.",
    )


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"first": date(2026, 3, 1)}, "first"),
        ({"first": date(2029, 3, 1)}, "first"),
        ({"last": date(2026, 3, 1)}, "last"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"days": ()}, "days"),
        ({"crews": ()}, "crews"),
        ({"crews": ((),)}, "crews"),
        ({"region": "mars"}, ""),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_by_its_field(cast, rota, other, field):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        jo = cast._staff("Jo", "engineer", "emea")
    assert refused(cast.dan, begin_pattern, replace(by_day(jo), **other))[0] == field


def test_a_pattern_puts_nobody_in_two_places(cast, rota):
    field, says = refused(cast.max, begin_pattern, by_day(cast.eve, region="americas"))
    assert field == "crews"
    assert says.startswith("Eve would be in two places on 2026-03-0")


def test_a_pattern_is_ended_and_what_it_was_stays_written(cast, rota):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        key = RotaPattern.objects.get(seq=1).key
    assert refused(cast.max, end_pattern, key, date(2026, 3, 4))[0] == ""
    acts(cast.dan, end_pattern, key, date(2026, 3, 4), at="Tue 2026-03-03 09:00")

    assert rota.says("Wed")
    assert rota.says("Thu") == []
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert RotaPattern.objects.filter(key=key).count() == 2
    assert refused(cast.dan, end_pattern, key, date(2026, 3, 6))[1] == "It ends on Wednesday 4 March already."
    assert refused(cast.dan, end_pattern, key, date(2026, 2, 28))[0] == "last"
