"""/health says ok or degraded to whoever asks, and what is wrong to the staff alone."""

from datetime import timedelta

import pytest

from sundial.models import CLOCKWORK, Pulse, database_now, viewing
from tests.browsing import signed_in, visitor
from tests.database import as_role


def beats(**more):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        now = database_now()
        fields = {"looked_at": now, "worker_at": now} | {
            key: now - ago if isinstance(ago, timedelta) else ago for key, ago in more.items()
        }
        Pulse.objects.update_or_create(pk=1, defaults=fields)


def test_a_desk_that_keeps_watch_is_ok(db):
    beats()
    answer = visitor().get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"looked_at": timedelta(minutes=1)},
        {"worker_at": timedelta(minutes=1)},
        {"worker_at": None},
        {"waiting_since": timedelta(minutes=5)},
    ],
)
def test_one_that_does_not_is_degraded_and_says_no_more_than_that(cast, wrong):
    beats(**wrong)
    for client in (visitor(), signed_in(cast.ana.person)):
        answer = client.get("/health")
        assert (answer.status_code, answer.json()) == (503, {"status": "degraded"})
        assert "no-store" in answer["Cache-Control"]


def test_a_desk_whose_clockwork_never_looked_is_degraded(db):
    assert visitor().get("/health").status_code == 503


def test_the_staff_are_told_what_is_wrong_and_since_when(cast):
    beats(waiting_since=timedelta(minutes=5), undeliverable=2)
    eve = signed_in(cast.eve.person)
    page, told = eve.get("/health", headers={"Accept": "text/html"}), eve.get("/health?format=json").json()

    assert "An alert waits to be delivered since" in page.content.decode()
    assert "here is mail that could not be delivered" in page.content.decode()
    assert told["wrong"][0].startswith("an alert waits to be delivered since")
    assert told["notes"] == ["there is mail that could not be delivered"]
