"""O2.3: laws of coverage: holes are what looking at every half hour finds, and of stretches of time."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.coverage import Hand, holes
from sundial.protocol.rota import Duty
from sundial.protocol.stretches import Stretch, common, joined, less
from tests.covering import PLATINUM
from tests.rotas import EVERYBODY, HALF_AN_HOUR, STEPS, spans, step


@st.composite
def wanted(draw):
    """Return a demand in half hours after the start of the laws."""
    windows = draw(st.none() | st.lists(spans().map(lambda span: Stretch(*span)), max_size=3).map(tuple))
    regions = draw(st.sampled_from(((), ("emea",), ("apj", "emea"))))
    tier, language = draw(st.sampled_from((None, 1, 2))), draw(st.sampled_from(("", "en")))
    return replace(PLATINUM, windows=windows, regions=regions, tier=tier, language=language)


@st.composite
def hands(draw):
    """Return somebody who is there for some half hours."""
    region, tier = draw(st.sampled_from(("emea", "apj", "americas"))), draw(st.sampled_from((None, 1, 2)))
    languages, duty = draw(st.sampled_from(((), ("en",)))), draw(st.sampled_from(tuple(Duty)))
    return Hand(draw(st.sampled_from(EVERYBODY)), region, tier, languages, *draw(spans()), duty)


ASKED = step(10), step(STEPS - 10)


def is_uncovered(demand, there, at):
    """Say whether a promise can fall due at an instant and nobody answers, looking at that instant alone."""
    if demand.windows is not None and not any(since <= at < until for since, until in demand.windows):
        return False
    return not any(
        one.since <= at < one.until
        and (not demand.regions or one.region in demand.regions)
        and (demand.tier is None or (one.duty is not Duty.MANAGER and one.tier is not None and one.tier >= demand.tier))
        and (not demand.language or demand.language in one.languages)
        for one in there
    )


@settings(max_examples=70)
@given(st.lists(wanted(), max_size=3), st.lists(hands(), max_size=6))
def test_holes_are_what_looking_at_every_half_hour_finds(asked, there):
    found = holes(asked, there, *ASKED)
    for demand in set(asked):
        mine = [hole for hole in found if demand in hole.demands]
        for number in range(STEPS):
            at = step(number)
            inside = ASKED[0] <= at < ASKED[1] and is_uncovered(demand, there, at)
            assert any(hole.since <= at < hole.until for hole in mine) == inside
        assert all(one.until < other.since for one, other in pairwise(mine))


@settings(max_examples=60)
@given(st.lists(wanted(), max_size=3), st.lists(hands(), max_size=5), hands())
def test_one_more_hand_never_makes_a_hole(asked, there, more):
    assert missing(holes(asked, [*there, more], *ASKED)) <= missing(holes(asked, there, *ASKED))


def missing(found):
    """Return the half hours of each demand that nobody covers."""
    return {
        (demand, hole.since + half * HALF_AN_HOUR)
        for hole in found
        for demand in hole.demands
        for half in range((hole.until - hole.since) // HALF_AN_HOUR)
    }


SERIES = st.lists(spans(), max_size=6).map(joined)


@settings(max_examples=70)
@given(SERIES, SERIES)
def test_what_is_common_and_what_is_left_make_the_whole(some, others):
    both, left = tuple(common(some, others)), tuple(less(some, others))
    assert joined((*both, *left)) == some
    assert tuple(common(left, others)) == ()
    assert both == tuple(common(others, some))
    assert length(both) + length(left) == length(some)


def length(stretches):
    """Return how long stretches are together."""
    return sum((until - since for since, until in stretches), timedelta())
