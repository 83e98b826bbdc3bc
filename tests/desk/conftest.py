"""Eve at her desk: one case that waits for an answer, and one that had it."""

from datetime import UTC, datetime

import pytest

from sundial.web import access
from tests.browsing import signed_in
from tests.desk.pages import MOMENT


@pytest.fixture
def eve(cast):
    return signed_in(cast.eve.person)


@pytest.fixture
def case(cast):
    opened = cast.open_case(plan="gold", severity=2, at=MOMENT)
    cast.eve.takes(opened, at="Mon 09:05")
    return opened


@pytest.fixture
def answered(cast, case):
    cast.eve.replies(case, at="Mon 09:10", text="We see it.")
    return case


@pytest.fixture
def new(cast):
    """A case that nobody has triaged."""
    return cast.open_case(plan="gold", severity=2, at=MOMENT, subject="Policy sync stalls", text="Since the push.")


@pytest.fixture
def same_year(monkeypatch):
    """Let the pages be read in the year of the story, for in another one they name it with each date."""
    begin = access._begin

    def begin_in_november(person):
        begin(person)
        return datetime(2026, 11, 26, 12, tzinfo=UTC)

    monkeypatch.setattr(access, "_begin", begin_in_november)
