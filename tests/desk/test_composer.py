"""What is written leaves the company once, on purpose, and is never lost."""

import re
from uuid import uuid4

import pytest

from sundial.models import Case, viewing
from sundial.web.desk import guard
from tests.desk.pages import HTMX, facts, field, page, said, send


def test_a_note_is_kept_and_a_reply_sent(cast, answered, eve):
    assert send(eve, answered, "Only us", mode="note").status_code == 302
    assert send(eve, answered, "For you").status_code == 302
    assert said(answered) == ["We see it.", "Only us", "For you"]
    html = page(eve, f"/desk/cases/{answered.number}")
    assert html.index('aria-label="Internal note"') < html.index("For you")


def test_a_double_click_or_back_and_send_again_makes_one_message(cast, answered, eve):
    key = str(uuid4())
    for _ in range(3):
        assert send(eve, answered, "Once", key=key).status_code == 302
    assert said(answered).count("Once") == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@Dan can you look?", "@Dan is a colleague."),
        ("Dear [name], try this", "[name] is still a blank."),
        ("Dear {{ contact }}, try this", "{{ contact }} is still a blank."),
        ("This is internal", "“internal” sounds like a note."),
        ("please do  not\nshare", "sounds like a note."),
    ],
)
def test_what_should_not_leave_unread_is_held_word_for_word_until_it_is_sent_anyway(cast, answered, eve, text, reason):
    answer = send(eve, answered, text)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert reason.replace("“", "").split("”")[0].split(" is")[0].strip("{} ") in html
    assert "Send anyway" in html
    assert said(answered) == ["We see it."]
    assert text.split("\n")[0].split("{{")[0] in html
    anyway = field(html, "anyway")
    assert send(eve, answered, text + " ", anyway=anyway).status_code == 302
    assert said(answered)[-1].split() == text.split()


@pytest.mark.parametrize(
    "text", ["Write to noc@danube.example", "See [the page](https://x.example)", "Internals and todos", "a @Nobody b"]
)
def test_what_only_looks_like_it_is_not_held(text):
    assert guard.holds(text, ["Dan Brown", "Eve"]) == ()


def test_a_held_message_becomes_a_note_by_one_key(cast, answered, eve):
    assert send(eve, answered, "@Dan look", mode=["public", "note"]).status_code == 302
    assert facts(answered)[-1] == ("messaged", "@Dan look")


def test_consent_to_one_text_is_not_consent_to_another(cast, answered, eve):
    anyway = field(send(eve, answered, "@Dan look").content.decode(), "anyway")

    assert send(eve, answered, "@Dan look [here]", anyway=anyway).status_code == 422


def test_a_reply_over_an_entry_that_one_has_not_seen_is_held_and_shows_it(cast, answered, eve):
    with viewing(cast.eve.person):
        seen = Case.objects.get(pk=answered.pk).head_seq
    cast.ned.notes(answered, at="Mon 09:20", text="Wait, it is the switch.")
    answer = send(eve, answered, "It is the cable.", seen=seen)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Ned wrote while you did." in html
    assert html.count("Wait, it is the switch.") == 2  # in the conversation, and over the composer
    assert "It is the cable.</textarea>" in html
    assert said(answered)[-1] == "Wait, it is the switch."
    assert send(eve, answered, "It is the cable.", seen=seen, anyway=field(html, "anyway")).status_code == 302


def test_ones_own_entry_and_a_note_of_ones_own_hold_nothing(cast, answered, eve):
    cast.eve.notes(answered, at="Mon 09:20")
    assert send(eve, answered, "Go on.", seen=2).status_code == 302
    cast.ned.notes(answered, at="Mon 09:30")
    assert send(eve, answered, "Noted.", mode="note", seen=2).status_code == 302


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_an_error_keeps_what_was_typed(cast, answered, eve, text):
    answer = send(eve, answered, text)

    assert answer.status_code == 422
    assert "Not sent." in answer.content.decode()
    assert f">{text}</textarea>" in answer.content.decode()
    assert said(answered) == ["We see it."]


def test_the_same_words_from_a_page_that_was_gone_back_to_are_held(cast, answered, eve):
    assert send(eve, answered, "Once.").status_code == 302
    answer = send(eve, answered, "Once. ")

    assert answer.status_code == 422
    assert "You have sent exactly this before." in answer.content.decode()
    assert said(answered).count("Once.") == 1


def test_enter_on_a_choice_sends_nothing(cast, answered, eve):
    answer = send(eve, answered, "Half a sent", wait="yes")

    assert answer.status_code == 422
    assert "Enter does not send." in answer.content.decode()
    assert "Half a sent</textarea>" in answer.content.decode()
    assert said(answered) == ["We see it."]


def test_a_refusal_gives_the_text_and_the_key_back(cast, answered, eve):
    cast.eve.closes(answered, at="Mon 10:00")
    answer = send(eve, answered, "Too late?")

    assert answer.status_code == 422
    assert "This case is closed" in answer.content.decode()


def test_with_htmx_the_answer_is_the_parts_and_an_empty_composer(cast, answered, eve):
    answer = send(eve, answered, "For you", headers=HTMX)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "<html" not in html
    assert 'id="composer"' in html
    assert "data-fresh" in html
    assert len(re.findall(r'id="(?:casehead|promises|thread|facts)"[^>]* hx-swap-oob="true"', html)) == 4


def test_a_live_update_leaves_the_composer_alone(cast, answered, eve):
    html = page(eve, f"/desk/cases/{answered.number}", headers=HTMX)

    assert 'id="thread"' in html
    assert '<textarea id="text"' not in html
