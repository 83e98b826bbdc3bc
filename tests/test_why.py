"""Why then: one text for a person and for an engineer, on the command line as on every page (O12.1)."""

import json
import re
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from sundial.protocol.amounts import parse
from sundial.protocol.because import sentence
from sundial.protocol.facts import AgreementMade, SeverityChanged
from sundial.protocol.promises import Promise
from sundial.protocol.sla import clocks, explain, terms_of
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.histories import ANA, EVE, fact
from tests.made_up import made_up
from tests.telling import at, case

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def why(*words):
    with as_role("sundial_worker"):
        call_command("why", *words)


def said(plan, severity, *lines, more=()):
    """Tell a case, let more happen, and return the sentence of each clock."""
    history, terms = case(plan, severity, *lines)
    for moment, by, what in more:
        history += (fact(len(history) + 1, at(moment), by, what),)
    return [sentence(clock, terms) for clock in clocks(history, terms)]


def test_a_sentence_says_what_is_owed_since_when_and_what_became_of_it():
    first, second = said("gold", 1, "Fri 16:00 Ana opens", "next Mon 09:30 Eve answers")
    assert first == (
        "The first response was due Mon 9 Mar, 10:00 Bucharest time: 2 business hours on Gold, severity 1, from "
        "Fri 6 Mar, 16:00 (the case was opened). It was kept Mon 9 Mar, 09:30, 30 minutes early."
    )
    assert second == (
        "The diagnosis update is due Mon 9 Mar, 17:30 Bucharest time: every 8 hours on Gold, severity 1, from "
        "Mon 9 Mar, 09:30 (the first response)."
    )


def test_a_sentence_says_what_changed_a_due_time_and_which_one_holds():
    raised = ("Mon 09:05", EVE, SeverityChanged(1))
    *_, now = said("platinum", 3, "Mon 09:00 Ana opens", more=[raised])
    assert now == (
        "The first response is due Mon 2 Mar, 10:05 Bucharest time: 1 hour on Platinum, severity 1, from "
        "Mon 2 Mar, 09:05 (the severity was raised). It stands since Mon 2 Mar, 09:05, when the severity was raised; "
        "before that it was due Mon 2 Mar, 13:00."
    )


def test_a_sentence_cites_an_agreement():
    agreed = ("Mon 09:20", ANA, AgreementMade(Promise.DIAGNOSIS_UPDATE, every=parse("1 business day")))
    *_, now = said("platinum", 1, "Mon 09:00 Ana opens", "Mon 09:10 Eve answers", more=[agreed])
    assert "every business day, as it was agreed with the customer, from Mon 2 Mar, 09:10" in now
    assert "when the customer agreed otherwise; before that it was due Mon 2 Mar, 11:10." in now


def test_a_sentence_is_read_on_anybodys_clock():
    history, terms = case("platinum", 1, "Mon 09:00 Ana opens")
    (clock,) = clocks(history, terms)
    assert "due Mon 2 Mar, 15:00 Ho Chi Minh time" in sentence(clock, terms, HANOI)


@pytest.mark.parametrize("seed", range(15))
def test_every_clock_that_can_be_says_its_due_time_in_words_and_its_steps_come_to_it(seed):
    tale = made_up(seed)
    terms = terms_of(tale.facts, tale.protocols)
    for clock in clocks(tuple(tale.facts), terms):
        *_, total = explain(clock, terms, HANOI)
        assert sentence(clock, terms, HANOI).split(": ")[0].endswith(f" due {total.value} time")


def test_the_command_prints_what_runs_for_a_person_and_for_an_engineer(cast, acme, capsys):
    cast.eve.replies(acme, at="Mon 12:00")
    why(acme.number.lower(), "--zone", "Asia/Ho_Chi_Minh")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [f"{acme.number}, Acme. Times in Bucharest.", "", "diagnosis-update 2"]
    assert lines[3] == (
        "  The diagnosis update is due Mon 2 Mar, 16:00 Bucharest time: every 2 hours on Platinum, severity 1, from "
        "Mon 2 Mar, 14:00 (the last public update)."
    )
    assert lines[4] == "  For you: Mon 2 Mar, 21:00, Ho Chi Minh time."
    assert lines[5] == "    1. Plan and severity: Platinum, 1. Severity 1: Down, or critical impact"
    assert lines[-1].startswith("    14:00 + 2 hours = Mon 2 Mar, 16:00 Bucharest.")
    assert "rule upd/1/platinum" in lines[-1]


def test_a_cycle_that_ended_is_explained_when_it_is_named(acme, capsys):
    why(acme.number, "--promise", "first-response", "--cycle", "1")
    said = capsys.readouterr().out
    assert "first-response 1" in said
    assert "It was kept Mon 2 Mar, 11:10, 50 minutes early." in said
    assert "diagnosis-update" not in said


def test_a_program_reads_sentences_figures_and_steps(acme, capsys):
    why(acme.number, "--json", "--promise", "diagnosis-update", "--zone", "UTC")
    found = json.loads(capsys.readouterr().out)
    (clock,) = found["clocks"]
    assert (found["case"], found["zone"], list(clock["sentences"])) == (
        acme.number,
        "Europe/Bucharest",
        ["Europe/Bucharest", "UTC"],
    )
    assert (clock["due_at"], clock["outcome"], clock["fact"]) == ("2026-03-02T11:10:00Z", "breached", 3)
    assert clock["steps"][-1]["at"] == clock["due_at"]


def test_the_command_line_and_the_pages_say_the_same_steps(cast, acme, capsys):
    why(acme.number, "--promise", "diagnosis-update")
    titles = re.findall(r"^    \d+\. (.*?): ", capsys.readouterr().out, re.MULTILINE)
    desk = words(signed_in(cast.eve.person).get(f"/desk/cases/{acme.number}/clocks/upd-1"))
    portal = words(signed_in(cast.ana.person).get(f"/cases/{acme.number}"))
    assert titles[0] == "Plan and severity"
    for reader in (desk, portal):
        assert "The diagnosis update is due Mon 2 Mar, 13:10 Bucharest time: every 2 hours on Platinum" in reader
    assert [title for title in titles if title not in desk or title not in portal] == []


@pytest.mark.parametrize(
    ("asked", "problem"),
    [(["--promise", "fix-release"], "there is no such clock"), (["--cycle", "9"], "there is no such clock")],
)
def test_a_clock_that_is_not_there_is_told_in_a_sentence(asked, problem, acme, capsys):
    with pytest.raises(SystemExit, match="1"):
        why(acme.number, *asked)
    assert capsys.readouterr().err == f"{acme.number}: {problem}\n"


def test_a_case_that_owes_nothing_says_so(cast, acme, capsys):
    cast.eve.resolves(acme, at="Mon 12:00")
    with pytest.raises(SystemExit, match="1"):
        why(acme.number)
    assert "nothing is owed at the moment" in capsys.readouterr().err


def test_a_case_and_a_zone_that_never_were_are_told_in_a_sentence(acme):
    with pytest.raises(CommandError, match="There is no case SD-0"):
        why("SD-0")
    with pytest.raises(CommandError, match="'Mars' is no time zone"):
        why(acme.number, "--zone", "Mars")
