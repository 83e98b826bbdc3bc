"""Complexity sets the tier and the skill that start on a case; a document may name one for each (O3.2)."""

import json

import pytest

from sundial.commands.protocol import put_in_force
from sundial.commands.triage import Found, triage
from sundial.management.protocol.showing_triage import triage as shown
from sundial.models import CLOCKWORK, history_of, viewing
from sundial.protocol.assessed import assessed
from sundial.protocol.diff import differences
from sundial.protocol.document import DocumentError, from_json, merged, shipped, to_json
from tests.browsing import signed_in, words
from tests.database import as_role

SKILLED = {"complexities": {"deep": {"skill": "kiosk"}, "involved": {"skill": "mail"}}}
MOMENT = "Mon 2026-03-02 09:00"


def skilled():
    return from_json(merged(to_json(shipped()), SKILLED))


@pytest.fixture
def case(cast):
    """A case under a document whose harder complexities name a skill."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        put_in_force(skilled(), now=cast.at(MOMENT))
    return cast.open_case(plan="gold", severity=2, at="Mon 09:01")


def found(cast, case, complexity, skill=""):
    eve = cast.eve.person
    with viewing(eve):
        triage(case, Found(complexity, case.severity, skill), by=eve, now=cast.at("Mon 09:05"))
        what = assessed(history_of(case.pk)).what
    return what.tier, what.skill


@pytest.mark.parametrize(
    ("complexity", "skill", "starts"),
    [
        ("deep", "", (3, "kiosk")),
        ("involved", "", (2, "mail")),
        ("known", "", (1, "")),
        ("deep", "scanner", (3, "scanner")),
    ],
)
def test_without_a_chosen_skill_that_of_the_complexity_starts(cast, case, complexity, skill, starts):
    assert found(cast, case, complexity, skill) == starts


def test_under_the_shipped_document_which_names_none_nothing_is_set(cast):
    assert found(cast, cast.open_case(plan="gold", severity=2, at=MOMENT), "deep") == (3, "")


def test_the_page_says_with_which_skill_a_complexity_starts_and_a_skill_that_came_of_it_follows_it(cast, case):
    eve = signed_in(cast.eve.person)
    assert "Starts at tier 3, Media kiosks" in words(eve.get(f"/desk/cases/{case.number}/triage"))
    found(cast, case, "deep")
    page = eve.get(f"/desk/cases/{case.number}/triage").content.decode()
    assert '<option value="">What the complexity names</option>' in page
    assert '<option value="kiosk" selected>' not in page
    found(cast, case, "deep", "scanner")
    assert '<option value="scanner" selected>' in eve.get(f"/desk/cases/{case.number}/triage").content.decode()


def test_a_document_that_names_no_skill_is_stored_without_the_key_and_keeps_its_name():
    assert not any("skill" in one for one in to_json(shipped())["complexities"].values())
    assert from_json(to_json(shipped())).digest == shipped().digest


def test_one_that_does_is_another_document_and_comes_back_the_same():
    other = skilled()
    stored = json.loads(json.dumps(to_json(other)))

    assert other.digest != shipped().digest
    assert {key: one.get("skill") for key, one in stored["complexities"].items()} == {
        "known": None,
        "involved": "mail",
        "deep": "kiosk",
    }
    assert from_json(stored) == other
    assert [change.says for change in differences(shipped(), other)] == [
        "Complexity involved, skill is new: mail",
        "Complexity deep, skill is new: kiosk",
    ]


@pytest.mark.parametrize("skill", ["telepathy", "", 3])
def test_a_skill_that_there_is_not_is_named_by_its_key_path(skill):
    with pytest.raises(DocumentError) as caught:
        from_json(merged(to_json(shipped()), {"complexities": {"deep": {"skill": skill}}}))
    assert [problem.where for problem in caught.value.problems] == ["complexities.deep.skill"]


def test_what_is_shown_of_a_document_has_the_skill_beside_the_tier():
    told = "\n".join(shown(skilled()))
    assert "Tier 3, Media kiosks" in told
    assert "Tier 1 " in told
    assert "Media kiosks" not in "\n".join(shown(shipped())).partition("Skills:")[0]
