"""Eve at her desk: one case that waits for an answer, and one that had it."""

import pytest

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
