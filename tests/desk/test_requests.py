"""Requests to other groups on the desk: made on a case, worked off in a group's queue, hidden from outside (O3.4)."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundial.models import CLOCKWORK, Person, database_now, viewing
from sundial.protocol.number import number_of
from tests.browsing import lately, sent, signed_in, words
from tests.database import as_role, run
from tests.desk.pages import facts, page

TOMORROW = "%Y-%m-%dT%H:%M"


@pytest.fixture
def story(cast):
    return lately(cast)


@pytest.fixture
def case(story):
    return story.open_case(plan="gold", severity=2, at=60, subject="Table fills up")


@pytest.fixture
def pauline(cast):
    """One of Engineering, signed in."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        player = cast._staff("Pauline", "engineer", "emea")
        Person.objects.filter(pk=player.person.pk).update(group="engineering")
    return signed_in(player.person)


def local(hours):
    """Return an instant so many hours from now as a browser writes it; the cast reads UTC."""
    return (database_now() + timedelta(hours=hours)).strftime(TOMORROW)


def ask(client, case, **fields):
    given = {"group": "engineering", "text": "Who fills the table?", "due": local(3), **fields}
    return client.post(f"/desk/cases/{case.number}/requests", sent(**given))


def last(case):
    return len(facts(case))


def act(client, case, request, verb, **fields):
    return client.post(f"/desk/cases/{case.number}/requests/{request}/{verb}", sent(**fields))


def questions(html):
    return re.findall(r'class="q">([^<]+)<', html)


def test_a_request_is_made_on_the_case_and_stands_beside_the_talk_and_in_it_as_a_note(eve, case):
    assert ask(eve, case).status_code == 302
    html = page(eve, f"/desk/cases/{case.number}")

    assert "Asked of other groups" in html
    assert re.search(
        r'aria-label="Internal note">(?:(?!</article>).)*asked Engineering.*Who fills the table\?', html, re.S
    )
    assert "nobody has taken it, due" in words(eve.get(f"/desk/cases/{case.number}"))


def test_the_form_offers_the_default_due_time_on_the_case_s_calendar_and_says_who_hears(cast, eve, case, pauline):
    html = page(eve, f"/desk/cases/{case.number}/requests")

    assert re.search(r'type="datetime-local" required value="\d{4}-\d\d-\d\dT\d\d:\d\d"', html)
    assert "1 business day unless you say otherwise" in html
    assert "Pauline hears of it" in html
    assert "Nobody of theirs is here: Dan, Max hear of it" in html


