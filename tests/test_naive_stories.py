"""The naive model held to the stories of the protocol (docs/scenarios.md), whose clocks others worked out by hand."""

import pytest

from sundial.management.protocol.testing import SCENARIOS
from sundial.protocol.document import shipped
from sundial.protocol.scenarios import read as read_stories
from tests.naive import COLUMNS, Impossible, rows, watch
from tests.naive_tables import PUBLISHED, cells, read

STORIES = read_stories(SCENARIOS.read_text(encoding="utf-8"), SCENARIOS.name, shipped())
BY_THE_MINUTE = [story for story in STORIES if not any(fact.at.second for fact in story.history)]
TOLD = [story for story in BY_THE_MINUTE if not story.refused]
REFUSED = [story for story in BY_THE_MINUTE if story.refused and "does not have" not in story.name]


def known(story):
    """Return the revisions that a story names, read as data."""
    protocols = {**story.terms.revisions, story.terms.protocol.digest: story.terms.protocol}
    return {digest: read(protocol) for digest, protocol in protocols.items()}


def test_a_table_that_is_read_is_the_one_that_was_typed_off():
    assert read(shipped()).cells == cells(PUBLISHED)


@pytest.mark.parametrize("story", TOLD, ids=[story.name for story in TOLD])
def test_each_story_ends_as_it_was_worked_out_by_hand(story):
    told = [fact for fact in story.history if story.as_of is None or fact.at <= story.as_of]
    naive = {row[:2]: dict(zip(COLUMNS, row, strict=True)) for row in rows(watch(told, known(story)))}
    expected = {(clock.promise, clock.cycle): dict(clock.told) for clock in story.expect}
    assert naive.keys() == expected.keys()
    for name, clock in expected.items():
        compared = clock.keys() & {"started", "due", "warn", "ended", "check", "outcome", "paused", "waived"}
        assert {key: naive[name][key] for key in compared} == {key: clock[key] for key in compared}


@pytest.mark.parametrize("story", REFUSED, ids=[story.name for story in REFUSED])
def test_what_cannot_be_is_refused(story):
    with pytest.raises(Impossible):
        watch(story.history, known(story))


def test_nearly_all_stories_are_told_by_the_minute():
    assert len(TOLD) + len(REFUSED) > 0.9 * len(STORIES)
