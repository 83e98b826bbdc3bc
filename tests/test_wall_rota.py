"""The rota behind the wall: the staff see all of it, contacts nothing; what is written of it is kept (O2.7)."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, transaction

from sundial.models import RotaChange, RotaFeed, RotaPattern, rota_head, viewing
from tests.database import as_role, run
from tests.shifting import Rota


@pytest.fixture
def rota(cast):
    return Rota(cast)


def test_contacts_see_nothing_of_the_rota_and_the_staff_all_of_it(cast, rota):
    for player, seen in ((cast.ana, False), (cast.eve, True), (cast.amy, True)):
        with viewing(player.person):
            assert RotaPattern.objects.exists() is seen
            assert (rota_head().pattern is not None) is seen
    assert rota_head() == (None, None)  # nobody is viewing


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker", "sundial_owner"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET key = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_written_of_the_rota_is_kept_also_from_the_owners_hands(rota, role, statement):
    with as_role(role), pytest.raises(DatabaseError), transaction.atomic():
        run(statement.format("rota_pattern"))
    with as_role(role), pytest.raises(DatabaseError), transaction.atomic():
        run(statement.format("rota_change").replace("key = 'x'", "what = '{}'"))


def test_nobody_writes_in_anothers_name(cast, rota):
    row = {
        "what": {},
        "since": rota.moment("Tue 00:00"),
        "until": rota.moment("Wed 00:00"),
        "at": rota.moment("Mon 09:00"),
    }
    with viewing(cast.eve.person), pytest.raises(ProgrammingError), transaction.atomic():
        RotaChange.objects.create(seq=1, by=cast.ned.person, **row)
    with viewing(cast.ana.person), pytest.raises(ProgrammingError), transaction.atomic():
        RotaChange.objects.create(seq=1, by=cast.ana.person, **row)


def test_a_leave_to_read_is_seen_by_who_gave_it_alone(cast, rota):
    with viewing(cast.eve.person):
        RotaFeed.objects.create(id=uuid4(), person=cast.eve.person, at=rota.moment("Mon 09:00"))
        assert RotaFeed.objects.count() == 1
    for other in (cast.dan, cast.ana):
        with viewing(other.person):
            assert RotaFeed.objects.count() == 0
