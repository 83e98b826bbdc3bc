"""`sundial backtest FILE`: a document tried on a file of histories (O12.1)."""

import csv
import io
import json
import re

import pytest
from django.core.management import CommandError, call_command

from sundial.management.protocol import backtesting
from sundial.models import CLOCKWORK, viewing
from sundial.protocol.document import SHIPPED, load
from tests.database import as_role
from tests.keeping import keep_revisions
from tests.test_moves_decided import without

DOC = (SHIPPED.parents[1] / "docs" / "protocol.md").read_text(encoding="utf-8").partition("## Trying one on")[2]
HALVED = str(SHIPPED.parent / "examples" / "silver-halved.toml")
OPENED = {"at": "2026-03-03T07:00Z", "fact": "opened", "plan": "silver", "severity": 2, "region": "emea"}
ANSWERED = {"at": "2026-03-03T10:00Z", "fact": "messaged", "by": "staff"}  # after three of four hours, or of two
RESOLVED = {"at": "2026-03-03T10:30Z", "fact": "resolved"}
ONE_NEWLY_LATE = {"kept_a": 1, "late_a": 0, "kept_b": 0, "late_b": 1, "newly_late": 1, "no_longer_late": 0}


@pytest.fixture
def cases(tmp_path):
    """Write lines into a file, and return its name."""

    def write(*lines):
        file = tmp_path / "cases.jsonl"
        file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
        return str(file)

    return write


def case(*facts, name="SD-7K3M-92Q"):
    return {"case": name, "facts": [OPENED, *facts]}


def backtest(*words, protocol=HALVED):
    """Run it, and return what it said and its status."""
    out, status = io.StringIO(), 0
    try:
        call_command("backtest", "--protocol", protocol, *words, stdout=out)
    except SystemExit as end:
        status = end.code
    return out.getvalue(), status


def in_json(*words, **kept):
    return json.loads(backtest("--json", *words, **kept)[0])


def refused(*words, **kept):
    with pytest.raises(CommandError) as told:
        backtest(*words, **kept)
    return str(told.value)


def test_the_document_s_example_prints_what_it_says(cases, tmp_path):
    lines, printed, differs = (
        re.search(f"```{kind}\n(.*?)```", DOC, re.DOTALL)[1] for kind in ("jsonl", "console", "csv")
    )
    said, _ = backtest(cases(*lines.splitlines()), "--csv", str(tmp_path / "differs.csv"))
    assert said.strip().splitlines()[1:] == printed.strip().splitlines()[2:]  # all but the names of the documents
    assert (tmp_path / "differs.csv").read_text() == differs


def test_a_file_is_told_by_plan_severity_and_promise_with_its_sum(cases):
    said, status = backtest(cases(case(ANSWERED, RESOLVED), "", case(RESOLVED, name="48213")))
    rows = [line.split() for line in said.splitlines() if line.startswith(("Silver", "all"))]
    assert rows == [
        ["Silver,", "severity", "2,", "first", "response", "1", "0", "0", "2", "2", "0"],
        ["all", *"100220"],
    ]
    assert (said.startswith("2 cases, as opened and as if opened under B: "), status) == (True, 0)


def test_as_json_it_names_the_document_and_every_figure(cases):
    found = in_json(cases(case(ANSWERED, RESOLVED)))
    cell = {"plan": "silver", "severity": 2, "promise": "first-response", **ONE_NEWLY_LATE}
    assert found == {
        "b": {"file": HALVED, "digest": load(HALVED).digest},
        "cases": 1,
        "all": ONE_NEWLY_LATE,
        "by": [cell],
        "failed": 0,
        "problems": [],
    }


def test_each_promise_that_would_have_ended_otherwise_is_a_line_for_a_spreadsheet(cases, tmp_path):
    in_time = {**ANSWERED, "at": "2026-03-03T07:05Z"}
    kept = case(in_time, {**RESOLVED, "at": "2026-03-03T07:10Z"})
    backtest(cases(case(ANSWERED, RESOLVED), kept, case(RESOLVED, name="2")), "--csv", str(tmp_path / "out.csv"))
    first, second = csv.DictReader((tmp_path / "out.csv").open(newline=""))
    assert first == {
        "case": "SD-7K3M-92Q", "plan": "silver", "severity": "2", "promise": "first-response", "cycle": "1",
        "started": "2026-03-03T07:00:00Z", "ended": "2026-03-03T10:00:00Z",
        "due_a": "2026-03-03T11:00:00Z", "a": "kept", "due_b": "2026-03-03T09:00:00Z", "b": "late",
    }  # fmt: skip
    assert [second[key] for key in ("case", "due_a", "a", "b")] == ["2", "", "", "late"]
    assert [file.name for file in tmp_path.iterdir() if "out.csv" in file.name] == ["out.csv"]


