"""/health says ok or degraded to whoever asks, and what is wrong to the staff alone."""

from datetime import timedelta

import pytest

from sundial.jobs import health
from sundial.models import CLOCKWORK, Pulse, database_now, viewing
from sundial.web import when
from sundial.web.access import zone_of
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
        {"asked_at": timedelta(seconds=21)},
        {"asked_at": timedelta(seconds=52), "arrived_at": timedelta(seconds=51)},
        {"unheard": True},
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
    beats(waiting_since=timedelta(minutes=5), parked=2)
    eve = signed_in(cast.eve.person)
    page, told = eve.get("/health", headers={"Accept": "text/html"}), eve.get("/health?format=json").json()

    assert "An alert waits to be delivered since" in page.content.decode()
    assert "lockwork has set aside what it could not read" in page.content.decode()
    assert told["wrong"][0].startswith("an alert waits to be delivered since")
    assert told["notes"] == ["clockwork has set aside what it could not read"]


PAGES = ("/desk/", "/desk/alerts", "/desk/board", "/desk/board/screen", "/desk/people")


@pytest.mark.parametrize("wrong", ["looked_at", "worker_at", "asked_at"])
def test_every_page_of_the_desk_says_since_when_alerts_are_late_and_ceases_to(cast, wrong):
    eve, ana = signed_in(cast.eve.person), signed_in(cast.ana.person)
    for ago, late in ((timedelta(minutes=59), True), (timedelta(seconds=9), False)):
        beats(**{wrong: ago})
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            now = database_now()
        says = f"Alerts delayed since {{}}{when.short(now - ago, now, zone_of(cast.eve.person))}"
        for page in (*PAGES, "/desk/delay", "/desk/side"):
            zone = "UTC" if page.endswith("screen") else cast.eve.person.zone
            assert ("Alerts delayed since" in eve.get(page).content.decode()) is late, (page, zone)
        assert (says.format("").split()[-1] in eve.get("/desk/delay").content.decode()) is late
        assert "Alerts delayed" not in ana.get("/").content.decode()


def test_what_waits_or_was_given_up_on_a_case_is_on_no_page_for_it_could_be_behind_a_wall(cast):
    beats(waiting_since=timedelta(minutes=5), unheard=True)
    assert "Alerts delayed" not in signed_in(cast.eve.person).get("/desk/").content.decode()


def test_a_desk_that_was_just_started_has_its_first_seconds_and_no_more(db, monkeypatch):
    beats(looked_at=timedelta(days=1), worker_at=timedelta(days=1))
    monkeypatch.setattr(health._Start, "at", None)  # and so again after this test
    health.begin()
    answer = visitor().get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "starting"})

    monkeypatch.setattr(health._Start, "at", health.monotonic() - health.STARTING)
    assert visitor().get("/health").status_code == 503


def test_the_page_of_health_says_what_to_do_and_what_the_mail_server_answered(cast):
    beats(asked_at=timedelta(minutes=2), problem="450 come back later")
    page = signed_in(cast.eve.person).get("/health", headers={"Accept": "text/html"}).content.decode()

    assert "The synthetic alert has not arrived, that was asked for since" in page
    assert "SUNDIAL_SMTP_URL" in page
    assert "450 come back later" in page
