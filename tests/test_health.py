"""Health: red when nobody looks, when nobody works, and when word does not get out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction

from sundial.jobs import pulse
from sundial.jobs.health import health
from sundial.models import CLOCKWORK, database_now, viewing
from tests.database import as_role, run

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def as_clockwork(ask: Callable[[], object]) -> object:
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        return ask()


def test_health_is_red_until_somebody_looks_and_red_again_when_nobody_does(cast, at):
    assert health(NOW).wrong == ("clockwork has never looked",)

    as_clockwork(lambda: run("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    as_clockwork(pulse.leave)
    now = database_now()
    assert health(now).ok
    assert "clockwork has not looked since" in " ".join(health(now + timedelta(seconds=16)).wrong)


def test_health_is_red_when_an_alert_waits_for_more_than_a_minute(cast, at, tick):
    cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    tick("Mon 10:00")
    as_clockwork(lambda: run("INSERT INTO procrastinate_workers DEFAULT VALUES"))
    as_clockwork(pulse.leave)
    now = database_now()
    assert health(now + timedelta(seconds=10)).ok
    assert "an alert waits to be delivered since" in " ".join(health(now + timedelta(seconds=61)).wrong)
