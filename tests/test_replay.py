"""`sundial replay`: the door for histories from outside, as docs/replay.md describes it."""

import io
import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sundial.protocol.clock import Standing
from sundial.protocol.document import load
from sundial.protocol.facts import KINDS
from tests.telling import PROTOCOL

ROOT = Path(__file__).parents[1]
DOC = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ sundial replay (.*)\n((?:.*\n)*?)```", DOC)
FILES = dict(re.findall(r"`([a-z]+\.jsonl)`[^`]*?```jsonl\n(.*?)```", DOC, re.DOTALL))
FORMAT = DOC.partition("## The format")[2].partition("## What is read out of it")[0]
SAID_OF_ANOTHER = {"agreement-made": {"promise", "every", "until", "due_by", "silent_until"}}  # "the same"
OPENED = {"at": "2026-03-02T09:00:00Z", "fact": "opened", "plan": "platinum", "severity": 1, "region": "emea"}
ANSWERED = {"at": "2026-03-02T09:10:00Z", "fact": "messaged", "by": "staff"}


@pytest.fixture
def replay(tmp_path, capsys):
    """Replay lines and return what was printed, what was complained of, and the exit status."""

    def run(*lines, options=()):
        file = tmp_path / "cases.jsonl"
        file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
        status = 0
        try:
            call_command("replay", *options, str(file))
        except SystemExit as end:
            status = end.code
        told = capsys.readouterr()
        return told.out, told.err, status

    return run


HALF_A_CHARACTER = r'{"case": "\ud800", "facts": []}'
TWICE = '{"case": "a", "case": "b", "facts": []}'


def case(*facts, name="SD-7K3M-92Q"):
    return {"case": name, "facts": [OPENED, *facts]}


@pytest.mark.parametrize(("arguments", "printed"), EXAMPLES, ids=[arguments for arguments, _ in EXAMPLES])
def test_the_documents_examples_print_what_it_says(replay, arguments, printed):
    *options, file = arguments.split()
    out, err, status = replay(FILES[file], options=options)
    assert (plain(out), err, status) == (plain(printed), "", 0)


def plain(text):
    """Leave out what names the revision, so that another document does not make the example wrong."""
    return re.sub(r"revision [0-9a-f]{12}", "revision", text).strip()


def test_the_document_has_an_example_for_each_way_of_asking():
    assert [arguments.split()[-1] for arguments, _ in EXAMPLES] == ["cases.jsonl"] * 2 + ["hotfix.jsonl", "cases.jsonl"]
    assert all(printed for _, printed in EXAMPLES)


def test_the_document_has_every_kind_of_fact_with_every_one_of_its_keys():
    rows = {row.partition("|")[0]: row for row in re.findall(r"^\| (`[a-z].*) \|", FORMAT, re.MULTILINE)}
    for kind, what in KINDS.items():
        row = next(row for head, row in rows.items() if f"`{kind}`" in head)
        missing = {field.name for field in fields(what)} - set(re.findall(r"`([a-z_]+)`", row))
        assert missing <= SAID_OF_ANOTHER.get(kind, set()), kind


def test_the_document_has_every_standing_and_every_key_of_a_clock(replay):
    out, _, _ = replay(case(ANSWERED), options=["--json"])
    keys = set(json.loads(out)["clocks"][0])
    named = set(re.findall(r"`([a-z_ ]+)`", DOC))
    assert (keys - named, {str(one) for one in Standing} - named) == (set(), set())


