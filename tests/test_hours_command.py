"""`sundial hours`: a line of JSON in, a line of JSON out (docs/hours.md)."""

import importlib.resources
import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from sundial.protocol.amounts import parse
from sundial.protocol.calendar import Calendar, rule_from_json
from sundial.protocol.hours import add
from sundial.protocol.hours_lines import answer
from tests.weeks import WORKDAYS

ROOT = Path(__file__).parent.parent
OFFICE = {
    "tz": "Europe/Bucharest",
    "weekly": {day: [["09:00", "18:00"]] for day in WORKDAYS},
    "holidays": ["2026-01-01"],
    "days": {"2026-12-24": [["09:00", "12:00"]]},
}
ASKED = {
    "id": "a",
    "op": "add",
    "calendars": [OFFICE],
    "start": "2026-03-06T17:00:00+02:00",
    "amount": "4 business hours",
}


def ask(line=None, /, **changes):
    """Answer one line: the example of the docs with some keys changed, or left out where None."""
    asked = {key: value for key, value in (ASKED | changes).items() if value is not None}
    return json.loads(answer(json.dumps(asked).encode() if line is None else line))


def run(*args, stdin=b"", **more):
    """Run the command as a person does, with no database anywhere near."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SUNDIAL_")} | more
    command = [sys.executable, "-m", "sundial", "hours", *args]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, env=environment, check=False)


def test_the_three_operations_answer_as_documented():
    assert ask() == {"id": "a", "due": "2026-03-09T10:00:00Z"}
    assert ask(op="between", amount=None, end="2026-03-09T10:00:00Z") == {"id": "a", "seconds": 14400}
    assert ask(op="before", start=None, end="2026-03-09T10:00:00Z") == {"id": "a", "due": "2026-03-06T15:00:00Z"}
    assert ask(op="before", start="2026-03-09T10:00:00Z") == {"id": "a", "due": "2026-03-06T15:00:00Z"}


def test_an_id_of_any_kind_comes_back_and_none_is_null():
    for id_ in (7, "x", ["a", 1], {"b": None}, False):
        assert ask(id=id_)["id"] == id_
    assert ask(id=None) == {"id": None, "due": "2026-03-09T10:00:00Z"}


def test_several_calendars_are_a_union_and_business_days_count_on_the_first():
    pair = [OFFICE, OFFICE | {"tz": "America/New_York"}]
    assert ask(calendars=pair)["due"] == "2026-03-06T19:00:00Z"
    assert ask(calendars=pair, amount="1 business day")["due"] == "2026-03-09T15:00:00Z"


def test_pauses_do_not_count():
    pauses = [["2026-03-06T17:30:00+02:00", "2026-03-06T18:30:00+02:00"]]
    assert ask(pauses=pauses)["due"] == "2026-03-09T10:30:00Z"
    assert ask(pauses=[])["due"] == "2026-03-09T10:00:00Z"


def test_fractions_that_come_to_whole_seconds_of_elapsed_time_are_taken():
    assert ask(amount="0.5 minutes")["due"] == "2026-03-06T15:00:30Z"
    assert ask(amount="0.25 business hours")["due"] == "2026-03-06T15:15:00Z"


def test_elapsed_time_needs_no_calendar():
    assert ask(amount="1.5 hours", calendars=None)["due"] == "2026-03-06T16:30:00Z"


def test_a_fraction_of_a_second_is_there_only_where_it_is():
    assert ask(start="2026-03-06T17:00:00.500000+02:00")["due"] == "2026-03-09T10:00:00.500000Z"


def test_an_explanation_is_given_when_it_is_asked_for():
    first, second, third = ask(explain=True)["segments"]
    assert first == {
        "from": "2026-03-06T15:00:00Z",
        "to": "2026-03-06T16:00:00Z",
        "local_from": "2026-03-06T17:00:00+02:00",
        "local_to": "2026-03-06T18:00:00+02:00",
        "kind": "open",
        "seconds": 3600,
    }
    assert (second["kind"], second["seconds"], third["seconds"]) == ("closed", 0, 3 * 3600)
    back = ask(op="before", start=None, end="2026-03-09T10:00:00Z", explain=True)
    assert back["segments"] == [first, second, third]
    span = ask(op="between", amount=None, end="2026-03-09T10:00:00Z", explain=True)
    assert span == {"id": "a", "seconds": 14400, "segments": [first, second, third]}


def test_a_holiday_is_named_in_an_explanation():
    named = OFFICE | {"holidays": {"2026-03-09": "Spring"}}
    notes = [segment.get("note") for segment in ask(calendars=[named], explain=True)["segments"]]
    assert notes == [None, None, "Spring", None, None]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"op": "subtract"}, "op"),
        ({"op": None}, "op"),
        ({"op": ["add"]}, "op"),
        ({"colour": "blue"}, "colour"),
        ({"end": "2026-03-09T10:00:00Z"}, "end"),
        ({"op": "before", "end": "2026-03-09T10:00:00Z"}, "start"),
        ({"start": None}, "start"),
        ({"start": "2026-03-06T17:00:00"}, "start"),
        ({"start": "2026-03-06"}, "start"),
        ({"start": "yesterday"}, "start"),
        ({"start": "2026-02-30T10:00:00Z"}, "start"),
        ({"start": 1772809200}, "start"),
        ({"amount": None}, "amount"),
        ({"amount": "four hours"}, "amount"),
        ({"amount": "-4 business hours"}, "amount"),
        ({"amount": "0.5 business minutes"}, "amount"),
        ({"amount": 4}, "amount"),
        ({"calendars": None}, "calendars"),
        ({"calendars": []}, "calendars"),
        ({"calendars": OFFICE}, "calendars"),
        ({"calendars": ["Europe/Bucharest"]}, "calendars[0].calendar"),
        ({"calendars": [OFFICE, {"tz": "Mars/Olympus"}]}, "calendars[1].tz"),
        ({"calendars": [{"weekly": {}}]}, "calendars[0].tz"),
        ({"calendars": [OFFICE | {"weekly": {"monday": []}}]}, "calendars[0].weekly.monday"),
        ({"calendars": [OFFICE | {"weekly": {"mon": [["09:00", "25:00"]]}}]}, "calendars[0].weekly.mon[0]"),
        ({"calendars": [OFFICE | {"hours": []}]}, "calendars[0].hours"),
        ({"pauses": "none"}, "pauses"),
        ({"pauses": [["2026-03-06T17:30:00+02:00"]]}, "pauses[0]"),
        ({"pauses": [["2026-03-06T17:30:00+02:00", None]]}, "pauses[0][1]"),
        ({"pauses": [["2026-03-06T17:30:00", "2026-03-06T18:30:00"]]}, "pauses[0][0]"),
        ({"pauses": [["2026-03-06T18:30:00Z", "2026-03-06T17:30:00Z"]]}, "pauses[0]"),
        ({"explain": "yes"}, "explain"),
    ],
)
def test_what_is_wrong_is_said_by_its_key(changes, key):
    told = ask(**changes)
    assert told.keys() == {"id", "error"}
    assert told["error"].startswith(f"{key}: ")


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[1]",
        b"3",
        b"null",
        b'{"id": NaN}',
        b'{"id": 1e400}',
        b'{"id": "\xff"}',
        b"[" * 100_000,
        b'{"id": 1, "id": 2}',
        b'"\\',
    ],
)
def test_what_is_no_line_at_all_is_an_error_without_an_id(line):
    told = json.loads(answer(line))
    assert told["id"] is None
    assert told["error"]


def test_never_open_beyond_the_horizon_and_backwards_are_errors_of_that_line():
    assert "UTC" in ask(calendars=[{"tz": "UTC"}])["error"]
    assert "9999" in ask(amount="1 hour", start="9999-12-31T23:59:00Z")["error"]
    assert (
        "horizon" in ask(start="9999-12-31T23:59:00Z")["error"]
        or "between" in ask(start="9999-12-31T23:59:00Z")["error"]
    )
    late = {"start": "9999-12-31T23:00:00Z", "amount": "1 minute", "explain": True}
    assert "local time" in ask(**late)["error"]
    backwards = ask(op="between", amount=None, end="2026-03-01T10:00:00Z")
    assert backwards["error"].startswith("end: '2026-03-01T10:00:00Z' is before the start")


def test_a_bad_line_is_an_error_for_that_line_alone_and_the_order_stays():
    lines = [b'{"id": 1, "op": "x"}', b"\xff", b"", json.dumps(ASKED).encode(), b"{", json.dumps(ASKED).encode()]
    done = run(stdin=b"\n".join(lines))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in line for line in told] == [True, True, False, True, False]
    assert [line["id"] for line in told] == [1, None, "a", None, "a"]
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_file_is_read_where_one_is_named(tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(ASKED).encode())
    assert json.loads(run(str(file)).stdout) == {"id": "a", "due": "2026-03-09T10:00:00Z"}
    missing = run(str(tmp_path / "none"))
    assert missing.returncode == 1
    assert b"none: No such file" in missing.stderr


def test_ten_thousand_lines_are_answered_in_order_each_as_the_engine_answers_it():
    zones = sorted(available_timezones())
    calendars = [
        OFFICE | {"tz": zone, "holidays": [str(date(2026, 1, 1) + timedelta(days=7 * at)) for at in range(20)]}
        for zone in zones[:: len(zones) // 40][:40]
    ]
    rules = [Calendar.of(rule_from_json(calendar)) for calendar in calendars]
    amounts = ["4 business hours", "90 business minutes", "2 business days", "8 hours"]
    starts = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=71 * at) for at in range(10_000)]
    asked = [
        {"id": at, "op": "add", "calendars": [calendars[at % 40]], "start": str(start), "amount": amounts[at % 4]}
        for at, start in enumerate(starts)
    ]
    done = run(stdin="\n".join(map(json.dumps, asked)).encode())
    due = [add(start, parse(amounts[at % 4]), rules[at % 40]) for at, start in enumerate(starts)]
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": at, "due": f"{one:%Y-%m-%dT%H:%M:%SZ}"} for at, one in enumerate(due)
    ]


def test_the_zones_come_from_the_package_and_never_from_the_machine(tmp_path):
    """A machine whose Bucharest keeps the time of UTC gives the same due time."""
    zone = tmp_path / "Europe" / "Bucharest"
    zone.parent.mkdir()
    zone.write_bytes(importlib.resources.files("tzdata").joinpath("zoneinfo", "UTC").read_bytes())
    asked = ASKED | {"amount": "2 business hours"}
    done = run(stdin=json.dumps(asked).encode(), PYTHONTZPATH=str(tmp_path))
    assert json.loads(done.stdout) == {"id": "a", "due": "2026-03-09T08:00:00Z"}


def test_the_examples_of_the_page_are_true():
    page = (ROOT / "docs" / "hours.md").read_text()
    blocks = re.findall(r"```json\n(.*?)```", page, re.S)
    pairs = [line for block in blocks for line in block.splitlines() if line]
    assert len(pairs) >= 8
    for asked, told in zip(pairs[::2], pairs[1::2], strict=True):
        assert json.loads(answer(asked.encode())) == json.loads(told)
