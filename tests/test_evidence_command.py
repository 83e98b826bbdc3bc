"""`sundial evidence` and `sundial verify FILE`: from the desk to a machine that knows nothing of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sundial.protocol.number import number_of
from tests.database import as_role

ROOT = Path(__file__).parents[1]


@pytest.fixture
def file(acme, tmp_path):
    """The pack of Ana's case in a file."""
    path = tmp_path / "acme.json"
    evidence(acme.number, "-o", str(path))
    return path


def evidence(*words):
    with as_role("sundial_worker"):
        call_command("evidence", *words)


def verify(*words):
    """Run `sundial verify` far from any database; return its status, what it says and what it complains of."""
    away = {name: value for name, value in os.environ.items() if not name.startswith("SUNDIAL_")}
    away |= {"SUNDIAL_HOME": "/nonexistent", "SUNDIAL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    done = subprocess.run(
        [sys.executable, "-m", "sundial", "verify", *words],
        cwd=ROOT,
        env=away,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_pack_is_written_for_its_owners_eyes_and_holds_without_a_database(acme, file):
    assert file.stat().st_mode & 0o077 == 0
    status, said, complaint = verify(str(file))
    assert (status, complaint) == (0, "")
    assert said.splitlines()[-1] == f"{acme.number}: the whole pack holds. docs/evidence.md says what that proves."


def test_a_changed_pack_says_what_holds_and_the_first_thing_that_does_not_and_exits_with_1(file):
    content = json.loads(file.read_text())
    content["clocks"][1]["outcome"] = "met"
    file.write_text(json.dumps(content))
    status, said, _ = verify(str(file))
    assert status == 1
    *holds, fails = said.splitlines()
    assert len(holds) == 3
    assert fails == "FAILS    clock diagnosis-update 1, outcome: it says met, but the facts say breached"


def test_what_is_no_pack_exits_with_2_and_one_sentence(tmp_path):
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert verify(str(other)) == (2, "", f'{other}: it does not begin with "format": "sundial evidence 1"\n')
    assert verify(str(tmp_path / "none"))[::2] == (2, f"{tmp_path / 'none'}: No such file or directory\n")


def test_a_program_reads_what_holds_as_json(acme, file, capsys):
    call_command("verify", "--json", str(file))
    report = json.loads(capsys.readouterr().out)
    assert (report["case"], report["facts"], report["fault"]) == (acme.number, 5, "")


def test_the_heads_of_all_chains_are_kept_elsewhere_and_compared_later(acme, file, capsys):
    evidence("--heads")
    (head,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert head == {"case": acme.number, "fact": 5, "head": json.loads(file.read_text())["head"]["hash"]}
    call_command("verify", str(file), "--head", head["head"])
    assert "is the head that was kept elsewhere" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="1"):
        call_command("verify", str(file), "--head", "0" * 64)
    with pytest.raises(CommandError, match="name its FILE"):
        call_command("verify", "--head", "0" * 64)


def test_the_words_can_be_left_out(acme, capsys):
    evidence(acme.number, "--without-words")
    assert "CANARY" not in capsys.readouterr().out


def test_a_number_that_never_was_and_a_folder_that_is_not_there_are_told_in_a_sentence(acme):
    with pytest.raises(CommandError, match=f"^There is no case {number_of(7)}.$"):
        evidence(number_of(7))
    with pytest.raises(CommandError, match=r"^/nonexistent/x: No such file or directory$"):
        evidence(acme.number, "-o", "/nonexistent/x")
