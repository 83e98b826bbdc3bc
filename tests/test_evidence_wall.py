"""Who may read the alerts of all of the team on a case: the staff who see it, and the desk's own hands (O2.7)."""

import pytest

from sundial.models import CLOCKWORK, Alert, viewing
from tests.database import as_role, run


def told_on(case):
    """Return to whom word was owed on a case, as whoever is viewing may know it."""
    return {person for (person,) in run("SELECT DISTINCT person_id FROM sundial_alerts(%s)", [case.pk])}


def test_staff_who_see_a_case_read_whom_it_was_told_to_and_in_the_app_still_their_own_alone(cast, secret):
    with viewing(cast.ned.person):
        assert told_on(secret) == {cast.eve.person.pk, cast.dan.person.pk}
        assert not Alert.objects.exists()
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert told_on(secret) == {cast.eve.person.pk, cast.dan.person.pk}


@pytest.mark.parametrize("who", ["rita", "ana", "amy", "max"])
def test_neither_a_customer_nor_staff_outside_the_wall_read_any(who, cast, rita, secret):
    player = rita if who == "rita" else getattr(cast, who)
    with viewing(player.person):
        assert told_on(secret) == set()


def test_nobody_and_a_mere_claim_to_be_clockwork_read_none(cast, secret):
    assert told_on(secret) == set()
    with viewing(CLOCKWORK):  # as the web, where that name means nothing
        assert told_on(secret) == set()
