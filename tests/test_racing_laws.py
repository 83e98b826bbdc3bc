"""A press of Escalate beside whatever else happens to the case at that moment comes to what some order would (R16).

Real connections under the web's role. A short slice here; 2,000 schedules in `bin/soak`.
"""

import os
from random import Random

import pytest
from django.db import connections, transaction

from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, viewing
from sundial.outside.postgres import SUPERUSER
from tests import database
from tests.browsing import lately
from tests.database import as_role
from tests.falling import as_web
from tests.racing import VERBS, Racing

SCHEDULES = 2_000 if os.environ.get("SUNDIAL_SOAK") else 2
ENDS = {"resolves", "merges"}  # after which nobody escalates, and which an escalation keeps from being done
OTHERS = [verb for verb in VERBS if verb != "escalates"]


@pytest.fixture
def racing(desk):
    database.enter(desk.address, SUPERUSER, desk.name)
    as_web()
    with transaction.atomic():
        racing = Racing(lately(desk.cast))
    racing.prepare()
    yield racing
    connections.close_all()


def holds(racing, verbs):
    came = racing.together(verbs)
    assert came in racing.in_any_turn(verbs), verbs


def test_a_press_beside_any_other_act_comes_to_what_one_of_both_orders_would(racing):
    for other in OTHERS:
        orders = racing.in_any_turn(["escalates", other])
        assert any(all(not why for _, why in said) for said, *_ in orders) or other in ENDS, "they never meet"
        holds(racing, ["escalates", other])
    chance = Random(16)
    for _ in range(SCHEDULES):
        holds(racing, ["escalates", *chance.sample(OTHERS, chance.choice((1, 2)))])
    with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(verify(Proof())) == []
