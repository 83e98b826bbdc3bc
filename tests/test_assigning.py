"""Who should take a case, with the reason, and why the others are passed over (O2.2, O2.7, O3.2)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.assigning import TAKES_NOTHING, Candidate, Not, Wanted, ranked, weight
from sundial.protocol.assigning_said import Words, against, for_them, had
from sundial.protocol.document import shipped
from sundial.protocol.presence import UNKNOWN, Presence, Said, Seen, presence
from sundial.protocol.stand_in import Colleague
from tests.rotas import utc

NOON, FOUR = utc("2026-03-12 12:00"), utc("2026-03-12 16:00")
REGIONS = ("emea", "americas", "apj")


def one(name, region="emea", role="engineer", group="", **more):
    given = {"tier": 2, "skills": ("scanner",), "languages": ("en",), "on_shift": FOUR, "presence": Presence.HERE}
    return Candidate(Colleague(name.lower(), name, role, region, group), **(given | more))


WORDS = Words(shipped(), lambda at: f"{at:%H:%M}", str.upper)
WANTED = Wanted("emea", tier=2, skill="scanner", product="MetaDefender Core", languages=("de", "en"))


def order(*candidates, wanted=WANTED):
    return [one.candidate.person.name for one in ranked(candidates, wanted).fits]


def why_not(candidate, wanted=WANTED):
    (found,) = ranked([candidate], wanted).passed_over
    return against(found, wanted, WORDS)


def test_of_those_who_fit_the_readiest_comes_first_then_tier_language_load_and_who_knows_the_product():
    best = one("Best", load=1, knows=2, languages=("de-AT",))
    assert order(
        one("On call", on_shift=None, on_call=FOUR, load=0),
        one("Busy", presence=Presence.BUSY, load=0),
        one("Unseen", presence=Presence.UNSEEN, load=0),
        one("High", tier=3, load=0, languages=("de",)),
        one("Foreign", load=0, languages=("ro",)),
        one("Loaded", load=9, languages=("de",)),
        one("New", load=1, knows=0, languages=("de",)),
        best,
    ) == ["Best", "New", "Loaded", "Foreign", "High", "Unseen", "Busy", "On call"]


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (one("A", away=FOUR), "away until 16:00"),
        (one("A", presence=Presence.AWAY), "says that they are away"),
        (one("A", role="duty-manager"), "is Support Duty Manager, no engineer"),
        (one("A", "americas"), "works in Americas"),
        (one("A", on_shift=None), "off shift"),
        (one("A", skills=("mail",)), "lacks Content scanning"),
        (one("A", tier=1), "tier 1, and it starts at tier 2"),
        (one("A", on_shift=None, tier=0), "off shift; of no tier, and it starts at tier 2"),
    ],
)
def test_whoever_is_passed_over_is_told_why(candidate, said):
    assert why_not(candidate) == said


def test_the_reason_names_shift_skill_tier_and_language_and_nothing_that_comes_of_their_cases():
    eve = one("Eve", knows=3, cases=4, languages=("ro", "de"))
    said = for_them(eve, WANTED, WORDS)
    assert said == [
        "on shift in EMEA until 16:00",
        "knows Content scanning",
        "tier 2",
        "speaks DE",
    ]
    assert [had(replace(eve, cases=many, knows=0), WANTED) for many in (0, 1, 4)] == [
        "no open case",
        "1 open case",
        "4 open cases",
    ]
    assert had(eve, WANTED) == "4 open cases, had cases of MetaDefender Core lately"
    assert weight([1, 4, 4]) > weight([3, 4])


@st.composite
def candidates(draw):
    number = draw(st.integers(0, 8))
    instants = st.sampled_from([None, FOUR])
    return [
        Candidate(
            Colleague(f"p{at}", f"P{at}", draw(st.sampled_from(("engineer", "director", "sales", "working-groups"))),
                      draw(st.sampled_from((*REGIONS, ""))), draw(st.sampled_from(("", "", "engineering")))),
            draw(st.integers(0, 3)),
            draw(st.sampled_from(((), ("scanner",)))),
            ("en",),
            *(draw(instants) for _ in range(3)),
            draw(st.sampled_from(Presence)),
        )
        for at in range(number)
    ]  # fmt: skip


@settings(max_examples=200)
@given(candidates(), st.sampled_from(((), ("emea",), ("apj", "americas"))), st.sampled_from(("", "p0", "p1")))
def test_nobody_outside_the_wall_or_of_another_group_is_weighed_and_nobody_away_fits(found, regions, owner):
    wanted = replace(WANTED, regions=regions, owner=owner)
    ranking = ranked(found, wanted)
    weighed = [*ranking.fits, *ranking.passed_over]
    expected = [
        one
        for one in found
        if not one.person.group
        and one.person.role in ("engineer", "director")
        and (not regions or one.person.region in regions)
    ]
    assert sorted(one.candidate.person.id for one in weighed) == sorted(one.person.id for one in expected)
    for one in weighed:
        absent = one.candidate.away is not None or one.candidate.presence is Presence.AWAY
        assert absent == bool(TAKES_NOTHING & set(one.why_not))
        assert not (absent and one.may_take)
    for one in ranking.fits:
        assert one.candidate.person.id != owner
        assert one.candidate.on_shift or one.candidate.on_call
    assert ranked(reversed(found), wanted) == ranking
    assert all(Not.HAS_IT in one.why_not for one in weighed if one.candidate.person.id == owner)


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (UNKNOWN, Presence.UNSEEN),
        (Seen(seen_at=NOON - timedelta(minutes=4)), Presence.HERE),
        (Seen(seen_at=NOON - timedelta(minutes=5)), Presence.UNSEEN),
        (Seen(Said.BUSY, NOON - timedelta(hours=1), NOON), Presence.BUSY),
        (Seen(Said.BUSY, NOON - timedelta(hours=1), NOON - timedelta(hours=1)), Presence.UNSEEN),
        (Seen(Said.AWAY, NOON - timedelta(hours=11), NOON), Presence.AWAY),
        (Seen(Said.AWAY, NOON - timedelta(hours=12), NOON), Presence.HERE),
        (Seen(Said.AVAILABLE, NOON, None), Presence.UNSEEN),
    ],
)
def test_somebody_is_there_if_they_were_noticed_lately_and_away_while_they_say_so(seen, found):
    assert presence(seen, NOON) is found
