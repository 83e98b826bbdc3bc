"""What the runner of scenarios makes of a story that is wrong, and of a file that cannot be read."""

import re

import pytest

from sundial.protocol.document import shipped
from sundial.protocol.scenarios import ScenarioError, judge, read
from tests.scenario_files import ANSWERED, EXAMPLE, KEPT, NEXT, OPENED, REVISION, file

# A story that is wrong fails, and says in what


def differences(*expect, **changed):
    (story,) = read(file(*expect, **changed), "file", shipped())
    return [str(difference) for difference in judge(story).differences]


def test_a_story_that_is_right_holds():
    assert differences(KEPT, NEXT) == []
    assert differences(NEXT, KEPT) == []


@pytest.mark.parametrize(
    ("key", "wrong", "came"),
    [
        ("started", '"Mon 2026-03-02 09:01"', "Mon 2026-03-02 09:00+02:00"),
        ("due", '"Mon 2026-03-02 10:00:01"', "Mon 2026-03-02 10:00+02:00"),
        ("outcome", '"met"', "breached"),
        ("ended", '"none"', "Mon 2026-03-02 10:30+02:00"),
        ("kept_by", "1", "2"),
        ("kept_by", '"none"', "2"),
        ("warn", '"Mon 2026-03-02 09:45"', "none"),
        ("check", '"none"', "Mon 2026-03-02 10:00+02:00"),
        ("paused", "true", "false"),
        ("about", "2", "none"),
        ("waived", "2", "none"),
        ("standing", '"broken"', "kept late"),
    ],
)
def test_each_wrong_expectation_fails_with_what_was_expected_and_what_came(key, wrong, came):
    changed = re.sub(rf'\b{key} = (".*?"|\w+)', f"{key} = {wrong}", KEPT, count=1)
    expected = wrong.strip('"').lower() if wrong[1:4] != "Mon" else f"{wrong.strip(chr(34))}+02:00"
    assert differences(changed, NEXT) == [f"first-response 1, {key}: expected {expected}, came {came}"]


def test_a_clock_that_is_expected_and_does_not_come_fails():
    extra = 'promise = "fix-release", cycle = 1, due = "Mon 2026-03-02 12:00", outcome = "running"'
    assert differences(KEPT, NEXT, extra) == [
        "fix-release 1, clock: expected due Mon 2026-03-02 12:00+02:00, running, came no such clock"
    ]


def test_a_clock_that_comes_and_is_not_expected_fails():
    assert differences(KEPT) == [
        "diagnosis-update 1, clock: expected no such clock, came due Mon 2026-03-02 12:30+02:00, running"
    ]


def test_a_difference_carries_the_reason_by_hand_and_the_computation():
    (story,) = read(file(KEPT, NEXT.replace("12:30", "12:00")), "file", shipped())
    (difference,) = judge(story).differences
    assert difference.reason == "by hand"
    assert any("every 2 hours" in step for step in difference.steps)


CLOSED = '{ at = "Mon 2026-03-02 09:30", fact = "closed" }'


def test_a_history_that_cannot_be_fails_where_clocks_are_expected():
    (said,) = differences(KEPT, NEXT, facts=[OPENED, CLOSED, ANSWERED])
    assert said.startswith("the history, clocks: expected 2, came none, for it cannot be: fact 3 (messaged")


def test_a_refusal_holds_where_its_words_are_in_the_reason():
    refused = {"facts": [OPENED, CLOSED, ANSWERED], "as_of": ""}
    assert differences(more='refused = "cannot follow fact 2 (closed"', **refused) == []
    (said,) = differences(more='refused = "because of the weather"', **refused)
    assert said.startswith('the history, refused: expected "because of the weather", came "fact 3 (messaged')
    (said,) = differences(more='refused = "cannot"', as_of="")
    assert said == 'the history, refused: expected "cannot", came 2 clocks'


