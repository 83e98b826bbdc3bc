"""O2.3: the handover of one case, from its own page: what waits stands beside the talk, and is answered there."""

from uuid import uuid4

import pytest

from sundial.models import Handover, viewing
from tests.browsing import lately, sent, signed_in, words
from tests.handing import owner_of


@pytest.fixture
def case(cast):
    """Eve's, answered an hour ago."""
    opened = lately(cast).open_case(plan="gold", severity=2, at=70)
    cast.eve.replies(opened, at=60)
    cast.eve.takes(opened, at=59)
    return opened


@pytest.fixture
def eve(cast):
    return signed_in(cast.eve.person)


@pytest.fixture
def amy(cast):
    return signed_in(cast.amy.person)


def page(case, rest=""):
    return f"/desk/cases/{case.number}{rest}"


def gives(client, case, **fields):
    soon = {"to": "americas", "due": "2999-01-01T00:00", f"text-{case.number}": "Packet: the timer.", "seen": "0"}
    return client.post(page(case, "/handover"), {"key": str(uuid4()), **soon, **fields})


def due(client, case):
    """Return the time that the form proposes."""
    return client.get(page(case, "/handover")).context["due"]


def test_a_case_is_given_read_asked_about_accepted_and_withdrawn_from_its_own_page(cast, case, eve, amy):
    assert "Being handed" not in words(eve.get(page(case)))
    answer = gives(eve, case, due=due(eve, case))
    assert (answer.status_code, answer["Location"]) == (302, page(case, "/handover"))

    said = words(amy.get(page(case)))
    assert "Being handed to Americas Eve gives it. It waits to be accepted by" in said
    assert "Accept it Read the packet, or ask back" in said
    assert "Accept it" not in words(eve.get(page(case)))
    assert "Packet: the timer." in words(amy.get(page(case, "/handover")))

    with viewing(cast.eve.person):
        named = f"{case.number}:{Handover.objects.get(case=case).seq}"
    asks = sent(one=named, back="case", **{f"question-{case.number}": "Which build?"})
    assert amy.post("/desk/handover/questions", asks)["Location"] == page(case, "/handover")
    assert "Something is asked back." in words(eve.get(page(case)))
    assert "Asked back Which build?" in words(eve.get(page(case, "/handover")))

    assert eve.post("/desk/handover/withdrawals", sent(one=named, back="case")).status_code == 302
    assert "Being handed" not in words(amy.get(page(case)))
    gives(eve, case, due=due(eve, case), to=f"americas:{cast.amy.person.pk}")
    with viewing(cast.eve.person):
        named = f"{case.number}:{Handover.objects.get(case=case).seq}"
    assert amy.post("/desk/handover/acceptances", sent(one=named, back="case")).status_code == 302
    assert owner_of(case) == "Amy"
    assert "Only its owner" in words(eve.get(page(case, "/handover")))


def test_what_is_refused_stands_as_it_was_typed(case, eve):
    for wrong in ({"due": "soon"}, {"due": "2999-01-01T00:00"}, {"to": "emea"}):
        answer = gives(eve, case, **({"due": due(eve, case)} | wrong), **{f"mood-{case.number}": "upset"})
        assert answer.status_code == 422
        said = answer.content.decode()
        assert "Not handed over." in said
        assert "Packet: the timer." in said
        assert '<option value="upset" selected>' in said
