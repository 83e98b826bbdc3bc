"""What a customer asks for by phone or in a letter, taken down at the desk: the case climbs (O7.1 to O7.4, O8.4)."""

from datetime import timedelta

import pytest

from sundial.models import CLOCKWORK, Clock, database_now, viewing
from tests.browsing import lately, sent, signed_in, words
from tests.climbing_story import escalates, rungs
from tests.database import as_role
from tests.desk.pages import facts, page

CALL = {"rung": "3", "who": "Ana", "text": "Nobody called back."}


@pytest.fixture
def story(cast):
    return lately(cast)


@pytest.fixture
def case(story):
    opened = story.open_case(plan="platinum", severity=3, at=90)
    story.eve.takes(opened, at=84)
    return opened


@pytest.fixture
def eve(story):
    return signed_in(story.eve.person)


def local(minutes):
    return (database_now() - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def takes(client, case, **fields):
    return client.post(f"/desk/cases/{case.number}/calls", sent(**{"at": local(0), **CALL, **fields}))


def test_a_call_is_taken_on_its_own_rung_and_counts_from_when_it_came(story, case, eve):
    assert f"/desk/cases/{case.number}/calls?rung=3" in page(eve, f"/desk/cases/{case.number}")
    answer = takes(eve, case, at=(came := local(20)))
    assert answer.status_code == 302
    assert answer.url == f"/desk/cases/{case.number}/escalation"
    assert rungs(case) == [(3, "", False, True)]
    assert ("escalated", "Ana called and asked for the Duty Manager.\n\nNobody called back.") in facts(case)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        started = Clock.objects.get(case=case, promise="escalation-answer").started_at
    assert f"{started:%Y-%m-%dT%H:%M}" == came


def test_a_request_says_what_is_asked_for_and_nobody_is_asked_to_agree_to_their_own_wish(story, case, eve):
    said = words(takes(eve, case, rung="1"))
    assert "Choose what they ask for." in said
    assert "Choose the severity that they ask for." in words(takes(eve, case, rung="1", asks="severity-change"))
    assert takes(eve, case, rung="1", asks="severity-change", severity="1").status_code == 302
    said = "Ana asked for it.\n\nNobody called back.\n\nSeverity asked for: 1."
    assert ("escalated", said) in facts(case)
    assert "severity-asked" not in dict(facts(case))
    assert case.severity == 3


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"rung": ""}, "Choose what they asked for."),
        ({"rung": "9"}, "The protocol has no such step."),
        ({"at": "soon"}, "That is no time"),
        ({"at": "2031-01-01T00:00"}, "Name a time from"),
        ({"at": "0001-01-01T00:00"}, "Name a time from"),
        ({"who": " "}, "Say who it was."),
        ({"text": " "}, "Write what they said."),
        ({"text": "a\0b"}, "NUL"),
    ],
)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(story, case, eve, fields, says):
    answer = takes(eve, case, **fields)
    assert answer.status_code == 422
    assert says in words(answer)
    kept = {**CALL, **fields}
    assert f">{kept['text']}</textarea>" in answer.content.decode()
    assert f'value="{kept["who"]}"' in answer.content.decode()
    assert rungs(case) == []


def test_the_second_who_takes_it_learns_who_has_it_and_a_plan_without_phone_has_no_call(story, case, eve):
    escalates(story.eve, case, 3, at=20)
    said = words(takes(eve, case))
    assert "This case is escalated already, on rung 3: the team was told, and somebody takes it now." in said
    assert "The case stands on rung 3 already." in said
    silver = story.open_case(plan="silver", severity=3, at=30)
    assert "Note an escalation" in words(eve.get(f"/desk/cases/{silver.number}"))
    assert "Silver does not include phone" in words(takes(eve, silver))
    assert takes(eve, silver, rung="4").status_code == 302
    story.eve.resolves(case, at=5, text="It runs again.")
    assert "This case has ended" in words(eve.get(f"/desk/cases/{case.number}/calls"))
