"""A clockwork warms itself before its first real clock, and nobody notices."""

from datetime import datetime
from typing import Any

from sundial.jobs import clockwork
from sundial.jobs.clockwork import rehearse
from tests.database import as_role
from tests.test_clockwork import looked, said


def test_a_rehearsal_says_nothing_and_leaves_nothing(cast, at):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    with as_role("sundial_worker"):
        rehearse()

    assert said(case) == []
    assert looked(at("Mon 09:45")) == 1
    assert said(case) == ["due-soon"]


def test_a_rehearsal_that_fails_is_logged_and_no_harm(cast, at, caplog, monkeypatch):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    monkeypatch.setattr(clockwork, "say", broken)
    with as_role("sundial_worker"):
        rehearse()

    assert "the rehearsal failed" in caplog.text
    assert looked(at("Mon 09:45")) == 1
    assert said(case) == ["due-soon"]


def broken(clock_ids: Any, *, now: datetime) -> None:
    raise LookupError("a case that cannot be read")
