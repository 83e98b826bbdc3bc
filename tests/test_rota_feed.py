"""The rota as a calendar: its address is a bearer token that cannot be guessed, and holds shifts alone."""

import re

import pytest
from icalendar import Calendar

from tests.browsing import sent, signed_in, visitor
from tests.desk.pages import page
from tests.shifting import Lately


@pytest.fixture
def rota(cast):
    return Lately(cast)


@pytest.fixture
def eve(cast):
    return signed_in(cast.eve.person)


def feed_of(client, region=""):
    """Let somebody make an address, and return it."""
    assert client.post("/desk/rota/feeds", sent(region=region)).status_code == 302
    html = page(client, "/desk/rota/feeds")
    return re.search(r'value="http://testserver(/rota/[^"]+\.ics)"', html)[1]


def summaries(answer):
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_calendar_is_read_without_signing_in_by_who_has_its_address(cast, rota, eve):
    own, region = feed_of(eve), feed_of(signed_in(cast.dan.person), "emea")
    answer = visitor().get(own)

    assert summaries(answer) == {"On shift, EMEA"}
    assert "cookie" not in {name.lower() for name in answer.headers}
    assert summaries(visitor().get(region)) == {"Eve, on shift", "Ned, on shift", "Dan, Duty Manager"}
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["dtstart"].dt.isoformat() == f"{rota.monday}T06:00:00+00:00"


def test_an_address_that_is_ended_or_changed_by_a_letter_is_none(cast, rota, eve):
    own = feed_of(eve)
    for wrong in (own[:-5] + ("A" if own[-5] != "A" else "B") + ".ics", "/rota/x.ics", "/rota/%00.ics", "/rota/é.ics"):
        assert visitor().get(wrong).status_code == 404
    assert visitor().post(own).status_code == 405
    feed = re.search(r'name="feed" value="([^"]+)"', page(eve, "/desk/rota/feeds"))[1]
    dan = signed_in(cast.dan.person)
    assert dan.post("/desk/rota/feeds/removals", sent(feed=feed)).status_code == 422
    assert eve.post("/desk/rota/feeds/removals", sent(feed=feed)).status_code == 302
    assert visitor().get(own).status_code == 404
    assert feed_of(eve) != own


def test_the_address_of_who_left_is_none(cast, rota, eve):
    own = feed_of(eve)
    cast.leaves(cast.eve)
    assert visitor().get(own).status_code == 404


def test_a_calendar_holds_no_word_of_a_case(cast, acme, rota, eve):
    text = visitor().get(feed_of(eve)).content.decode()
    assert "CANARY" not in text
    assert acme.number not in text
