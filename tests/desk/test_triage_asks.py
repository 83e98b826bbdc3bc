"""Triage asks for what is missing, and names what may be the same; of what is hidden neither tells anything (O3.1)."""

import re
from html import unescape

import pytest

from tests.browsing import signed_in
from tests.desk.pages import facts, field, page
from tests.desk.triaging import ask, behind_the_desk, kinds, triage


def test_likely_duplicates_are_named_with_their_reason_and_one_that_is_long_resolved_is_not(cast, eve, new):
    twin = cast.opens(cast.ana, at="Mon 09:10", subject="Policy sync hangs", text="After the push of today.")
    old = cast.opens(cast.ana, at="Mon 09:11", subject="Policy sync stalls", text="Since the push.")
    cast.eve.resolves(old, at="Mon 09:20", text="Done.")  # years ago, by the clock of the test

    html = page(eve, f"/desk/cases/{new.number}/triage")
    assert f"/desk/cases/{twin.number}" in html
    assert "same customer, shares “policy”, “sync”, “push”" in html
    assert old.number not in html.partition("alike-h")[2]


def test_a_restricted_case_is_no_duplicate_for_outsiders_and_moves_no_score_of_the_others(cast, new):
    def told():
        html = page(signed_in(cast.amy.person), f"/desk/cases/{new.number}/triage")
        return re.sub(r"\d+ min|value=\"[^\"]+\"", "", html.partition("alike-h")[2].partition("</section>")[0])

    twin = cast.opens(cast.ana, at="Mon 09:10", subject="Policy sync hangs", text="After the push of today.")
    behind_the_desk(product="Gateway")
    before = told()
    assert twin.number in before
    rita = cast.restricted("emea")
    hidden = [cast.opens(rita, at="Mon 09:20", subject="Policy sync stalls", text="CANARY push.") for _ in range(6)]
    behind_the_desk(product="Gateway")
    assert told() == before

    inside = page(signed_in(cast.eve.person), f"/desk/cases/{new.number}/triage")
    assert sum(one.number in inside for one in hidden) >= 4


def test_what_is_missing_is_asked_for_in_one_message_that_answers_and_lets_the_case_wait(cast, eve, new):
    html = page(eve, f"/desk/cases/{new.number}/questions")
    assert "- Which product it is about\n- Which version or build it runs" in unescape(html)
    answer = ask(eve, new, text="Ana, which version is it?")

    assert answer["Location"] == f"/desk/cases/{new.number}?sent=public"
    assert kinds(new) == ["opened", "owner-set", "messaged", "waiting-set"]
    assert facts(new)[2][1] == "Ana, which version is it?"


def test_without_script_what_is_ticked_is_put_into_the_message_by_the_server(cast, eve, new):
    triage(eve, new, complexity="known", version="5.8")
    html = unescape(
        page(eve, f"/desk/cases/{new.number}/questions?ask=What+was+done,+and+what+happened+instead&ask=<x>")
    )
    assert "from you:\n\n- What was done, and what happened instead\n\nPlease" in html
    assert "<x>" not in html
    assert "Logs from when it happened" not in html  # another complexity's

    assert ask(eve, new, ask=["Product and version"], text=" ").status_code == 302
    assert "- Product and version" in facts(new)[-2][1]


@pytest.mark.parametrize("text", ["@Ned knows it", "Dear [name], which version?"])
def test_the_guard_holds_the_questions_too_word_for_word_until_they_are_sent_anyway(cast, eve, new, text):
    answer = ask(eve, new, text=text)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert f"{text}</textarea>" in unescape(html)
    assert kinds(new) == ["opened"]
    assert ask(eve, new, text=text, anyway=field(html, "anyway")).status_code == 302
    assert "waiting-set" in kinds(new)


def test_nothing_is_asked_over_what_was_written_meanwhile_and_nothing_on_a_case_that_has_ended(cast, eve, new):
    cast.ned.notes(new, at="Mon 09:20", text="It is 5.8.1.")
    assert "Ned wrote while you did." in ask(eve, new, text="Which version?", seen=1).content.decode()
    cast.eve.resolves(new, at="Mon 09:30", text="Done.")
    answer = ask(eve, new, text="Which version?", seen=99)
    assert (answer.status_code, "resolved already" in answer.content.decode()) == (422, True)
    assert "Which version?</textarea>" in answer.content.decode()
