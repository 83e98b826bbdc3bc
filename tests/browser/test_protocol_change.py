"""Protocol change without fear, on the pages: tried, seen, refused for open cases, put in force for new ones alone."""

import re

from playwright.sync_api import expect

from tests.browser.acts import pastes
from tests.browser.places import ENGINEER, MANAGER
from tests.browser.windows import NARROW
from tests.handed_in import halved


def hands_in(page, name):
    """Paste a document in which Silver has half the time, and try it."""
    page.goto("/desk/protocol")
    page.get_by_label("What it is called here").fill(name)
    pastes(page.get_by_label("Or its text"), halved())
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_revision_that_halves_silver_is_refused_for_open_cases_and_put_in_force_for_new_ones(windows):
    """The issue's own story."""
    page = windows.open(MANAGER, "/desk/")
    page.get_by_role("link", name="Protocol").click()
    hands_in(page, "Silver in half the time")

    late = int(page.locator(".figures .late dd").inner_text())
    assert late > 1
    expect(page.locator("table.latenow tbody tr")).to_have_count(late)
    expect(page.get_by_text(f"{late} promises would be late at once.")).to_be_visible()
    page.get_by_role("radio", name=re.compile("^For new cases alone")).check()
    page.get_by_role("button", name="Put in force").click()

    expect(page.get_by_role("heading", level=1, name="Protocol")).to_be_visible()
    expect(page.locator("#decided")).to_contain_text("in force for new cases alone")
    expect(page.locator("#decided")).to_contain_text("done", timeout=20_000)  # the page looks again by itself
    page.reload()
    first, second, *_ = page.locator("table.plainrows").first.locator("tbody tr").all()
    expect(first).to_contain_text("in force")
    expect(second).to_contain_text(re.compile(r"\d+"))


def test_a_calendar_is_changed_with_the_keyboard_alone_on_a_narrow_page(windows):
    page = windows.open(MANAGER, "/desk/protocol/calendar/emea", size=NARROW)
    page.get_by_label("Another holiday, on").fill("2031-05-06")
    page.get_by_label("It is called").fill("Day of the office")
    page.keyboard.press("Enter")

    expect(page.get_by_text("2031-05-06 added to EMEA: Day of the office")).to_be_visible()
    page.get_by_role("link", name="Decide").click()
    page.get_by_role("button", name="Throw it away").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Protocol")
    expect(page.get_by_text("EMEA, calendar")).to_have_count(0)


def test_without_script_the_choice_by_plan_is_there_all_the_same(windows):
    page = windows.open(MANAGER, "/desk/protocol", javascript=False)
    hands_in(page, "Half, by plan")
    page.get_by_role("radio", name=re.compile("^By plan")).check()
    row = page.get_by_role("group", name="Silver")
    row.get_by_label("Pin").check()
    expect(row.get_by_label("Pin")).to_be_checked()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protocol")


def test_an_engineer_is_shown_no_way_there(windows):
    windows.expect_status(404)
    page = windows.open(ENGINEER, "/desk/")
    expect(page.get_by_role("link", name="Protocol")).to_have_count(0)
    page.goto("/desk/protocol")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