def test_only_those_inside_the_wall_hear_and_no_other_is_named(cast, eve, story, pauline):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(name="Amy").update(group="engineering")
    hidden = story.opens(cast.restricted("emea"), at=30)
    html = page(eve, f"/desk/cases/{hidden.number}/requests")

    assert "Pauline hears of it" in html
    assert "Nobody of theirs is here: Dan hears of it" in html
    assert not re.search(r"\bAmy\b", html)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"group": ""}, "Choose whom you ask."),
        ({"group": "astrology"}, "The protocol has no such group."),
        ({"text": "  "}, "Write what you need to know."),
        ({"text": "x" * 20_001}, "That is longer than 20,000 characters"),
        ({"due": ""}, "Say by when you need the answer."),
        ({"due": "soon"}, "That is no time"),
        ({"due": "2026-02-30T10:00"}, "That is no time"),
        ({"due": "2020-01-01T10:00"}, "That time is over"),
        ({"due": "9999-12-31T23:59"}, "That time is too far ahead"),
        ({"key": "none"}, "This form has gone stale"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence_and_what_was_typed_stays(eve, case, fields, says):
    given = {"group": "sales", "text": "What <b>plan</b> is it?", **fields}
    before = last(case)
    answer = ask(eve, case, **given)
    html = unescape(answer.content.decode())

    assert answer.status_code == 422
    assert says in html
    assert last(case) == before
    assert f"{given['text']}</textarea>" in html
    if given["group"] == "sales":
        assert 'value="sales" required checked' in html


def test_a_double_click_asks_once(eve, case):
    key = str(uuid4())
    for _ in range(2):
        assert ask(eve, case, key=key).status_code == 302
    assert [kind for kind, _ in facts(case)].count("resource-asked") == 1


def test_a_group_s_people_land_on_their_own_queue_sorted_by_due_time_with_what_is_late_in_red(eve, case, pauline):
    for text, hours, group in (("Later", 9, "engineering"), ("Sooner", 2, "engineering"), ("Sold?", 3, "sales")):
        ask(eve, case, text=text, due=local(hours), group=group)
    with as_role("postgres"):
        run("UPDATE resource_request SET due_at = now() - interval '20 minutes' WHERE seq = 2")
        run("UPDATE clock SET due_at = now() - interval '20 minutes', started_at = now() - interval '1 day',"
            " outcome = 'breached' WHERE promise = 'resource-answer' AND about = 2")  # fmt: skip
    html = page(pauline, "/desk/requests")

    assert questions(html) == ["Later", "Sooner"]
    assert html.count('class="late"') == 1
    assert "20 min late" in html
    assert re.search(r'Asked of my group <span class="n hot">2<span class="vh"> open, 1 late', html)
    assert questions(page(pauline, "/desk/requests?group=sales")) == ["Sold?"]
    everybody = page(eve, "/desk/requests")
    assert questions(everybody) == ["Later", "Sooner", "Sold?"]
    assert 'Asked of groups <span class="n hot">3' in everybody
    assert questions(page(eve, "/desk/requests?group=%00")) == questions(everybody)


def test_the_queue_of_a_group_knows_nothing_of_what_the_reader_may_not_see(cast, eve, story, pauline):
    hidden = story.opens(cast.restricted("emea"), at=30, subject="CANARY-SUBJECT")
    ask(eve, hidden, text="CANARY-QUESTION")
    request = last(hidden)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(name="Amy").update(group="engineering")
    amy = signed_in(cast.amy.person)
    there = page(amy, "/desk/requests")

    assert questions(page(pauline, "/desk/requests")) == ["CANARY-QUESTION"]
    assert "CANARY" not in there
    assert 'Asked of my group <span class="n">0' in there
    for verb, more in (("", {}), ("/ownerships", {}), ("/answers", {"text": "No"}), ("/withdrawals", {"reason": "No"})):
        seen = [
            amy.post(f"/desk/cases/{number}/requests/{request}{verb}", sent(**more)) if verb
            else amy.get(f"/desk/cases/{number}/requests/{request}")
            for number in (hidden.number, number_of(7))
        ]  # fmt: skip
        assert [answer.status_code for answer in seen] == [404, 404]
        assert seen[0].content == seen[1].content


def test_it_is_taken_from_the_queue_and_answered_and_the_answer_stands_on_the_case(eve, case, pauline):
    ask(eve, case)
    request = last(case)
    assert act(pauline, case, request, "ownerships", seen="", back="queue")["Location"] == "/desk/requests"
    assert "Pauline has it" in words(eve.get(f"/desk/cases/{case.number}"))

    assert act(pauline, case, request, "answers", text="The aging timer is **gone**.").status_code == 302
    html = page(eve, f"/desk/cases/{case.number}/requests/{request}")
    assert "<strong>gone</strong>" in html
    assert "answered by Pauline" in words(eve.get(f"/desk/cases/{case.number}"))
    assert questions(page(pauline, "/desk/requests")) == []


def test_of_two_who_take_it_the_second_learns_who_was_first(cast, eve, case, pauline):
    ask(eve, case)
    request = last(case)
    act(pauline, case, request, "ownerships", seen="")
    answer = act(signed_in(cast.ned.person), case, request, "ownerships", seen="")

    assert answer.status_code == 422
    assert "Somebody was quicker: Pauline has this request now." in answer.content.decode()


@pytest.mark.parametrize(("verb", "field"), [("answers", "text"), ("withdrawals", "reason")])
def test_words_that_came_too_late_or_are_too_many_are_refused_and_kept(eve, case, pauline, verb, field):
    ask(eve, case)
    request = last(case)
    for text in (" ", "x" * 20_001):
        assert act(eve, case, request, verb, **{field: text}).status_code == 422
    act(pauline, case, request, "answers", text="The timer.")
    answer = act(eve, case, request, verb, **{field: "My <own> words"})

    assert answer.status_code == 422
    assert "this request is settled" in answer.content.decode()
    assert "My <own> words</textarea>" in unescape(answer.content.decode())


def test_who_did_not_ask_is_not_offered_to_withdraw_and_may_not(cast, eve, case, pauline):
    ask(eve, case)
    request = last(case)
    assert "Withdraw it" in page(eve, f"/desk/cases/{case.number}/requests/{request}")
    assert "Withdraw it" not in page(pauline, f"/desk/cases/{case.number}/requests/{request}")

    assert "Only who asked" in act(pauline, case, request, "withdrawals", reason="No.").content.decode()
    assert act(eve, case, request, "withdrawals", reason="Found it.").status_code == 302
    assert "withdrawn by Eve" in words(eve.get(f"/desk/cases/{case.number}"))


def test_a_request_that_never_was_is_not_there(eve, case):
    assert eve.get(f"/desk/cases/{case.number}/requests/1").status_code == 404
    assert act(eve, case, 99, "answers", text="Hm").status_code == 404


def test_on_a_case_that_has_ended_nothing_is_asked(cast, eve, case, story):
    ask(eve, case)
    request = last(case)
    cast.eve.resolves(case, at=1, text="Done.")
    assert "has ended" in page(eve, f"/desk/cases/{case.number}/requests")
    assert "resolved already" in ask(eve, case).content.decode()
    assert "ended with the case" in page(eve, f"/desk/cases/{case.number}/requests/{request}")


def test_an_alert_leads_the_group_to_what_it_is_asked(eve, case, pauline):
    ask(eve, case)
    assert f"Your group is asked for something on {case.number}" in page(pauline, "/desk/alerts")


def test_the_number_of_queries_does_not_grow_with_the_requests(eve, case, pauline):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            page(pauline, "/desk/requests")
        return len(seen)

    ask(eve, case)
    asked()
    before = asked()
    for _ in range(12):
        ask(eve, case)
    assert asked() == before
