"""`sundial backtest --since DATE`: a document tried on what the desk itself has had (O12.1)."""

import csv
from dataclasses import asdict
from datetime import timedelta

import pytest

from sundial.management.protocol import backtesting
from sundial.models import CLOCKWORK, database_now, viewing
from sundial.protocol.backtest import Figures, compared
from tests.browsing import lately
from tests.database import as_role
from tests.keeping import keep, keep_revisions
from tests.naive_tables import revisions
from tests.tales import tales
from tests.test_backtest_command import in_json, refused


def of_the_desk(*words, **kept):
    with as_role("sundial_worker"):
        return in_json("--since", "2001-01-01", *words, **kept)


@pytest.mark.parametrize("digest", [revision.protocol.digest for revision in revisions().values()][:2])
def test_the_desk_s_own_cases_are_read_as_their_histories_say(cast, digest):
    """Over whatever can have happened to them, under several revisions."""
    protocols = {digest: revision.protocol for digest, revision in revisions().items()}
    histories = [tuple(list(tales(seed, 12))[-1].facts) for seed in range(6)]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        keep_revisions(protocols.values())
        now = database_now()
        for number, history in enumerate(histories):
            keep(history, cast, f"T{number}")
    figures = Figures()
    for pair in (pair for history in histories for pair in compared(history, protocols, digest, now)):
        figures.add(pair)
    found = of_the_desk("--until", "2040-01-01", protocol=digest)
    assert (found["cases"], found["all"], found["problems"]) == (6, asdict(figures), [])


def test_only_what_was_opened_in_between_is_compared_and_as_it_stands_now(cast):
    """Two were opened on Tuesday, the second a minute before midnight: late on Wednesday, and both are late by now."""
    for moment in ("Mon 2026-03-02 23:59", "Tue 00:00", "Tue 23:59", "Wed 00:00"):
        cast.open_case(plan="silver", severity=2, at=moment)
    with as_role("sundial_worker"):
        found = in_json("--since", "2026-03-03", "--until", "2026-03-04T02:00+02:00")
    assert (found["cases"], found["all"]["late_a"], found["all"]["late_b"]) == (2, 2, 2)


@pytest.mark.parametrize("until", [(), ("--until", "2026-03-03")], ids=["now", "a date"])
def test_what_begins_when_it_ends_is_no_time(db, until):
    since = "2026-03-03" if until else "2999-01-01"
    with as_role("sundial_worker"):
        assert refused("--since", since, *until) == f"--since {since} is not before {' '.join(until) or 'now'}"


def test_the_desk_s_cases_have_their_numbers_in_the_spreadsheet(cast, tmp_path):
    lately(cast)
    late = cast.open_case(plan="silver", severity=2, at=180)
    of_the_desk("--csv", str(tmp_path / "out.csv"))
    (line,) = csv.DictReader((tmp_path / "out.csv").open(newline=""))
    assert (line["case"], line["a"], line["b"], line["ended"]) == (late.number, "", "late", "")


def test_nobody_but_the_worker_is_told_of_no_cases_as_if_there_were_none(cast):
    cast.open_case(plan="silver", severity=2, at="Mon 2026-03-02 09:00")
    with as_role("sundial_web"):
        assert "as the worker" in refused("--since", "2026-01-01")


def test_more_processes_find_the_same_among_the_desk_s_cases(desk, monkeypatch):
    desk.open_cases(12, due_in=timedelta(hours=-1))
    monkeypatch.setattr(backtesting, "PARTS", 5)
    found = []
    for few in (0, 100):
        monkeypatch.setattr(backtesting, "FEW", few)
        found.append(in_json("--since", "2001-01-01", "--processes", "2"))
    assert found[0] == found[1]
    assert (found[0]["cases"], found[0]["all"]["late_a"]) == (12, 12)
