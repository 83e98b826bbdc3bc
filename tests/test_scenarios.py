"""The protocol told in stories (docs/scenarios.md): each is a test, and together they leave nothing out."""

import pytest

from sundial.management.protocol.testing import SCENARIOS
from sundial.protocol.clock import ByTable, Cause, Outcome, Standing
from sundial.protocol.document import shipped
from sundial.protocol.facts import KINDS
from sundial.protocol.promises import PHASES
from sundial.protocol.scenarios import judge, read
from sundial.protocol.sla import clocks
from tests.scenario_files import EXAMPLE, REVISION

STORIES = read(SCENARIOS.read_text(encoding="utf-8"), SCENARIOS.name, shipped())
TOLD = [story for story in STORIES if not story.refused]


@pytest.mark.parametrize("story", STORIES, ids=[story.name for story in STORIES])
def test_the_promises_are_as_they_were_worked_out_by_hand(story):
    assert [str(difference) for difference in judge(story).differences] == []


# What the stories tell of, all together


def folded():
    return [clock for story in TOLD for clock in clocks(story.history, story.terms)]


def test_every_cell_of_the_tables_is_told():
    """O6.1: all 48, for Emerald's are its own, though it shares Platinum's table."""
    told = {
        (count.plan, count.severity, clock.promise)
        for clock in folded()
        for count in clock.because.counts
        if isinstance(count, ByTable)
    }
    plans, severities = shipped().plans, shipped().severities
    cells = {(plan, severity, promise) for plan in plans for severity in severities for promise in PHASES}
    assert len(cells) == 48
    assert cells - told == set()


def test_every_obligation_of_severities_promises_and_targets_is_told():
    numbers = {"O4": ["2"], "O5": range(1, 5), "O6": [*range(1, 12), "7b", "8b", "8c", "8d"]}
    owed = {f"{section}.{number}" for section, some in numbers.items() for number in some}
    assert owed - {number for story in STORIES for number in story.proves} == set()


def test_every_kind_of_fact_is_told():
    assert set(KINDS) - {fact.kind for story in STORIES for fact in story.history} == set()


def test_every_cause_outcome_and_standing_of_a_clock_is_told():
    found = folded()
    assert set(Cause) - {clock.because.cause for clock in found} == set()
    assert set(Outcome) - {clock.outcome for clock in found} == set()
    expected = {clock.told.get("standing") for story in TOLD for clock in story.expect}
    assert set(Standing) - expected == set()


def test_the_stories_are_enough():
    assert len(STORIES) >= 130


def test_the_documents_own_example_is_a_story_that_holds():
    (story,) = read(EXAMPLE, "doc", shipped())
    assert judge(story).kept


def test_the_documents_revision_is_one_to_which_a_case_can_be_moved():
    moved = '{ at = "Sat 2026-11-21 23:00", fact = "protocol-moved", protocol = "halved" },'
    text = EXAMPLE.replace("[[scenario]]", f"{REVISION}[[scenario]]").replace('"opened" },', f'"opened" }}, {moved}')
    (story,) = read(text, "doc", shipped())
    assert len(story.terms.revisions) == 2
