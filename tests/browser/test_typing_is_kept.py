"""What somebody types is theirs: neither news, nor a mistake, nor impatience takes a letter of it or sends it twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import answers, composer, fill_in_case, opens_case, said, turns_public, writes
from tests.browser.posts import shown_case
from tests.browser.windows import BLANK

MINE = "Half a sentence that"


@pytest.fixture
def giulia(windows) -> Page:
    return windows.open("Giulia Conti", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    return windows.open("Ioana Petrescu", BLANK)


@pytest.fixture
def matei(windows) -> Page:
    return windows.open("Matei Rusu", BLANK)


@pytest.fixture
def case(giulia, ioana) -> str:
    """A new case, shown to the customer and to the desk."""
    return shown_case(giulia, ioana, "Somebody is typing")


def writes_on(page: Page, number: str, text: str, *, public: bool) -> None:
    """Let a colleague write on a case."""
    page.goto(f"/desk/cases/{number}")
    if public:
        return answers(page, text)
    composer(page).fill(text)
    page.get_by_role("button", name="Add note").click()
    return expect(said(page, text)).to_be_visible()


def test_an_answer_that_arrives_leaves_the_customers_reply_alone(giulia, ioana, case):
    field = giulia.get_by_label("Your message")
    field.focus()
    giulia.keyboard.type(MINE)
    answers(ioana, "News from the desk.")
    expect(said(giulia, "News from the desk.")).to_be_visible()

    expect(field).to_be_focused()
    giulia.keyboard.type(" goes on.")
    expect(field).to_have_value(f"{MINE} goes on.")


def test_a_message_that_arrives_leaves_the_composer_alone(giulia, ioana, case):
    turns_public(ioana)
    composer(ioana).focus()
    ioana.keyboard.type(MINE)
    writes(giulia, "News from the customer.")
    expect(said(ioana, "News from the customer.")).to_be_visible()

    expect(composer(ioana)).to_be_focused()
    ioana.keyboard.type(" goes on.")
    expect(composer(ioana)).to_have_value(f"{MINE} goes on.")
    expect(ioana.locator("#m-public")).to_be_checked()


def test_news_leaves_a_half_written_case_alone(windows, giulia, ioana, case):
    paolo = windows.open("Paolo Ferri", BLANK)
    fill_in_case(paolo, subject="Half a case", severity=3, text=MINE)
    with paolo.expect_response(lambda answer: "/cases/new" in answer.url):
        answers(ioana, "Word to your colleague.")

    expect(paolo.get_by_label("What is wrong, in one line")).to_have_value("Half a case")
    expect(paolo.get_by_label("What happened")).to_have_value(MINE)
    expect(paolo.locator("#sev3")).to_be_checked()
    expect(paolo.locator("#expect [data-sev='3']")).to_be_visible()
    expect(paolo.get_by_label("Product")).not_to_have_value("")


def test_the_words_of_a_resolution_survive_news_and_stay_open(giulia, ioana, case):
    answers(ioana, "First, an answer.")
    expect(said(ioana, "First, an answer.")).to_be_visible()
    ioana.locator("#act-resolve").click()
    field = ioana.get_by_label("Message to Ferrovia Lombarda")
    field.fill(MINE)
    writes(giulia, "One more thing.")
    expect(said(giulia, "One more thing.")).to_be_visible()
    expect(field).to_have_value(MINE)
    expect(field).to_be_visible()


@pytest.mark.parametrize(
    ("missing", "label", "says"),
    [
        ("subject", "What is wrong, in one line", "Say in one line what is wrong."),
        ("text", "What happened", "Tell us what happened"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_keeps_the_rest(windows, giulia, missing, label, says):
    windows.expect_status(422)
    filled = {"subject": "Gateways out of step", "text": MINE} | {missing: ""}
    fill_in_case(giulia, severity=2, **filled)
    giulia.get_by_role("button", name="Open the case").click()

    field = giulia.get_by_label(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(giulia.locator(f"#{field.get_attribute('aria-describedby')}")).to_contain_text(says)
    expect(giulia.locator("#sev2")).to_be_checked()
    kept = giulia.get_by_label("What happened" if missing == "subject" else "What is wrong, in one line")
    expect(kept).to_have_value(filled["text"] or filled["subject"])


def test_a_reply_over_an_entry_that_was_not_seen_waits_with_its_text(windows, ioana, matei, case):
    windows.expect_status(422)
    turns_public(ioana)
    composer(ioana).focus()
    ioana.keyboard.type("I shall restart it.")
    writes_on(matei, case, "Do not restart: the disk is failing.", public=False)
    expect(said(ioana, "the disk is failing")).to_be_visible()
    ioana.keyboard.press("Control+Enter")

    expect(ioana.get_by_text("Matei Rusu wrote while you did.")).to_be_visible()
    expect(ioana.locator(".unseen")).to_contain_text("the disk is failing")
    expect(composer(ioana)).to_have_value("I shall restart it.")
    expect(said(ioana, "I shall restart it.")).to_have_count(0)
    ioana.get_by_role("button", name="Send anyway").click()
    expect(said(ioana, "I shall restart it.")).to_have_count(1)


def test_a_mention_holds_the_key_until_it_is_settled(ioana, giulia, case):
    turns_public(ioana)
    composer(ioana).fill("@Matei will look.")
    held = ioana.get_by_role("button", name="Settle the mention to send")
    expect(held).to_be_disabled()
    expect(ioana.get_by_text("@Matei is a colleague.")).to_be_visible()
    composer(ioana).press("Control+Enter")
    composer(ioana).fill("A colleague will look.")
    ioana.get_by_role("button", name="Send to Ferrovia Lombarda").click()

    expect(said(giulia, "A colleague will look.")).to_be_visible()
    expect(said(giulia, "@Matei")).to_have_count(0)


def test_a_mention_moved_to_a_note_stays_inside(ioana, giulia, case):
    turns_public(ioana)
    composer(ioana).fill("@Matei will look.")
    ioana.locator(".guard[data-live]").get_by_role("button", name="Make it a note").click()
    expect(said(ioana, "@Matei will look.")).to_contain_text("Internal note")
    answers(ioana, "We look at it.")
    expect(said(giulia, "We look at it.")).to_be_visible()
    expect(said(giulia, "@Matei")).to_have_count(0)


def test_a_double_click_on_send_sends_once(giulia, ioana, case):
    giulia.get_by_label("Your message").fill("Sent in haste.")
    giulia.get_by_role("button", name="Send").dblclick()
    expect(said(ioana, "Sent in haste.")).to_have_count(1)
    turns_public(ioana)
    composer(ioana).fill("Answered in haste.")
    ioana.get_by_role("button", name=re.compile("^Send to")).dblclick()
    expect(said(giulia, "Answered in haste.")).to_have_count(1)

    answers(ioana, "The last word.")  # whatever was sent twice stands before it
    expect(said(giulia, "The last word.")).to_have_count(1)
    for page in (giulia, ioana):
        expect(said(page, "in haste")).to_have_count(2)


def test_a_double_click_opens_one_case(giulia):
    fill_in_case(giulia, subject="Opened in haste", severity=4, text="Twice?")
    giulia.get_by_role("button", name="Open the case").dblclick()
    expect(giulia.get_by_role("heading", level=1)).to_have_text("Opened in haste")
    giulia.goto("/")
    expect(giulia.get_by_role("link", name="Opened in haste")).to_have_count(1)


def test_going_back_to_a_case_that_was_opened_finds_an_empty_form(giulia):
    number = opens_case(giulia, "Opened and gone back", severity=4)
    giulia.go_back()
    for field in ("What is wrong, in one line", "What happened"):
        expect(giulia.get_by_label(field)).to_have_value("")
    assert opens_case(giulia, "Another one", severity=4) != number
    giulia.goto("/")
    expect(giulia.get_by_role("link", name="Opened and gone back")).to_have_count(1)


def test_what_was_sent_does_not_come_back_in_the_next_form(giulia):
    opens_case(giulia, "Sent and done", severity=4, text="These words were sent.")
    giulia.goto("/cases/new")
    expect(giulia.get_by_label("What happened")).to_have_value("")


def test_a_draft_survives_a_reload_on_either_side(giulia, ioana, case):
    giulia.get_by_label("Your message").fill(MINE)
    turns_public(ioana)
    composer(ioana).fill(MINE)
    for page in (giulia, ioana):
        page.reload()
    expect(giulia.get_by_label("Your message")).to_have_value(MINE)
    expect(composer(ioana)).to_have_value(MINE)
    expect(ioana.locator("#m-public")).to_be_checked()
