"""Agreements on the desk: proposed with what they move, or noted in the customer's own words (O6.2)."""

import re
from uuid import uuid4

import pytest

from tests.browsing import lately, words
from tests.desk.pages import facts, field, page

DAILY = {"promise": "diagnosis-update", "how": "every", "number": 1, "unit": "business days"}


@pytest.fixture
def story(cast):
    return lately(cast)


@pytest.fixture
def case(story):
    """Ana's case of severity 1 on Platinum: answered half an hour ago, the update is due in an hour and a half."""
    case = story.open_case(plan="platinum", severity=1, at=40)
    story.eve.takes(case, at=35)
    story.eve.replies(case, at=30)
    return case


def at(case, rest=""):
    return f"/desk/cases/{case.number}/agreements{rest}"


def send(client, case, rest="/proposals", **fields):
    return client.post(at(case, rest), {"key": str(uuid4()), **fields})


def kinds(case):
    return [kind for kind, _ in facts(case)]


def test_without_any_the_page_says_that_the_table_counts(case, eve):
    assert "Nothing is agreed on this case: the table counts." in words(eve.get(at(case)))


def test_a_look_shows_what_it_moves_and_suggests_words_and_does_nothing(case, eve):
    before = kinds(case)
    answer = send(eve, case, "/looks", **DAILY)
    said = words(answer)

    assert answer.status_code == 200
    assert re.search(r"If they agree, it moves Update \S.* instead of ", said)
    assert "From now on you get an update every business day, instead of every 2 hours." in said
    assert kinds(case) == before


def test_words_that_were_typed_are_never_replaced_by_suggested_ones(case, eve):
    assert "My own words.</textarea>" in send(eve, case, "/looks", **DAILY, text="My own words.").content.decode()
    drafted = field(send(eve, case, "/looks", **DAILY).content.decode(), "drafted")
    changed = send(eve, case, "/looks", **{**DAILY, "number": 2}, text=drafted, drafted=drafted)
    assert "every 2 business days, instead of every 2 hours.</textarea>" in changed.content.decode()


def test_a_call_is_named_in_the_words_that_the_customer_confirms(case, eve):
    call = {"by_call": "yes", "called": "Ana", "called_at": "2026-03-02T14:05"}
    said = words(send(eve, case, "/looks", **DAILY, **call))
    assert "As we said in our call with Ana, Monday 2 March, 14:05 Bucharest time: from now on" in said


def test_a_proposal_is_made_shown_and_taken_back(case, eve):
    assert send(eve, case, **DAILY, text="Once a day?").status_code == 302
    assert facts(case)[-1] == ("agreement-proposed", "Once a day?")
    assert "proposed" in page(eve, f"/desk/cases/{case.number}").partition('id="facts"')[2]
    html = page(eve, at(case))
    assert "An update every business day" in html
    assert "waits for an answer" in html
    assert "with another severity, when the fix has its release date" in html

    address = re.search(r'agreements(/\d+/refusals)"', html)[1]
    assert send(eve, case, address).status_code == 302
    assert kinds(case)[-1] == "agreement-declined"
    assert "taken back" in words(eve.get(at(case)))


def test_what_the_customer_wrote_is_noted_beside_their_words_and_withdrawn(story, case, eve):
    story.ana.writes(case, at=20, text="Once a day is enough.")
    html = page(eve, at(case))
    assert "Once a day is enough." in html
    evidence = re.search(r'name="evidence" value="(\d+)"', html)[1]
    assert send(eve, case, "", **DAILY, text="Once a day.", evidence=evidence).status_code == 302
    assert kinds(case)[-1] == "agreement-made"

    html = page(eve, at(case))
    said = words(eve.get(at(case)))
    assert re.search(r"Agreed by Ana, in their own words, .* Once a day is enough\. Noted by Eve\.", said)
    assert re.search(r"It moved the promise that ran to \S.* instead of ", said)
    address = re.search(r'agreements(/\d+/withdrawals)"', html)[1]
    assert send(eve, case, address).status_code == 302
    assert kinds(case)[-1] == "agreement-ended"
    assert send(eve, case, address).status_code == 422


@pytest.mark.parametrize("evidence", ["", "2", "99", "x"])
def test_nothing_is_noted_as_agreed_without_the_customers_own_message(case, eve, evidence):
    answer = send(eve, case, "", **DAILY, text="They said so.", evidence=evidence)
    assert answer.status_code == 422
    assert "They said so.</textarea>" in answer.content.decode()
    assert "agreement-made" not in kinds(case)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"number": ""}, "Say how often it shall come."),
        ({"number": 0}, "a number from 1 to 999"),
        ({"how": "due_by"}, "Say by when the next one shall come."),
        ({"how": "silent_until"}, "Say until when nothing shall come."),
        ({"how": "due_by", "due_by": "2020-01-01T10:00"}, "That instant is past."),
        ({"how": "due_by", "due_by": "soon"}, "Write the moment as a date and an hour."),
        ({"how": "silent_until", "silent_until": "2027-03-28T03:30"}, "The clocks of Bucharest jump over that hour"),
        ({"until": "2020-01-01T10:00"}, "That instant is past."),
        ({"promise": "first-response"}, "nothing to agree on"),
        ({"text": " "}, "Say it in words as well"),
        ({"how": ""}, "Choose what shall hold."),
    ],
)
def test_what_cannot_be_proposed_is_refused_in_one_sentence_and_loses_nothing(case, eve, fields, problem):
    answer = send(eve, case, **{**DAILY, "text": "Words.", **fields})
    assert answer.status_code == 422
    assert problem in words(answer)
    if fields.get("text", "Words.").strip():
        assert "Words.</textarea>" in answer.content.decode()
    assert "agreement-proposed" not in kinds(case)


def test_a_promise_that_is_late_is_moved_by_nothing(story, eve):
    case = story.open_case(plan="platinum", severity=1, at=300)
    story.eve.replies(case, at=290)
    answer = send(eve, case, promise="diagnosis-update", how="due_by", due_by="2199-01-01T10:00", text="Later.")
    assert "It is late already" in words(answer)
