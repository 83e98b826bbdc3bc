"""The demo's letters to leadership are no typed rows: they come in by the door of all letters (O7.4)."""

from sundial.management.demo.letters import leave_letters
from sundial.models import CLOCKWORK, database_now, viewing
from tests.database import as_role
from tests.test_leadership_letters import case, seen_by, team  # noqa: F401 - two are fixtures


def test_the_demos_letters_come_through_the_same_door(team, case):  # noqa: F811
    rita = team.restricted("emea")
    people = {"walt": team.ana.person, "silke": rita.person, "ingrid": team.ana.person, "beth": team.ana.person}
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        made = leave_letters(people, database_now())
    assert [(one.fate, one.why) for one in made] == [
        ("astray", "astray"), ("held", "automatic"), ("queue", "letter"), ("queue", "letter"), ("queue", "letter"),
    ]  # fmt: skip
    assert case.number in made[2].subject
    assert seen_by(team.max).count("gateway") == 0
    assert "Two sites without a gateway" in seen_by(team.dan)
