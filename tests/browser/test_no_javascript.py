"""Without JavaScript nothing is lost but comfort: ask, read why, answer, resolve, reopen."""

import re
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import answers, composer, fill_in_case, number_of, opens_case, said, writes
from tests.browser.posts import posts_case, shown_case
from tests.browser.windows import BLANK


@pytest.fixture
def plain(windows):
    """Opens windows that run no script."""
    return partial(windows.open, javascript=False)


@pytest.fixture
def giulia(plain) -> Page:
    return plain("Giulia Conti", BLANK)


@pytest.fixture
def ioana(plain) -> Page:
    return plain("Ioana Petrescu", BLANK)


def test_no_script_runs_in_these_windows(giulia, ioana):
    for page, path in ((giulia, "/"), (ioana, "/desk/")):
        page.goto(path)
        assert page.locator("html").evaluate("() => document.documentElement.classList.contains('no-keys')") is False
        page.keyboard.press("?")
        expect(page.locator("dialog")).not_to_be_visible()


def test_a_case_is_opened_and_every_reason_can_be_read(giulia):
    opens_case(giulia, "No script, no gateway")
    expect(giulia.locator("#next-h")).to_contain_text("Next: A person answers you by")

    giulia.locator("#every").get_by_role("button", name="Why then?").first.click()
    expect(giulia.get_by_role("dialog")).to_contain_text("2 business hours")


def test_the_expectation_follows_the_severity_that_is_chosen(giulia):
    fill_in_case(giulia, subject="Slow", severity=4, text="A question.")
    expect(giulia.locator("#expect [data-sev='4']")).to_be_visible()
    expect(giulia.locator("#expect [data-sev='1']")).not_to_be_visible()
    giulia.locator("#expect").get_by_role("button", name="Why then?").locator("visible=true").click()
    expect(giulia.get_by_role("dialog")).to_contain_text("Gold, 4")


def test_asked_answered_resolved_and_taken_up_again(giulia, ioana):
    shown_case(giulia, ioana, "Asked without script")
    ioana.get_by_role("button", name="Take", exact=False).first.click()
    expect(ioana.locator("#casehead")).to_contain_text("Owner you")
    answers(ioana, "I have it.")
    expect(said(ioana, "I have it.")).to_contain_text("Public")

    giulia.reload()
    expect(said(giulia, "I have it.")).to_be_visible()
    writes(giulia, "Thank you; the log is on our share.")
    expect(said(giulia, "the log is on our share")).to_be_visible()

    ioana.reload()
    ioana.get_by_role("button", name="Resolve").first.click()
    ioana.get_by_label("Message to Ferrovia Lombarda").fill("The log shows the cause; it is mended.")
    ioana.locator("#resolve").get_by_role("button", name="Resolve").click()
    expect(ioana.locator("#casehead")).to_contain_text("Resolved")

    giulia.reload()
    expect(giulia.locator("#next-h")).to_contain_text("Resolved")
    giulia.get_by_role("button", name="take it up again").click()
    expect(giulia.locator("#next-h")).to_contain_text("updates you by")
    expect(giulia.locator("#facts")).not_to_contain_text("Resolved")


def test_a_queue_row_is_taken_and_a_filter_chosen(giulia, ioana):
    number = posts_case(giulia, "Take me from the queue", severity=2)
    ioana.goto("/desk/?view=open")
    ioana.get_by_role("button", name=f"Take {number}").click()
    ioana.goto("/desk/?view=mine")
    expect(ioana.locator(f"tr[data-row='{number}']")).to_be_visible()

    ioana.get_by_role("button", name=re.compile("^Severity")).click()
    ioana.get_by_role("link", name="2", exact=True).click()
    expect(ioana).to_have_url(re.compile("severity=2"))
    expect(ioana.locator(f"tr[data-row='{number}']")).to_be_visible()


def test_a_public_message_that_calls_a_colleague_waits_with_its_text(giulia, ioana, windows):
    windows.expect_status(422)
    shown_case(giulia, ioana, "Who is Matei")
    answers(ioana, "@Matei can you look?")

    expect(ioana.get_by_role("alert").filter(has_text="@Matei is a colleague.")).to_be_visible()
    expect(composer(ioana)).to_have_value("@Matei can you look?")
    expect(said(ioana, "@Matei")).to_have_count(0)
    ioana.locator(".held").get_by_role("button", name="Make it a note").click()
    expect(said(ioana, "@Matei")).to_contain_text("Internal note")
    giulia.reload()
    expect(said(giulia, "@Matei")).to_have_count(0)


def test_what_is_missing_is_named_and_what_was_typed_stays(giulia, windows):
    windows.expect_status(422)
    fill_in_case(giulia, subject="", severity=2, text="Since nine, both nodes.")
    giulia.get_by_role("button", name="Open the case").click()

    expect(giulia.get_by_text("Say in one line what is wrong.")).to_be_visible()
    expect(giulia.get_by_label("What is wrong, in one line")).to_have_attribute("aria-invalid", "true")
    expect(giulia.get_by_label("What happened")).to_have_value("Since nine, both nodes.")
    expect(giulia.locator("#sev2")).to_be_checked()
    giulia.get_by_label("What is wrong, in one line").fill("Both nodes down")
    giulia.get_by_role("button", name="Open the case").click()
    assert number_of(giulia)


def test_going_back_and_sending_again_makes_one_message(giulia, ioana, windows):
    windows.expect_status(422)  # the same words again are asked about, whatever key the browser kept
    shown_case(giulia, ioana, "Back and forth")
    answers(ioana, "Said once.")
    expect(said(ioana, "Said once.")).to_have_count(1)
    ioana.go_back()
    answers(ioana, "Said once.")
    expect(ioana.locator("#thread article.msg.us")).to_have_count(1)
    giulia.reload()
    expect(said(giulia, "Said once.")).to_have_count(1)


def test_a_case_is_given_to_somebody_with_the_reason(giulia, ioana):
    shown_case(giulia, ioana, "Given without script")
    ioana.get_by_role("link", name="Assign").click()
    expect(ioana.get_by_role("heading", level=1)).to_have_text("Who takes this case?")
    somebody = ioana.locator("label.proof", has=ioana.locator("input[name=owner]")).first
    name = somebody.locator("b").inner_text().removesuffix("first").strip()
    somebody.locator("input").check()
    ioana.get_by_label("Because").fill("They know the site.")
    ioana.get_by_role("button", name="Assign").click()
    expect(said(ioana, "They know the site.")).to_contain_text("Internal note")
    expect(ioana.locator("#sun")).to_contain_text("you" if name == "Ioana Petrescu" else name)
    giulia.reload()
    expect(giulia.locator("main")).not_to_contain_text("They know the site.")
