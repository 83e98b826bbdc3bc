"""The portal as its tests find it: the cast acts so many minutes ago, and Ana has signed in."""

import pytest

from tests.browsing import lately, signed_in


@pytest.fixture
def story(cast):
    """The cast, who act so many minutes before now: `at=90`."""
    return lately(cast)


@pytest.fixture
def ana(cast):
    """Ana's browser."""
    return signed_in(cast.ana.person)


@pytest.fixture
def ana_on_gold(cast):
    """Ana's browser, whose customer is entitled to Gold."""
    cast.entitle(cast.acme, "gold")
    return signed_in(cast.ana.person)


@pytest.fixture
def case(story):
    """Ana's case on a plan with phone, of severity 3; Eve has it and has answered an hour ago."""
    opened = story.open_case(plan="platinum", severity=3, at=70)
    story.eve.takes(opened, at=65)
    story.eve.replies(opened, at=60)
    return opened
