"""What is said by the rows alone is what is said by the histories, to the hash and to the person."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from sundial.commands.said_rows import SaidRows
from sundial.commands.sla import by_histories, say
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Clock, viewing
from sundial.models.case import PROJECTED
from tests.database import as_role, run
from tests.releasing import Shop
from tests.whole_life import WholeLife

WRITTEN = (
    "SELECT case_id, seq, kind, person_id, promise, cycle, due_at, text, at, asks_at FROM alert ORDER BY 1, 2, 3, 4",
    "SELECT case_id, seq, at, recorded_at, side, kind, what, public, text, words, hash FROM fact ORDER BY 1, 2",
    "SELECT case_id, promise, cycle, check_at, outcome, soon_said, breach_said FROM clock ORDER BY 1, 2, 3",
    f"SELECT id, {', '.join(PROJECTED)} FROM support_case ORDER BY id",
)
MOMENTS = (0, 1, 2, 5, 24, 24 * 4, 24 * 30)  # hours after the story


@pytest.fixture
def lives(cast):
    """Two customers' whole lives, one of them behind a wall; cases that nobody owns, or whose owner is gone."""
    shop, rita = Shop(cast), cast.restricted("emea")
    cast.entitle(cast.acme, "platinum")
    cast.entitle(rita.person.organization, "gold")
    told = [WholeLife(cast, shop, cast.ana, "KNOWN"), WholeLife(cast, shop, rita, "SECRET")]
    nobodys = [cast.open_case(plan=plan, severity=2, at="Mon 12:00") for plan in ("gold", "silver", "gold")]
    cast.ned.takes(nobodys[0], at="Mon 12:10")
    cast.leaves(cast.ned)
    shop.moves(shop.release, "2030-03-27 10:00", at="Mon 16:00")
    for life in told:
        life.after()
    return cast.at("Mon 16:30")


def written() -> list[list[tuple[Any, ...]]]:
    return [run(statement) for statement in WRITTEN]


def test_by_rows_and_by_histories_the_same_is_said(lives):
    explained = left = 0
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for hours in MOMENTS:
            now = lives + timedelta(hours=hours)
            due = [clock.pk for clock in Clock.objects.wanting_attention(now)]
            by_rows = SaidRows(now)
            by_rows.gather(due)
            mark = transaction.savepoint()
            by_histories(Clock.objects.filter(pk__in=due).order_by("case_id", "due_at", "pk"), now)
            theirs = written()
            transaction.savepoint_rollback(mark)
            said = say(due, now=now)
            assert written() == theirs
            assert list(verify(Proof())) == []
            explained, left = explained + len(by_rows.said), left + len(said) - len(by_rows.said)
    assert explained > 10
    assert left > 3