def test_a_bad_line_is_told_by_its_number_and_stops_no_other(cases):
    found = in_json(
        cases(
            "not json", case(ANSWERED, RESOLVED), {"case": "1"}, case(name="\ud800"), case(RESOLVED, ANSWERED, RESOLVED)
        )
    )
    assert [one["case"] for one in found["problems"]] == ["line 1", "line 3", "line 4", "line 5"]
    assert found["problems"][1]["problem"] == "facts: is missing"
    assert (found["cases"], found["failed"], found["all"]) == (5, 4, ONE_NEWLY_LATE)


def test_a_plan_that_the_document_lacks_is_told_and_the_others_are_compared(cases, db):
    lacking = without("plans", "gold")
    gold = {"case": "of gold", "facts": [{**OPENED, "plan": "gold"}, ANSWERED]}
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        keep_revisions([lacking])
        said, status = backtest(cases(gold, case(ANSWERED)), protocol=lacking.digest[:12])
    assert status == 1
    assert "Could not be compared: 1" in said
    assert "line 1: under the other document: fact 1 (opened at 2026-03-03 07:00:00): plan 'gold' is not one of" in said
    assert "first response  1 " in said


def test_a_case_that_was_moved_is_read_with_the_documents_that_it_was_moved_to(cases):
    moved = {"at": "2026-03-03T07:10Z", "fact": "protocol-moved", "protocol": load(HALVED).digest}
    file = cases(case(moved, ANSWERED))
    back = in_json(file, "--against", str(SHIPPED), "--against", HALVED, protocol=str(SHIPPED))
    assert (back["all"]["late_a"], back["all"]["no_longer_late"]) == (1, 1)
    assert "which is not here" in in_json(file, protocol=str(SHIPPED))["problems"][0]["problem"]


def test_what_still_runs_is_judged_when_one_says(cases):
    file = cases(case())
    assert in_json(file)["by"] == []
    assert in_json(file, "--as-of", "2026-03-03T10:00Z")["all"]["newly_late"] == 1
    assert in_json(file, "--as-of", "2026-03-04")["all"]["late_a"] == 1


def test_a_pipe_is_read_as_well_as_a_file(cases, monkeypatch):
    raw = (json.dumps(case(ANSWERED)) + "\n").encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert in_json("-")["all"] == ONE_NEWLY_LATE


REFUSED = [
    ((), "name a FILE of histories, or --since DATE for the desk's own: one of them"),
    (("FILE", "--since", "2026-01-01"), "name a FILE of histories, or --since DATE for the desk's own: one of them"),
    (("nowhere.jsonl",), "nowhere.jsonl: No such file or directory"),
    (("FILE", "--until", "2026-01-01"), "--until goes with --since"),
    (("--since", "2026-01-01", "--against", HALVED), "--against goes with a FILE"),
    (("--since", "2026-13-01"), "--since: '2026-13-01' is neither a date nor an instant; write 2026-03-02 (in UTC)"),
    (("--since", "2026-01-01", "--until", "soon"), "--until: 'soon' is neither a date nor an instant"),
    (("FILE", "--as-of", "2026-01-01T09:00"), "--as-of: '2026-01-01T09:00' is neither a date nor an instant"),
    (("FILE", "--csv", "/nowhere/out.csv"), "--csv /nowhere/out.csv: No such file or directory"),
    (("FILE", "--against", "nowhere.toml"), "nowhere.toml: file: found No such file or directory"),
    (("FILE", "--processes", "0"), "argument --processes: '0' is not a whole number from 1"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED, ids=[" ".join(words) or "nothing" for words, _ in REFUSED])
def test_what_cannot_be_is_one_sentence(cases, words, says):
    file = cases(case(ANSWERED))
    told = refused(*[file if word == "FILE" else word for word in words])
    assert says in told
    assert "\n" not in told


def test_a_spreadsheet_that_was_there_stays_until_the_new_one_is_whole(cases, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("of last year")
    monkeypatch.setattr(backtesting, "compared", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backtest(cases(case(ANSWERED)), "--csv", str(out))
    assert (out.read_text(), sorted(one.name for one in tmp_path.iterdir())) == (
        "of last year",
        ["cases.jsonl", "out.csv"],
    )


def test_more_processes_find_the_same_in_a_file(cases, tmp_path, monkeypatch):
    file, found = cases(*[case(ANSWERED, name=str(number)) for number in range(9)], "not json"), []
    monkeypatch.setattr(backtesting, "LINES", 2)
    for few in (0, 100):
        monkeypatch.setattr(backtesting, "FEW", few)
        out = tmp_path / f"{few}.csv"
        found.append((in_json(file, "--processes", "2", "--csv", str(out)), out.read_text()))
    assert found[0] == found[1]
    assert found[0][0]["all"]["newly_late"] == 9
