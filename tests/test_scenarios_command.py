"""`sundial protocol test`: what a person reads, what a script gets, and how it ends."""

import json

import pytest

from sundial.management.protocol.testing import SCENARIOS
from sundial.protocol.document import SHIPPED, shipped
from tests.scenario_files import KEPT, NEXT, file
from tests.test_protocol_command import sundial_protocol


@pytest.fixture
def told(tmp_path):
    """Write a file and return how `sundial protocol test` ended, what it said, and what it complained of."""

    def run(text, *options):
        path = tmp_path / "my.toml"
        path.write_text(text, encoding="utf-8")
        return sundial_protocol("test", str(path), *options)

    return run


def test_the_command_tells_the_shipped_stories_to_the_shipped_document():
    status, out, err = sundial_protocol("test")
    assert (status, err) == (0, "")
    assert out.endswith(" scenarios, 0 failed\n")


def test_the_command_prints_one_line_for_a_story_that_fails_and_ends_with_1(told):
    status, out, err = told(file(KEPT, NEXT.replace("12:30", "12:00")))
    first, by_hand, *steps, count = out.splitlines()
    assert (status, err) == (1, "")
    assert first == (
        "late: diagnosis-update 1, due: expected Mon 2026-03-02 12:00+02:00, came Mon 2026-03-02 12:30+02:00"
    )
    assert by_hand == "    diagnosis-update 1, by hand: by hand"
    assert all(step.startswith("    ") for step in steps)
    assert count.endswith("my.toml: 1 scenario, 1 failed")


def test_the_command_refuses_a_file_that_cannot_be_read_and_ends_with_2(told):
    status, out, err = told(file(KEPT, NEXT, more="colour = 1"))
    assert (status, out, err.count("\n")) == (2, "", 1)
    status, out, err = told(file(KEPT, NEXT, more="colour = 1"), "--json")
    assert (status, json.loads(out)["problems"]) == (2, [err.partition("my.toml: ")[2].rstrip("\n")])
    status, _, err = sundial_protocol("test", "no/such.toml")
    assert (status, err) == (2, "no/such.toml: found No such file or directory; allowed: a file that can be read\n")


def test_the_command_tells_only_the_stories_whose_names_hold_the_words():
    status, out, _ = sundial_protocol("test", "--name", "MERGED notices")
    assert (status, out) == (0, f"{SCENARIOS}: 1 scenario, 0 failed\n")
    status, _, err = sundial_protocol("test", "--name", "no such story")
    assert (status, err.endswith('found no scenario with "no such story"; allowed: words of a name\n')) == (2, True)


def test_the_command_gives_a_script_each_scenario_with_its_differences(told):
    answer = json.loads(told(file(KEPT, NEXT.replace("12:30", "12:00")), "--json")[1])
    assert (answer["digest"], answer["problems"], answer["failed"]) == (shipped().digest, [], 1)
    (scenario,) = answer["scenarios"]
    assert (scenario["name"], scenario["proves"], scenario["kept"]) == ("late", ["O6.1"], False)
    (difference,) = scenario["differences"]
    assert (difference["clock"], difference["key"], difference["reason"]) == ("diagnosis-update 1", "due", "by hand")
    assert difference["steps"]


def test_stories_can_be_told_to_another_document(told):
    """Halved, Silver's promises come to something else than the shipped stories say."""
    halved = SHIPPED.parent / "examples" / "silver-halved.toml"
    status, out, _ = sundial_protocol("test", "--protocol", str(halved), "--name", "silver 3, on a monday")
    assert status == 1
    assert "first-response 1, due: expected Tue 2026-03-03 10:00+02:00, came Mon 2026-03-02 14:00+02:00" in out