# A file that cannot be read


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"facts": [OPENED[:-2] + ', colour = "red" }']}, '"late": facts[0].colour: is not known'),
        (
            {"facts": [OPENED, '{ at = "Mon 2026-03-02 09:30", fact = "flown" }']},
            "facts[1].fact: 'flown' is no kind of",
        ),
        ({"facts": [OPENED, '{ at = "Mon 2026-03-02 09:30", fact = "messaged" }']}, "facts[1].by: is missing"),
        (
            {"facts": [OPENED.replace("Mon", "Tue")]},
            'facts[0].at: found "Tue 2026-03-02 09:00"; allowed: Mon, which is',
        ),
        (
            {"facts": [OPENED.replace("Mon 2026-03-02 09", "2026-10-25 03")]},
            "that time comes twice in Europe/Bucharest",
        ),
        (
            {"facts": [OPENED.replace("Mon 2026-03-02 09", "2026-03-29 03")]},
            "that time comes never in Europe/Bucharest",
        ),
        ({"facts": [OPENED.replace("Mon ", "Monday ")]}, "allowed: an instant such as Sat 2026-11-21 22:00"),
        ({"facts": []}, '"late": facts: found []; allowed: '),
        ({"more": "colour = 1"}, '"late": colour: found the key "colour"; allowed: one of name, proves, why'),
        ({"more": 'zone = "Mars"'}, '"late": zone: found "Mars"; allowed: a time zone of the IANA database'),
        ({"more": 'protocol = "other"'}, 'protocol: found "other"; allowed: one of opswat'),
        ({"more": "protocol = { readings = { raised = 'never' } }"}, '"late": protocol.readings.raised: found "never"'),
        ({"more": "protocol = 7"}, "protocol: found 7; allowed: a table of what it changes in the document, or"),
        ({"facts": [OPENED, OPENED.replace("opened", "protocol-moved")]}, "facts[1].protocol: found nothing; allowed"),
        ({"more": 'refused = "x"'}, "allowed: one of expect, a list of clocks, and refused"),
        ({"as_of": ""}, "standing only beside as_of"),
        ({"as_of": 'as_of = "Mon 2026-03-02 10:00"'}, "as_of: found an instant before fact 2 (messaged"),
    ],
)
def test_a_file_that_cannot_be_read_names_file_scenario_key_and_what_is_allowed(changed, named):
    with pytest.raises(ScenarioError) as refused:
        read(file(KEPT, NEXT, **changed), "my.toml", shipped())
    assert named in str(refused.value)
    assert str(refused.value).startswith('my.toml: "late": ')


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (KEPT.replace("first-response", "ack"), "expect.0.promise: found \"ack\"; allowed: 'first-response', "),
        (KEPT.replace("breached", "lost"), 'expect.0.outcome: found "lost"; allowed: '),
        (KEPT.replace("paused = false", 'paused = "so"'), 'expect.0.paused: found "so"; allowed: '),
        (
            KEPT.replace("due =", "due_at ="),
            'expect.0.due_at: found the key "due_at"; allowed: one of promise, cycle, due',
        ),
        (KEPT.replace("kept_by = 2", "kept_by = 0"), "expect.0.kept_by: found 0; allowed: a whole number from 1"),
        (KEPT.replace('ended = "Mon', 'ended = "Sun'), "expect.0.ended: found "),
        (NEXT.replace("diagnosis-update", "first-response"), "each cycle of a promise once in expect"),
    ],
)
def test_a_wrong_key_of_an_expected_clock_is_named_with_its_place(wrong, named):
    with pytest.raises(ScenarioError) as refused:
        read(file(wrong, KEPT), "my.toml", shipped())
    assert named in str(refused.value)


def test_a_clock_without_a_reason_is_refused():
    with pytest.raises(ScenarioError, match=r"expect\.1\.reason: found nothing; allowed: a value"):
        read(file(KEPT, NEXT).replace(', reason = "by hand" }]', " }]"), "my.toml", shipped())


def test_all_that_is_wrong_in_a_file_is_told_at_once():
    text = file(KEPT, NEXT, more="colour = 1")
    with pytest.raises(ScenarioError) as refused:
        read(text + text.partition("\n[[scenario]]")[1] + text.partition("\n[[scenario]]")[2], "my.toml", shipped())
    assert [problem.split(":")[1].strip() for problem in refused.value.problems] == ["name", "colour", "colour"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("zone = ", "my.toml: found Invalid value (at end of document); allowed: TOML 1.0"),
        ('zone = "UTC"\nscenario = []', "my.toml: scenario: found []; allowed: a list that is not empty"),
        ('zone = "UTC"', "my.toml: scenario: found nothing; allowed: a value"),
        (
            'zone = "UTC"\nzones = 1',
            'my.toml: zones: found the key "zones"; allowed: one of zone, region, rev',
        ),
        (
            f"{EXAMPLE}\n{REVISION.replace('4 business hours', 'soon')}",
            'my.toml: revision halved.tables.silver.targets.3.first-response.within: found "soon"; allowed: a number',
        ),
    ],
)
def test_a_file_without_its_form_is_refused(text, named):
    with pytest.raises(ScenarioError) as refused:
        read(text, "my.toml", shipped())
    assert named in str(refused.value)
