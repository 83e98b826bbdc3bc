"""A page that is not there any more for its reader says so calmly, and asks for nothing more (O2.7)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.posts import posts_case
from tests.browser.windows import BLANK

NEVER, SUBJECT, WORDS = "SD-0000-000", "Open in a window", "Half a sentence"
LOOKS = "() => { news('live'); dispatchEvent(new Event('focus')); }"


@pytest.fixture
def number(windows) -> str:
    return posts_case(windows.open("Giulia Conti", BLANK), SUBJECT, severity=3)


def apart(windows, name: str, path: str) -> tuple[Page, list[str]]:
    """Open a page in a browser of its own, with a clock; return what it asks for from then on as well."""
    state = windows.open(name, BLANK).context.storage_state()
    page = windows.browser.new_context(base_url=windows.site, storage_state=state).new_page()
    page.clock.install()
    page.goto(path, wait_until="load")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return page, asked


@pytest.mark.parametrize(("name", "door"), [("Giulia Conti", "/cases"), ("Ioana Petrescu", "/desk/cases")])
def test_a_case_that_is_hidden_meanwhile_is_the_page_of_one_that_never_was(windows, number, name, door):
    page, asked = apart(windows, name, f"{door}/{number}")
    expect(page.locator("body")).to_contain_text(SUBJECT)
    page.locator("main textarea:visible").first.fill(WORDS)
    for path in (rf"{door}/{number}$", rf"/live\?case={number}"):  # the server answers as for a number that never was
        page.route(re.compile(path), lambda route: route.continue_(url=route.request.url.replace(number, NEVER)))
    page.evaluate(LOOKS)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    said = page.locator("main").inner_text()
    assert page.get_by_label("What you had typed").input_value() == WORDS
    assert SUBJECT not in page.content()
    asked.clear()
    page.evaluate(LOOKS)
    page.clock.fast_forward(130_000)
    assert [one for one in asked if "/static/" not in one] == []
    page.goto(f"{door}/{NEVER}")
    assert said.replace("What you had typed", "").split() == page.locator("main").inner_text().split()
    page.context.close()


def test_who_has_signed_out_meanwhile_reads_that_and_how_to_sign_in(windows, number):
    page, asked = apart(windows, "Giulia Conti", f"/cases/{number}")
    page.context.clear_cookies()
    page.evaluate(LOOKS)
    line = page.locator("#notices")
    expect(line).to_contain_text("You are signed out.")
    expect(page.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    asked.clear()
    page.evaluate(LOOKS)
    page.clock.fast_forward(130_000)
    assert [one for one in asked if "/static/" not in one] == []
    expect(line).not_to_contain_text("cannot be reached")
    line.get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(re.compile(rf"/sign-in/\?next=%2Fcases%2F{number}$"))
    page.context.close()
