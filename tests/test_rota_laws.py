"""O2.3: laws of the rota: on every night of every zone, after any changes."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sundial.protocol.instants import instant
from sundial.protocol.rota import (
    Away,
    Change,
    Dropped,
    Offered,
    Passed,
    RotaError,
    TakenBack,
    change_from_json,
    change_to_json,
    check,
    clashes,
    holding,
    pattern_from_json,
    pattern_to_json,
    shifts,
)  # fmt: skip
from sundial.protocol.stretches import joined
from sundial.protocol.zones import changes_of_year
from tests.naive_rota import Cells, cells_of, minutes_on_shift
from tests.rotas import (
    ALL_ZONES,
    CREWS,
    HISTORIES,
    PEOPLE,
    ROTA,
    STEPS,
    TIMES,
    WEEKDAYS,
    names,
    near_transitions,
    pattern,
    spans,
    step,
    whats,
)  # fmt: skip

law = settings(max_examples=50)
DAY = timedelta(days=1)


def tiles(zone, first, *times):
    """Return patterns of one person each, of which each ends on every day as the next begins."""
    turn = (*times[1:], times[0])
    return [
        replace(pattern(f"p{number}", zone=zone, first=first), starts=starts, ends=ends, crews=((f"p{number}",),))
        for number, (starts, ends) in enumerate(zip(times, turn, strict=True))
    ]


def leaves_no_gap_and_no_overlap(zone, at, *times):
    """Assert that patterns that tile the day cover two days on both sides of an instant, and each moment once."""
    since, until = at - 2 * DAY, at + 2 * DAY
    found = shifts(tiles(zone, (at - 9 * DAY).date(), *times), (), since, until)
    assert joined((one.since, one.until) for one in found)[0] == (found[0].since, max(one.until for one in found))
    assert found[0].since <= since
    assert sum(((min(one.until, until) - max(one.since, since)) for one in found), timedelta()) == until - since


@settings(max_examples=100)
@given(near_transitions(), st.lists(TIMES, min_size=1, max_size=4, unique=True))
def test_patterns_that_tile_the_day_leave_no_gap_and_no_overlap_in_any_zone(place, times):
    zone, at = place
    leaves_no_gap_and_no_overlap(zone, at, *sorted(times))


def test_no_zone_has_a_night_with_a_gap_or_an_overlap_where_its_clocks_change():
    tried = 0
    six, two, ten = (pattern(starts=text).starts for text in ("06:00", "02:30", "22:00"))
    for zone in ALL_ZONES:
        for year in (2011, 2026):
            for at, _ in changes_of_year(zone, year):
                leaves_no_gap_and_no_overlap(zone, instant(at), two, six, ten)
                tried += 1
    assert tried > 500


@settings(max_examples=35)
@given(near_transitions(), TIMES, TIMES, WEEKDAYS, CREWS, st.integers(-20, 2))
def test_a_pattern_is_what_the_clock_on_the_wall_says_minute_by_minute(place, starts, ends, days, crews, ago):
    zone, at = place
    first = at.date() + ago * DAY
    made = replace(pattern(zone=zone, first=first, days=days, crews=crews), starts=starts, ends=ends)
    found = shifts([made], (), at - DAY, at + DAY)
    for minute, people in minutes_on_shift(made, at - DAY, at + DAY).items():
        assert sorted(one.person for one in found if one.since <= minute < one.until) == people


BEFORE, AFTER = step(-96), step(STEPS + 96)


@settings(max_examples=140)
@given(HISTORIES)
def test_changes_do_what_a_naive_model_of_half_hours_does(history):
    naive = Cells(shifts(ROTA, (), BEFORE, AFTER)).do(history)
    assert cells_of(shifts(ROTA, history, step(0), step(STEPS))) == naive.told(step(0), step(STEPS))


@law
@given(HISTORIES, spans())
def test_a_longer_reading_has_the_same_shifts(history, span):
    longer = shifts(ROTA, history, BEFORE, AFTER)
    assert shifts(ROTA, history, *span) == tuple(one for one in longer if one.overlaps(*span))


@law
@given(HISTORIES)
def test_no_two_shifts_have_one_name_and_none_is_without_length(history):
    found = shifts(ROTA, history, BEFORE, AFTER)
    assert len({one.name for one in found}) == len(found)
    assert all(one.since < one.until for one in found)


@law
@given(HISTORIES, whats(kinds=(Dropped, Passed, Away, Offered)))
def test_a_further_change_makes_a_shift_shorter_and_never_something_else(history, what):
    before = {one.name: one for one in shifts(ROTA, history, BEFORE, AFTER)}
    for one in shifts(ROTA, appended(history, what), BEFORE, AFTER):
        if one.name in before:
            assert before[one.name].since <= one.since < one.until <= before[one.name].until


def appended(history, what):
    """Return a history with one more change."""
    return (*history, Change(len(history) + 1, step(0), "dan", what))


@law
@given(HISTORIES)
def test_nobody_is_on_shift_in_their_time_off(history):
    found = shifts(ROTA, history, BEFORE, AFTER)
    for away in (one.what for one in holding(history) if isinstance(one.what, Away)):
        assert not [one for one in found if one.person == away.person and one.overlaps(away.since, away.until)]


@law
@given(HISTORIES, whats(kinds=(Dropped, Passed, Away, Offered)))
def test_what_is_taken_back_has_never_been_and_taking_back_is_a_change_like_others(history, what):
    done = appended(history, what)
    undone = appended(done, TakenBack(len(done)))
    again = appended(undone, TakenBack(len(undone)))
    assert shifts(ROTA, undone, BEFORE, AFTER) == shifts(ROTA, history, BEFORE, AFTER)
    assert shifts(ROTA, again, BEFORE, AFTER) == shifts(ROTA, done, BEFORE, AFTER)


ON_ONE_SHIFT = (Dropped, Passed, Offered)


@law
@given(HISTORIES, whats(kinds=ON_ONE_SHIFT), whats(kinds=ON_ONE_SHIFT))
def test_changes_of_different_shifts_can_be_done_in_any_order(history, one, other):
    assume(whole(one.shift) != whole(other.shift))
    either = shifts(ROTA, appended(appended(history, one), other), BEFORE, AFTER)
    assert either == shifts(ROTA, appended(appended(history, other), one), BEFORE, AFTER)


def whole(name):
    """Return the name of the shift of which a part has a name."""
    return name.split("/")[0] if name.startswith("+") else "/".join(name.split("/")[:3])


@law
@given(HISTORIES, whats(kinds=(Away,)), whats(kinds=(Away,)))
def test_times_off_can_be_written_in_any_order(history, one, other):
    either = shifts(ROTA, appended(appended(history, one), other), BEFORE, AFTER)
    another = shifts(ROTA, appended(appended(history, other), one), BEFORE, AFTER)
    assert nameless(either) == nameless(another)


def nameless(found):
    """Return shifts without their names: those of parts are numbered as they came to be."""
    return sorted((one.since, one.until, one.person, one.region, one.offered) for one in found)


@law
@given(HISTORIES, names(), st.sampled_from(PEOPLE), whats(kinds=(Away,)))
def test_time_off_comes_before_what_is_given_to_somebody_in_it(history, name, to, away):
    assume(away.person == to)
    given_first = appended(appended(history, Passed(name, to)), away)
    away_first = appended(appended(history, away), Passed(name, to))
    if whole(name) not in {whole(one.name) for one in shifts(ROTA, history, BEFORE, AFTER) if one.person == to}:
        assert nameless(shifts(ROTA, given_first, BEFORE, AFTER)) == nameless(shifts(ROTA, away_first, BEFORE, AFTER))


@settings(max_examples=60)
@given(st.lists(whats(), min_size=4, max_size=14))
def test_after_checked_changes_nobody_is_in_two_places_and_each_of_them_counts(proposed):
    history, now = (), shifts(ROTA, (), BEFORE, AFTER)
    for what in proposed:
        try:
            check(ROTA, history, what)
        except RotaError:
            continue
        history = appended(history, what)
        before, now = now, shifts(ROTA, history, BEFORE, AFTER)
        assert list(clashes(now)) == []
        assert now != before or not isinstance(what, Dropped | Passed)


@law
@given(HISTORIES)
def test_clashes_are_every_two_shifts_of_one_person_in_two_regions_at_once(history):
    found = shifts(ROTA, history, BEFORE, AFTER)
    pairs = {(one.name, other.name) for one, other in combinations(found, 2) if are_in_two_places(one, other)}
    assert {(one.name, other.name) for one, other in clashes(found)} == pairs


def are_in_two_places(one, other):
    """Say whether two shifts of engineers put one person in two regions."""
    return one.person == other.person and one.region != other.region and one.overlaps(other.since, other.until)


@law
@given(HISTORIES, TIMES, TIMES, WEEKDAYS, CREWS, st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_written_is_read_again(history, starts, ends, days, crews, last):
    made = replace(pattern(days=days, crews=crews, last=last), starts=starts, ends=ends)
    assert pattern_from_json(pattern_to_json(made)) == made
    assert tuple(change_from_json(change_to_json(one)) for one in history) == history
