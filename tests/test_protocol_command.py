"""`sundial protocol check | show | due | diff`: what a person reads, what a script gets, and how each ends."""

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from sundial.protocol.document import SHIPPED, from_json, load, shipped

SATURDAY = ("--plan", "gold", "--severity", "1", "--promise", "first-response", "--start", "2026-11-21T10:00+02:00")
EMEA = ("--region", "emea")
HALVED = SHIPPED.parent / "examples" / "silver-halved.toml"
BROKEN = SHIPPED.read_text(encoding="utf-8").replace('vendor = "OPSWAT"', "")


def sundial_protocol(*arguments: str) -> tuple[int, str, str]:
    """Run the command here and return how it ended, what it said, and what it complained of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("protocol", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def as_json(*arguments: str) -> Any:
    status, out, _ = sundial_protocol(*arguments, "--json")
    assert status == (1 if arguments[0] == "check" else 0)
    return json.loads(out)


@pytest.fixture
def broken(tmp_path: Path) -> str:
    file = tmp_path / "broken.toml"
    file.write_text(BROKEN, encoding="utf-8")
    return str(file)


def test_due_answers_a_script_with_the_time_the_rule_its_section_and_the_steps() -> None:
    answer = as_json("due", *SATURDAY, *EMEA)

    assert list(answer) == ["due", "rule", "section", "steps"]
    assert (answer["due"], answer["rule"], answer["section"]) == ("2026-11-23T09:00:00Z", "2 business hours", "06")
    closed = next(step for step in answer["steps"] if step["title"] == "Closed")
    assert closed["detail"] == "Sat 21 Nov, 10:00 to Mon 23 Nov, 09:00"
    assert answer["steps"][-1]["at"] == answer["due"]


def test_due_tells_a_person_the_time_on_the_regions_own_clock_and_names_the_holiday() -> None:
    start = ("--start", "2026-11-27T16:00+02:00")
    status, out, _ = sundial_protocol("due", *SATURDAY[:-2], *start, *EMEA)

    assert status == 0
    assert out.startswith("due Wed 2 Dec 2026 10:00 Europe/Bucharest (2026-12-02T08:00:00Z)\n")
    assert "Saint Andrew's Day" in out
    assert "National Day" in out


def test_due_takes_several_regions_as_the_designated_ones_of_a_restricted_customer() -> None:
    """O6.6: behind the wall Tampa's hours count beside Timisoara's, so a Monday evening there is still open."""
    evening = ("--start", "2026-11-23T17:30+02:00")

    alone = as_json("due", *SATURDAY[:-2], *evening, *EMEA)
    together = as_json("due", *SATURDAY[:-2], *evening, *EMEA, "--region", "americas")

    assert (alone["due"], together["due"]) == ("2026-11-24T09:00:00Z", "2026-11-23T17:30:00Z")


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--plan", "golden", 'plan "golden" is not in the document; allowed: platinum, emerald, gold, silver'),
        ("--severity", "5", 'severity "5" is not in the document; allowed: 1, 2, 3, 4'),
        ("--severity", "high", 'severity "high" is not in the document; allowed: 1, 2, 3, 4'),
        ("--promise", "ack", 'promise "ack" is not in the document; allowed: first-response, diagnosis-update, fix-'),
        ("--region", "mars", 'region "mars" is not in the document; allowed: americas, emea, apj'),
        ("--start", "2026-11-21T10:00", "start 2026-11-21T10:00:00 has no zone; allowed: an instant such as 2026-"),
        (
            "--start",
            "tomorrow",
            'start "tomorrow" is not an instant; allowed: an instant such as 2026-11-21T10:00+02:00',
        ),
        ("--start", "9999-12-31T23:00+00:00", "calendar EMEA: not open for long enough between 1900 and 2200"),
        ("--file", "no/such/file.toml", "no/such/file.toml: file: found No such file or directory; allowed: a file"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_one_sentence(option: str, value: str, told: str) -> None:
    status, out, err = sundial_protocol("due", *SATURDAY, *EMEA, option, value)

    assert (status, out) == (2, "")
    assert err.startswith(told)
    assert err.count("\n") == 1


def test_check_ends_with_1_for_the_errors_of_the_published_protocol() -> None:
    """The shipped document has errors, as its source has: it is kept to the letter all the same."""
    status, out, err = sundial_protocol("check")

    assert (status, err) == (1, "")
    assert out.splitlines()[-1].startswith(str(SHIPPED))
    assert "20 errors, 45 warnings, 7 notes" in out


def test_check_gives_a_script_each_finding_with_its_place_and_its_example() -> None:
    answer = as_json("check")
    first = answer["findings"][0]

    assert (answer["digest"], answer["problems"]) == (shipped().digest, [])
    assert (first["id"], first["level"], first["obligation"]) == ("A1", "error", "O6.5")
    assert first["where"] == "tables.gold.targets.1.first-response"
    assert "due Mon 11:00" in first["bites"]


def test_check_refuses_a_document_that_cannot_be_read_with_every_problem(broken: str) -> None:
    status, out, err = sundial_protocol("check", broken)
    status_json, out_json, _ = sundial_protocol("check", broken, "--json")

    assert (status, out, status_json) == (2, "", 2)
    assert err == f"{broken}: vendor: found nothing; allowed: a value: this key is required\n"
    assert [problem["where"] for problem in json.loads(out_json)["problems"]] == ["vendor"]


def test_show_prints_the_tables_as_a_person_would() -> None:
    status, out, _ = sundial_protocol("show")
    lines = [line.rstrip() for line in out.splitlines()]

    assert status == 0
    assert "Gold      1         2 business hours  every 8 hours             every 1 business day" in lines
    assert (
        "          4         8 hours           every 1 business day      3 business days from a determination" in lines
    )
    assert "EMEA      Timisoara         Europe/Bucharest  mon to fri 09:00 to 17:00  RO           110" in lines
    assert "O8.2        two_figures                earlier" in lines
    assert "O6.2        agreeable                  diagnosis-update, fix-release" in lines
    assert "Resource answer           30 minutes  30 business minutes  2 business hours" in lines
    assert any(
        line.startswith("Deep        Tier 3     The cause seems to lie in the product itself.") for line in lines
    )
    assert any(re.fullmatch(r"widespread +Does something .* 3 +4", line) for line in lines)
    assert any(re.fullmatch(r"waiting-for-test +Waiting for a test +.* nothing", line) for line in lines)
    assert max(map(len, lines)) <= 180


def test_show_gives_a_script_everything_and_each_calendar_as_sundial_hours_takes_it() -> None:
    answer = as_json("show")
    calendar = answer["regions"]["emea"].pop("calendar")

    assert list(calendar) == ["tz", "weekly", "holidays", "days"]
    assert calendar["weekly"]["mon"] == [["09:00", "17:00"]]
    assert "2026-11-30" in calendar["holidays"]
    assert answer["targets"]["silver"]["1"]["diagnosis-update"]["amount"] == "12 business hours"
    assert sum(len(row) for plan in answer["targets"].values() for row in plan.values()) == 48


def test_what_show_prints_for_a_script_is_the_stored_form_with_additions() -> None:
    answer = as_json("show")
    for region in answer["regions"].values():
        del region["calendar"]
    del answer["targets"]

    assert answer.pop("digest") == shipped().digest
    assert from_json(answer) == shipped()


def test_show_gives_a_script_also_what_the_document_leaves_to_its_default() -> None:
    answer = as_json("show")

    assert answer["readings"]["merging"] == "earlier-holds"
    assert answer["requests"] == {"within": "1 business day"}
    assert "resource-answer" in answer["warn"]


def test_diff_tells_a_person_the_changes_under_their_kinds_and_ends_with_1() -> None:
    status, out, err = sundial_protocol("diff", str(SHIPPED), str(HALVED))

    assert (status, err) == (1, "")
    assert out.startswith(
        "Targets\n=======\nSilver, severity 1, first response: 4 business hours becomes 2 business hours (stricter)\n"
    )
    assert "\n\nWording\n=======\nTable silver, severity 1, first response, wording: “4 hours during" in out
    assert out.splitlines()[-1].endswith(f"silver-halved.toml (revision {load(HALVED).digest[:12]}): 24 changes")


def test_diff_ends_with_0_where_two_documents_mean_the_same() -> None:
    status, out, err = sundial_protocol("diff", str(SHIPPED), str(SHIPPED))

    named = f"{SHIPPED} (revision {shipped().digest[:12]})"
    assert (status, out, err) == (0, f"From {named} to {named}: the same\n", "")


def test_diff_gives_a_script_both_documents_by_name_and_each_change_with_its_place() -> None:
    status, out, _ = sundial_protocol("diff", str(HALVED), str(SHIPPED), "--json")
    answer = json.loads(out)

    assert status == 1
    assert answer["a"] == {"file": str(HALVED), "digest": load(HALVED).digest}
    assert answer["b"] == {"file": str(SHIPPED), "digest": shipped().digest}
    assert answer["changes"][0] == {
        "kind": "target",
        "where": "tables.silver.targets.1.first-response",
        "was": "2 business hours",
        "now": "4 business hours",
        "says": "Silver, severity 1, first response: 2 business hours becomes 4 business hours (looser)",
    }


def test_diff_ends_with_2_and_names_the_file_where_either_cannot_be_read(broken: str) -> None:
    for pair in ((broken, str(SHIPPED)), (str(SHIPPED), broken)):
        status, out, err = sundial_protocol("diff", *pair, "--json")

        assert (status, out) == (2, "")
        assert err == f"{broken}: vendor: found nothing; allowed: a value: this key is required\n"


def test_the_command_needs_no_database() -> None:
    nowhere = {**os.environ, "SUNDIAL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "django", "protocol", "due", *SATURDAY, *EMEA, "--settings", "sundial.settings"]
    done = subprocess.run(command, env=nowhere, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("due Mon 23 Nov 2026 11:00 Europe/Bucharest")
