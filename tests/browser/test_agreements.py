"""Severity and agreements between two windows: seen as they come, by keys alone, and without a script (O4.2, O6.2)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import answers, arrives, said
from tests.browser.posts import shown_case
from tests.browser.windows import BLANK


def two(windows, subject: str, **how) -> tuple[Page, Page, str]:
    """Return a customer's window and an engineer's, on a case of severity 1 that was answered."""
    giulia, ioana = (windows.open(name, BLANK, **how) for name in ("Giulia Conti", "Ioana Petrescu"))
    number = shown_case(giulia, ioana, subject)
    answers(ioana, "We look at it.")
    expect(said(ioana, "We look at it.")).to_be_visible()
    return giulia, ioana, number


def proposes(ioana: Page, number: str) -> None:
    """Fill in the form of an agreement: an update a business day instead of every eight hours."""
    ioana.goto(f"/desk/cases/{number}/agreements")
    ioana.get_by_label("How many").fill("3")
    ioana.get_by_label("Of what").select_option("business days")


def test_a_proposal_shows_what_it_moves_as_it_is_written_and_comes_to_the_customer_by_itself(windows):
    giulia, ioana, number = two(windows, "Agreed between two windows")
    proposes(ioana, number)
    words = ioana.get_by_label(re.compile("^In words, for"))
    expect(words).to_have_value(
        re.compile(r"From now on you get an update every 3 business days, instead of every \S+")
    )
    expect(ioana.locator("#pactlook .shifts")).to_contain_text("instead of")

    giulia.goto(f"/cases/{number}")
    ioana.get_by_role("button", name=re.compile("^Propose it to")).click()
    expect(giulia.get_by_role("heading", name="We propose: an update every 3 business days")).to_be_visible()
    expect(giulia.locator("#asks")).to_contain_text("If you agree, your next update would be due")

    giulia.get_by_role("button", name="Yes, we agree").click()
    expect(giulia.get_by_role("heading", name="Agreements")).to_be_visible()
    expect(ioana.locator("#facts")).to_contain_text("An update every 3 business days")


def test_words_that_were_typed_stay_when_the_amount_is_changed(windows):
    _, ioana, number = two(windows, "In other words")
    proposes(ioana, number)
    words = ioana.get_by_label(re.compile("^In words, for"))
    expect(words).to_have_value(re.compile("3 business days"))
    words.fill("Only when there is news.")
    ioana.get_by_label("How many").fill("2")
    ioana.get_by_label("Of what").focus()
    expect(ioana.locator("#pactlook input[name=drafted]")).to_have_value(re.compile("2 business days"))
    expect(words).to_have_value("Only when there is news.")


def test_enter_in_a_field_shows_what_it_moves_and_proposes_nothing(windows):
    _, ioana, number = two(windows, "Enter does not propose")
    proposes(ioana, number)
    expect(ioana.locator("#pactlook input[name=drafted]")).to_have_value(re.compile("3 business days"))
    ioana.get_by_label("How many").press("Enter")  # and no look is on its way any more, which would be cut off
    arrives(ioana, "/agreements/looks$")
    expect(ioana.locator("#pactlook .shifts")).to_contain_text("instead of")
    ioana.goto(f"/desk/cases/{number}")
    expect(ioana.locator("#facts")).not_to_contain_text("proposed")


def test_another_severity_is_reached_by_its_key_and_given_by_keys_alone(windows):
    _, ioana, number = two(windows, "Graver by keys")
    ioana.goto(f"/desk/cases/{number}")
    ioana.keyboard.press("v")
    arrives(ioana, f"/desk/cases/{number}/severity$")
    ioana.locator("input[name=severity]").first.focus()
    ioana.keyboard.press("Space")
    ioana.keyboard.press("Tab")  # past what the customer may have said to the questions
    ioana.keyboard.press("Tab")
    ioana.keyboard.type("Half of it works again.")
    ioana.locator("form[action$=severity] .btn").first.focus()
    ioana.keyboard.press("Enter")
    arrives(ioana, f"/desk/cases/{number}$")
    expect(ioana.locator("#casehead .sev")).to_contain_text("2")


@pytest.mark.parametrize("size", [(390, 844)])
def test_without_a_script_a_proposal_is_looked_at_made_accepted_and_withdrawn_on_a_phone(windows, size):
    giulia, ioana, number = two(windows, "No script, less often", javascript=False, size=size)
    proposes(ioana, number)
    ioana.get_by_role("button", name="Show what it moves").click()
    expect(ioana.locator("#pactlook .shifts")).to_contain_text("instead of")
    ioana.get_by_role("button", name=re.compile("^Propose it to")).click()

    giulia.goto("/agreements")
    giulia.get_by_role("button", name="Yes, we agree").click()
    giulia.goto(f"/cases/{number}")
    giulia.get_by_text("Withdraw it", exact=True).click()
    expect(giulia.locator("#every")).to_contain_text("If you do, your next update would be due")
    giulia.get_by_role("button", name="Withdraw it now").click()
    expect(giulia.locator("#every")).to_contain_text("None is in force")
    assert giulia.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_without_a_script_another_severity_is_asked_for_and_confirmed(windows):
    giulia, ioana, number = two(windows, "No script, another severity", javascript=False)
    giulia.goto(f"/cases/{number}")
    giulia.get_by_role("link", name="Change severity").click()
    giulia.get_by_label("None of these").check()
    giulia.get_by_label("What has changed?").fill("It was the cable.")
    giulia.get_by_role("button", name="Ask for it").click()
    expect(giulia.locator("#asks")).to_contain_text("You asked for severity 4")

    ioana.goto(f"/desk/cases/{number}/severity")
    expect(ioana.locator(".asking")).to_contain_text("It was the cable.")
    ioana.get_by_role("button", name="Confirm severity 4").click()
    expect(ioana.locator("#casehead .sev")).to_contain_text("4")
