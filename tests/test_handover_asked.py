"""O2.7: from the moment that a restriction is asked for, no handover takes a case out; and who answers is there."""

import pytest

from sundial.commands.handover import CannotReceive
from sundial.commands.moving_walls import ask_restriction
from sundial.models import CLOCKWORK, viewing
from sundial.models.presence import say_presence
from sundial.protocol.presence import Said
from tests.database import as_role
from tests.handing import offers, owner_of


@pytest.fixture
def case(cast):
    """Eve's, answered; nothing of it falls due before the evening."""
    opened = cast.open_case(plan="gold", severity=3, at="Mon 2026-03-02 09:00")
    cast.eve.replies(opened, at="Mon 09:05")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def asks(cast, *regions):
    with viewing(cast.dan.person):
        ask_restriction(cast.acme, regions, by=cast.dan.person, now=cast.at("Mon 14:10"))


def test_what_lies_offered_outside_stays_with_its_owner_at_its_limit(cast, case, tick):
    offers(cast.eve, case, at="Mon 14:05")
    asks(cast, "emea")
    assert tick("Mon 15:00") == ["Dan, Max: handover missed, was due 15:00 UTC"]
    assert owner_of(case) == "Eve"


def test_nothing_is_offered_outside_to_a_region_or_by_name(cast, case, tick):
    asks(cast, "emea")
    for to in ("americas", cast.amy):
        with pytest.raises(CannotReceive):
            offers(cast.eve, case, at="Mon 14:15", to=to)
    offers(cast.eve, case, at="Mon 14:15", to=cast.ned)


def test_a_duty_manager_who_is_there_answers_before_one_who_is_away(cast, case, tick):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        mia = cast._staff("Mia", "duty-manager", "americas")
    offers(cast.eve, case, at="Mon 14:05")
    with viewing(cast.max.person):
        say_presence(cast.max.person.pk, Said.AWAY, cast.at("Mon 14:06"))
    tick("Mon 15:00")
    assert owner_of(case) == mia.person.name


def test_where_every_duty_manager_is_away_one_answers_all_the_same(cast, case, tick):
    offers(cast.eve, case, at="Mon 14:05")
    with viewing(cast.max.person):
        say_presence(cast.max.person.pk, Said.AWAY, cast.at("Mon 14:06"))
    tick("Mon 15:00")
    assert owner_of(case) == "Max"
