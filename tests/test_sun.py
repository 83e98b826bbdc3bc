"""O2.2: at every instant exactly one region owns a case, one that may see it; what goes round, and who says so."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.checks import check
from sundial.protocol.document import from_json, merged, shipped, to_json
from sundial.protocol.evidence.pack import state_json
from sundial.protocol.facts import (
    AgreementMade,
    Course,
    CourseSet,
    Fact,
    Messaged,
    Opened,
    Resolved,
    TierRaised,
    Triaged,
)
from sundial.protocol.promises import Promise
from sundial.protocol.rota import Duty, Shift
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.sun import Path, Told, Why, holding, moves, path_of
from tests.histories import ANA, EVE, instant
from tests.rotas import START, STEPS, spans, step, utc

REGIONS = ("emea", "americas", "apj")
END = step(STEPS)
HALF_AN_HOUR = timedelta(minutes=30)


@st.composite
def a_rota(draw):
    """Return shifts of anybody in any region, for any duty."""
    found = draw(st.lists(st.tuples(st.sampled_from(REGIONS), st.sampled_from(list(Duty)), spans()), max_size=12))
    return [
        Shift(f"{at}", f"p{at}", region, duty, since, until)
        for at, (region, duty, (since, until)) in enumerate(found)
    ]  # fmt: skip


@st.composite
def a_path(draw):
    allowed = draw(st.lists(st.sampled_from(REGIONS), min_size=1, unique=True).map(tuple))
    return Path(draw(st.sampled_from(allowed)), allowed, draw(st.booleans()))


def on(rota, region, at, duty=Duty.SHIFT):
    return any(one.region == region and one.duty is duty and one.since <= at < one.until for one in rota)


@settings(max_examples=200)
@given(a_path(), a_rota())
def test_at_every_instant_exactly_one_region_owns_a_case_and_it_may_see_it(path, rota):
    held = holding(path, rota, START, END)
    assert (held[0].since, held[-1].until) == (START, END)
    assert all(one.until == other.since for one, other in pairwise(held))
    assert {one.region for one in held} <= set(path.regions)
    for number in range(STEPS):
        at = step(number)
        (owner,) = [one for one in held if one.since <= at < one.until]
        if not path.goes_round:
            assert (owner.region, owner.why) == (path.home, Why.HOME)
        elif any(on(rota, region, at) for region in path.regions):
            assert on(rota, owner.region, at)
        else:
            some = any(on(rota, region, at, Duty.ON_CALL) for region in path.regions)
            assert on(rota, owner.region, at, Duty.ON_CALL) if some else owner.region == path.home


@settings(max_examples=100)
@given(a_path(), a_rota())
def test_nothing_changes_hands_while_the_region_that_has_it_is_still_on_shift(path, rota):
    held = holding(path, rota, START, END)
    for one, other in pairwise(held):
        if one.why is Why.ON_SHIFT:
            assert not on(rota, one.region, other.since)


DAY = [
    Shift("e", "eve", "emea", Duty.SHIFT, utc("2026-03-12 06:00"), utc("2026-03-12 15:00")),
    Shift("a", "amy", "americas", Duty.SHIFT, utc("2026-03-12 14:00"), utc("2026-03-12 23:00")),
    Shift("l", "linh", "apj", Duty.ON_CALL, utc("2026-03-12 23:00"), utc("2026-03-13 02:00")),
]


def test_in_an_overlap_whoever_began_before_has_it_until_their_shift_ends():
    held = holding(Path("emea", REGIONS, True), DAY, utc("2026-03-12 14:30"), utc("2026-03-13 05:00"))
    assert [(one.region, f"{one.until:%H:%M}", one.why) for one in held] == [
        ("emea", "15:00", Why.ON_SHIFT),
        ("americas", "23:00", Why.ON_SHIFT),
        ("apj", "02:00", Why.ON_CALL),
        ("emea", "05:00", Why.NOBODY),
    ]
    now, then = moves(held)
    assert (now.region, then.region) == ("emea", "americas")


@pytest.mark.parametrize("hour", range(0, 48, 5))
def test_where_two_regions_are_always_there_home_has_it_whenever_one_looks(hour):
    def always(region, hours):
        return [
            Shift(f"{region}{at}", "p", region, Duty.SHIFT, step(2 * at), step(2 * (at + hours)))
            for at in range(-120, 120, hours)
        ]

    rota, now = [*always("emea", 8), *always("americas", 12), *always("apj", 5)], step(2 * hour)
    seen = [one for one in rota if one.overlaps(now - timedelta(days=1), END)]
    for home in REGIONS:
        assert [one.region for one in holding(Path(home, REGIONS, goes_round=True), seen, now, END)] == [home]


def test_a_restricted_customer_s_case_stays_among_its_regions():
    held = holding(Path("emea", ("emea",), True), DAY, utc("2026-03-12 14:30"), utc("2026-03-13 05:00"))
    assert [(one.region, one.why) for one in held] == [("emea", Why.ON_SHIFT), ("emea", Why.NOBODY)]
    assert moves(held)[1] is None


PROTOCOL = shipped()


def told(*whats, plan="gold", severity=3, regions=()):
    """Tell a case of EMEA in hours from 09:00 on Monday; return what path_of asks for."""
    first = Opened(severity, plan, "emea", regions, protocol=PROTOCOL.digest)
    facts = [
        Fact(seq, at, at, ANA if isinstance(what, Opened | AgreementMade) else EVE, what)
        for seq, what in enumerate((first, *whats), 1)
        for at in [instant("2026-03-02 09:00") + seq * HALF_AN_HOUR]
    ]
    terms = terms_of(tuple(facts), {PROTOCOL.digest: PROTOCOL})
    clocks, state = fold(tuple(facts), terms)
    return terms, clocks, state


def path(told_case, of_customer=Course.BY_PROTOCOL, protocol=PROTOCOL, within=None):
    terms, clocks, state = told_case
    return path_of(terms, terms.regions if within is None else within, protocol, clocks, state.course, of_customer)


ANSWER = Messaged(public=True)


@pytest.mark.parametrize(
    ("case", "promise"),
    [
        (told(), Promise.FIRST_RESPONSE),  # 8 hours
        (told(ANSWER), None),  # an update each business day
        (told(ANSWER, severity=2), Promise.DIAGNOSIS_UPDATE),  # each 8 hours
        (told(severity=1), None),  # 2 business hours
        (told(ANSWER, Resolved(), severity=2), None),  # nothing is owed any more
        (told(ANSWER, AgreementMade(Promise.DIAGNOSIS_UPDATE, due_by=instant("2026-03-02 23:00"))),
         Promise.DIAGNOSIS_UPDATE),
    ],
)  # fmt: skip
def test_what_runs_day_and_night_goes_round_and_the_rest_stays_at_home(case, promise):
    found = path(case)
    assert (found.goes_round, found.promise, found.told) == (promise is not None, promise, Told.PROTOCOL)
    assert (found.home, set(found.regions)) == ("emea", set(REGIONS))


def test_what_is_told_for_the_case_goes_before_the_customer_and_that_before_the_protocol():
    case, home = told(ANSWER, severity=2), told(ANSWER, CourseSet(Course.HOME), severity=2)
    assert [path(case, one).goes_round for one in Course] == [True, False, True]
    assert [path(home, one).told for one in Course] == [Told.CASE] * 3
    assert not path(home, Course.ROUND).goes_round
    assert path(told(ANSWER, CourseSet(Course.HOME), CourseSet(Course.BY_PROTOCOL), severity=2)).goes_round


@pytest.mark.parametrize(("choice", "goes"), [("every-case", True), ("no-case", False)])
def test_a_document_can_let_every_case_go_or_none(choice, goes):
    other = from_json(merged(to_json(PROTOCOL), {"readings": {"follow_the_sun": choice}}))
    assert [path(case, protocol=other).goes_round for case in (told(), told(ANSWER))] == [goes, goes]
    assert ["D9" in {one.id for one in check(other)}] == [not goes]


def test_behind_a_wall_the_regions_are_the_designated_ones_whatever_is_told():
    found = path(told(CourseSet(Course.ROUND), regions=("americas", "apj")))
    assert (found.home, found.regions, found.goes_round) == ("americas", ("americas", "apj"), True)


def test_a_wall_that_closed_since_it_was_opened_holds_it_and_one_that_opened_lets_it_go():
    found = path(told(CourseSet(Course.ROUND)), within=("americas",))
    assert (found.home, found.regions) == ("americas", ("americas",))
    assert path(told(CourseSet(Course.ROUND), regions=("americas",)), within=()).regions == REGIONS


def test_a_pack_says_tier_and_course_only_where_they_were_told():
    assert {"raised_to", "course"} & state_json(told(ANSWER)[2]).keys() == set()
    said = state_json(told(ANSWER, TierRaised(3), CourseSet(Course.HOME))[2])
    assert (said["raised_to"], said["course"]) == (3, "home")


def test_a_tier_is_raised_until_triage_is_done_again_and_no_promise_moves():
    before, after = told(ANSWER), told(ANSWER, TierRaised(3))
    assert [one[:4] for one in before[1]] == [one[:4] for one in after[1]]
    assert after[2].raised_to == 3
    assert told(ANSWER, TierRaised(3), Triaged("known", 1, ""))[2].raised_to == 0
