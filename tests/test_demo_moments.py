"""Moments of the demo as its files write them; and the eleven promises, which hold at every moment."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.management.demo.moments import Moments
from sundial.management.demo.planned import decisions
from sundial.management.demo.stories import stories, table
from sundial.protocol import hours
from sundial.protocol.document import shipped
from sundial.protocol.promises import Promise
from tests.demo import ELEVEN, FIRST_HOURS, HALVED

NOW = datetime(2026, 11, 25, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("3 d 2 h 10", "2026-11-22 07:00"),
        ("50", "2026-11-25 08:20"),
        ("+1 h 10", "2026-11-25 10:20"),
        ("2 bh 30", "2026-11-24 14:40"),  # open from 07:00 UTC to 15:00
        ("1 bh americas", "2026-11-24 21:00"),
        ("in 6 h", "2026-11-25 16:00"),
        ("in 1 bd", "2026-11-26 08:00"),
        ("in 4 bd", "2026-12-03 08:00"),  # 30 November and 1 December are holidays in Romania
    ],
)
def test_a_moment_is_read(text, is_):
    found = Moments(NOW, shipped()).at(text, "emea")
    assert f"{found:%Y-%m-%d %H:%M}" == is_


@pytest.mark.parametrize("text", ["yesterday", "", "in ", "3 bd"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError, match="is not a time like"):
        Moments(NOW, shipped()).at(text, "emea")


@settings(max_examples=60)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)))
def test_eleven_it_is_at_every_moment_of_these_years(now):
    moments = Moments(now, shipped())
    moved = next(one.at for one in decisions(moments) if (one.verb, one.release) == ("move", "8.2"))
    silver = {key for key, one in table("customers").items() if one["plan"] == "silver"}
    for moment in (now, now + FIRST_HOURS):
        told = (story for story in stories(moments) if story.customer in silver)
        assert sum(late_at_once(story, moved, moment) for story in told) == ELEVEN


def late_at_once(story, moved, now) -> bool:
    """Say whether what runs on a Silver case would be late by the halved targets, and is not by those in force."""
    verbs = {beat.verb: beat for beat in story.beats}
    said = [beat.at for beat in story.beats if story.is_answer(beat)]
    if "resolve" in verbs or ("date" in verbs and verbs["date"].value != "CO-871"):
        return False
    dated = "date" in verbs
    promise = Promise.FIX_RELEASE if dated else Promise.DIAGNOSIS_UPDATE if said else Promise.FIRST_RESPONSE
    since = moved if dated else max(said, default=story.opened_at)
    office = shipped().calendar((story.region,))
    was, would = (
        hours.add(since, document.target("silver", story.severity, promise).amount, office)
        for document in (shipped(), HALVED)
    )
    return would < now <= was