def test_a_case_is_moved_to_another_revision_that_is_read_with_the_first(replay, tmp_path):
    shipped = ROOT / "protocols" / "opswat.toml"
    quicker = tmp_path / "quicker.toml"
    quicker.write_text(
        f'base = "{shipped}"\n[tables.platinum.targets.1]\nfirst-response = {{ within = "30 minutes" }}\n'
    )
    moved = {"at": "2026-03-02T09:05Z", "fact": "protocol-moved", "protocol": load(quicker).digest}
    both = ["--json", "--protocol", str(shipped), "--protocol", str(quicker)]
    out, err, status = replay(case(moved), options=both)
    assert (err, status) == ("", 0)
    assert [one["due_at"] for one in json.loads(out)["clocks"]] == ["2026-03-02T10:00:00Z", "2026-03-02T09:30:00Z"]
    out, _, status = replay(case(moved), options=both[:3])
    assert ("which is not here" in out, status) == (True, 1)


def test_what_another_group_owes_is_printed_too(replay):
    asked = {"at": "2026-03-02T09:05Z", "fact": "resource-asked", "group": "engineering", "due_at": "2026-03-02T12:00Z"}
    out, err, _ = replay(case(asked))
    assert (err, "  Answer of another group 1: running" in out) == ("", True)


def test_every_clock_is_printed_with_its_times_and_its_outcome(replay):
    out, err, status = replay(case(ANSWERED), options=["--json"])
    (found,) = map(json.loads, out.splitlines())
    assert (err, status) == ("", 0)
    assert (found["case"], found["state"]) == ("SD-7K3M-92Q", "diagnosis")
    kept, running = found["clocks"]
    assert kept["steps"][-1]["at"] == kept["due_at"] == "2026-03-02T10:00:00Z"
    assert (kept["outcome"], kept["ended_at"], kept["kept_by"]) == ("met", "2026-03-02T09:10:00Z", 2)
    assert (running["promise"], running["cycle"], running["warn_at"]) == ("diagnosis-update", 1, "2026-03-02T10:40:00Z")
    assert (running["outcome"], running["ended_at"]) == ("running", None)


@pytest.mark.parametrize(
    ("as_of", "stood"),
    [
        ("2026-03-02T08:59:00Z", []),
        ("2026-03-02T09:00:00Z", ["due"]),
        ("2026-03-02T09:45:00Z", ["soon"]),
        ("2026-03-02T10:01:00Z", ["late"]),
        ("2026-03-02T11:00:00Z", ["kept late", "due"]),
        ("2026-03-02T12:30:00+00:00", ["kept late", "soon"]),
        ("2026-03-03T00:00:00+02:00", ["kept late", "late"]),
    ],
)
def test_a_case_is_shown_as_it_stood_at_a_moment(replay, as_of, stood):
    late = {**ANSWERED, "at": "2026-03-02T11:00:00Z"}
    out, _, _ = replay(case(late), options=["--json", "--as-of", as_of])
    assert [clock["standing"] for clock in json.loads(out)["clocks"]] == stood


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("nonsense", "JSON: cannot be read"),
        ("[]", "case: is not an object"),
        ("[" * 100_000, "JSON: cannot be read"),
        (HALF_A_CHARACTER, "JSON: cannot be read"),
        (TWICE, "case is there twice"),
        (case({"at": "2026-03-02T09:10Z", "fact": "flown"}), "facts[1].fact: 'flown' is no kind of fact"),
        ({"facts": [OPENED]}, "case: is missing"),
        ({"case": "x"}, "facts: is missing"),
        ({"case": "x", "facts": []}, "facts: is not a list of facts"),
        ({"case": "x", "facts": [OPENED], "colour": 1}, "colour: is not known"),
        ({"case": "x", "facts": [7]}, "facts[0].fact: is not an object"),
        (case({**ANSWERED, "at": "2026-03-02T09:10"}), "facts[1].at: "),
        (case({"at": "2026-03-02T09:10Z", "fact": "messaged"}), "facts[1].by: is missing"),
        (case({**ANSWERED, "by": "boss"}), "facts[1].by.side: 'boss'"),
        (case({**ANSWERED, "publik": True}), "facts[1].publik: is not known"),
        (case({**ANSWERED, "fact": "shouted"}), "facts[1].fact: 'shouted'"),
        (case({"at": "2026-03-02T09:10Z"}), "facts[1].fact: is missing"),
        (case({**ANSWERED, "seq": 5}), "fact 5 (messaged"),
        ({"case": "x", "facts": [{**OPENED, "plan": "bronze"}]}, "plan 'bronze' is not one of"),
        ({"case": "x", "facts": [{**OPENED, "severity": 5}]}, "severity 5 is not one of"),
        ({"case": "x", "facts": [{**OPENED, "protocol": "abc"}]}, "facts[0].protocol: 'abc'"),
        (
            {"case": "x", "facts": [{**OPENED, "plan": "gold", "at": "2999-01-01T00:00Z"}]},
            "EMEA: not open for long enough",
        ),
        ({"case": "x", "facts": [{**OPENED, "at": "9999-12-31T23:30Z"}]}, "9999"),
        (case({**ANSWERED, "fact": "reopened"}), "cannot follow fact 1 (opened"),
    ],
)
def test_a_bad_line_is_an_error_for_that_line_alone_naming_what_is_wrong(replay, line, named):
    out, err, status = replay(case(name="before"), line, case(name="after"))
    assert (out.count("First Response 1: running"), status) == (2, 1)
    assert err.startswith("line 2: ")
    assert named in err
    out, _, status = replay(case(name="before"), line, case(name="after"), options=["--json"])
    before, error, after = map(json.loads, out.splitlines())
    assert (before["case"], error["line"], after["case"], status) == ("before", 2, "after", 1)
    assert named in error["error"]


