"""O2.3: patterns and changes as JSON, strictly; and every example of docs/rota.md."""

import json
import re

import pytest

from sundial.protocol.coverage import holes, said
from sundial.protocol.facts_json import instant_text, read_instant
from sundial.protocol.rota import (
    KINDS,
    RotaError,
    change_from_json,
    change_to_json,
    pattern_from_json,
    pattern_to_json,
    shifts,
    what_from_json,
    what_to_json,
)
from tests.covering import PLATINUM
from tests.rotas import changes, pattern, utc
from tests.test_house import ROOT

PAGE = (ROOT / "docs" / "rota.md").read_text()
EXAMPLES = [fence.strip().splitlines() for fence in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
PATTERN = pattern_to_json(pattern())
PASSED = {"kind": "passed", "shift": "night/2026-03-02/eve", "to": "dan", "since": None, "until": None}
CHANGE = {"seq": 1, "at": "2026-03-02T09:00:00Z", "by": "dan", "what": PASSED}


@pytest.mark.parametrize("lines", EXAMPLES)
def test_every_example_of_the_page_is_so(lines):
    rota, *expected = map(json.loads, lines)
    made = changes(*map(what_from_json, rota["changes"]))
    span = read_instant("since", rota["since"]), read_instant("until", rota["until"])
    found = shifts([*map(pattern_from_json, rota["patterns"])], made, *span)
    assert [
        {"name": one.name, "person": one.person, "since": instant_text(one.since), "until": instant_text(one.until)}
        for one in found
    ] == expected
    assert expected


def test_the_page_has_examples_and_knows_every_kind_and_the_sentence():
    assert len(EXAMPLES) == 4
    assert [kind for kind in KINDS if f"| `{kind}` |" not in PAGE] == []
    (hole,) = holes([PLATINUM], (), utc("2026-11-29 02:00"), utc("2026-11-29 06:00"))
    assert said(hole) in " ".join(PAGE.replace("\n> ", " ").split())


def test_what_a_pattern_and_a_change_look_like():
    assert PATTERN == {
        "key": "night", "region": "emea", "zone": "Europe/Bucharest", "duty": "shift", "days": [0, 1, 2, 3, 4, 5, 6],
        "starts": "22:00", "ends": "06:00", "first": "2026-01-01", "last": None, "crews": [["eve"]],
    }  # fmt: skip
    assert change_to_json(change_from_json(CHANGE)) == CHANGE
    assert json.loads(json.dumps(CHANGE)) == CHANGE


def test_what_has_a_default_may_be_left_out():
    assert what_from_json({"kind": "passed", "shift": "x", "to": "dan"}) == what_from_json(PASSED | {"shift": "x"})
    assert what_to_json(what_from_json({"kind": "offered", "shift": "x"})) == {
        "kind": "offered", "shift": "x", "to": "",
    }  # fmt: skip


def test_an_instant_is_read_from_any_offset_into_utc():
    passed = what_from_json(PASSED | {"since": "2026-03-02T22:00:00+02:00"})
    assert passed.since == utc("2026-03-02 20:00")
    assert what_to_json(passed)["since"] == "2026-03-02T20:00:00Z"


WRONG_PATTERNS = [
    ("colour", "blue"), ("key", None), ("key", 7), ("duty", "boss"), ("duty", None), ("duty", ["shift"]),
    ("days", 3), ("days", ["0"]), ("days", [True]), ("days", [1.0]), ("days", [7]), ("days", [2, 1]),
    ("starts", "24:00"), ("starts", "9:00"), ("starts", "22:00:00"), ("ends", 6), ("first", "2026-02-30"),
    ("first", None), ("first", "20260302"), ("last", ""), ("crews", ["eve"]), ("crews", [[7]]), ("crews", [["a/b"]]),
    ("zone", "Mars/Base"), ("zone", 1),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), WRONG_PATTERNS)
def test_a_key_of_a_pattern_that_is_wrong_is_named(key, value):
    with pytest.raises(RotaError) as refused:
        pattern_from_json(PATTERN | {key: value})
    assert refused.value.key == key


@pytest.mark.parametrize("key", PATTERN)
def test_a_key_of_a_pattern_that_is_missing_is_named(key):
    with pytest.raises(RotaError, match="is missing in a pattern") as refused:
        pattern_from_json({name: value for name, value in PATTERN.items() if name != key})
    assert refused.value.key == key


WRONG_CHANGES = [
    ("seq", CHANGE | {"seq": 0}), ("seq", CHANGE | {"seq": True}), ("at", CHANGE | {"at": "2026-03-02T09:00:00"}),
    ("at", CHANGE | {"at": "now"}), ("by", CHANGE | {"by": None}), ("what", CHANGE | {"what": "dropped"}),
    ("kind", CHANGE | {"what": {}}), ("kind", CHANGE | {"what": {"kind": "moved"}}), ("more", CHANGE | {"more": 1}),
    ("shift", CHANGE | {"what": {"kind": "dropped"}}), ("why", CHANGE | {"what": PASSED | {"why": "ill"}}),
    ("change", CHANGE | {"what": {"kind": "taken-back", "change": "1"}}),
    ("since", CHANGE | {"what": PASSED | {"since": 3}}),
    ("what", {key: value for key, value in CHANGE.items() if key != "what"}), ("change", []),
]  # fmt: skip


@pytest.mark.parametrize(("key", "obj"), WRONG_CHANGES)
def test_a_key_of_a_change_that_is_wrong_is_named(key, obj):
    with pytest.raises(RotaError) as refused:
        change_from_json(obj)
    assert refused.value.key == key


def test_what_is_no_object_is_refused():
    for obj in None, [], "night", 3:
        with pytest.raises(RotaError):
            pattern_from_json(obj)
        with pytest.raises(RotaError):
            what_from_json(obj)