def test_what_a_hand_leaves_out_is_what_it_would_have_written(replay):
    written = {
        **OPENED,
        "seq": 1,
        "recorded_at": OPENED["at"],
        "by": {"id": "", "side": "customer"},
        "home_region": "emea",
        "regions": [],
        "channel": "portal",
        "protocol": PROTOCOL.digest,
    }
    del written["region"]
    assert replay({"case": "x", "facts": [written]}) == replay({"case": "x", "facts": [OPENED]})


def test_standard_input_is_read_as_a_file_is(replay, monkeypatch, capsys):
    printed, _, _ = replay(case(ANSWERED))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(case(ANSWERED)).encode())))
    call_command("replay", "-")
    assert capsys.readouterr().out == printed


def test_a_line_that_is_no_text_is_an_error_of_that_line_and_a_byte_order_mark_is_none(tmp_path, capsys):
    good = json.dumps(case(ANSWERED)).encode()
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + good + b'\n{"case": "\xff"}\n' + good)
    with pytest.raises(SystemExit, match="1"):
        call_command("replay", "--json", str(file))
    first, bad, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == last
    assert (bad["line"], bad["error"][:20]) == (2, "JSON: cannot be read")


def test_histories_can_be_read_under_another_protocol(replay, tmp_path):
    shipped = (ROOT / "protocols" / "opswat.toml").read_text(encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text(shipped.replace('diagnosis_starts          = "first-response"', 'diagnosis_starts = "opening"'))
    out, _, _ = replay(case(), options=["--json", "--protocol", str(other)])
    assert [clock["promise"] for clock in json.loads(out)["clocks"]] == ["first-response", "diagnosis-update"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--as-of", "noon"], "--as-of: 'noon' is no instant"),
        (["--protocol", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(replay, options, problem):
    with pytest.raises(CommandError, match=re.escape(problem)):
        replay(case(), options=options)


def test_a_reader_who_has_read_enough_hears_no_complaint(tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text((json.dumps(case(ANSWERED)) + "\n") * 200)
    command = [sys.executable, "-m", "sundial", "replay", str(cases)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as replaying:
        assert replaying.stdout.readline().startswith(b"SD-7K3M-92Q")
        replaying.stdout.close()
        assert replaying.stderr.read() == b""


def test_a_file_that_is_not_there_is_told_in_a_sentence():
    with pytest.raises(CommandError, match=r"^nowhere\.jsonl: No such file or directory$"):
        call_command("replay", "nowhere.jsonl")
