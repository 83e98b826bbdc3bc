"""The first hour of a desk, as a person tries it: asked, promised, seen, answered, and what was broken is said."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import answers, fill_in_case, number_of, opens_case, said, turns_public
from tests.browser.posts import shown_case
from tests.browser.windows import BLANK, one_click

CLOCK = r"\d\d:\d\d"


@pytest.fixture
def giulia(windows) -> Page:
    return windows.open("Giulia Conti", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    return windows.open("Ioana Petrescu", BLANK)


def never_leaves(page: Page) -> list[str]:
    """Return where a window goes from now on; it stays empty while parts of the page change by themselves."""
    gone: list[str] = []
    page.on("framenavigated", lambda frame: gone.append(frame.url))
    return gone


def answer_time(page: Page) -> str:
    """Return the time by which a person answers, as the page for a new case says it."""
    promised = page.locator("#expect [data-sev]:visible b").first
    expect(promised).to_contain_text("A person answers by")
    found = re.search(CLOCK, promised.inner_text())
    assert found
    return found[0]


def test_one_click_signs_in_and_leads_each_to_their_own_side(windows):
    page = windows.open()
    expect(page).to_have_url(re.compile("/sign-in/"))
    one_click(page, "Paolo Ferri")
    expect(page).to_have_title("My cases - My OPSWAT")

    page.get_by_label("Paolo Ferri: your menu").click()
    page.get_by_role("button", name="Sign out").click()
    one_click(page, "Matei Rusu")
    expect(page).to_have_url(re.compile("/desk/"))
    page.get_by_label("Matei Rusu: your menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_before_sending_the_customer_reads_by_when_a_person_answers_where_they_live_and_why(giulia):
    fill_in_case(giulia, subject="Gateways drop out", severity=1, text="Both, since eight.")

    answer_time(giulia)
    expect(giulia.locator("#expect")).to_contain_text("within 2 business hours")
    expect(giulia.locator("#expect")).to_contain_text("Times are Rome time.")
    giulia.locator("#expect").get_by_role("button", name="Why then?").locator("visible=true").click()
    why = giulia.get_by_role("dialog")
    for step in ("Gold, 1", "2 business hours", "Plan and severity", "Target, protocol section 06"):
        expect(why).to_contain_text(step)


def test_the_case_page_promises_what_was_promised_before_sending(giulia):
    fill_in_case(giulia, subject="Gateways drop out", severity=1, text="Both, since eight.")
    before = giulia.locator("#expect [data-sev='1'] time").first.get_attribute("datetime") or ""
    giulia.get_by_role("button", name="Open the case").click()

    expect(giulia.locator("#next-h")).to_contain_text("Next: A person answers you by")
    after = giulia.locator("#next-h time").first.get_attribute("datetime") or ""
    assert abs(seconds(giulia, after) - seconds(giulia, before)) < 120  # the time that it took to write
    expect(giulia.locator("#next")).to_contain_text("Rome time")


def seconds(page: Page, instant: str) -> float:
    """Return an instant of a page as a number."""
    return float(page.evaluate("instant => Date.parse(instant) / 1000", instant))


def test_a_case_comes_is_answered_and_the_answer_arrives_and_nobody_reloads(giulia, ioana):
    ioana.goto("/desk/?view=severity-1")  # the others may fill more than a page by now
    stays = never_leaves(ioana)
    number = opens_case(giulia, "Gateways drop out at shift change")
    row = ioana.locator(f"tr[data-row='{number}']")
    expect(row).to_contain_text("Gateways drop out at shift change")
    expect(row).to_contain_text("First response")
    assert stays == []

    row.get_by_role("link").first.click()
    expect(ioana.get_by_role("radio", name="Internal note")).to_be_checked()
    expect(ioana.get_by_text("Stays inside.")).to_be_visible()
    turns_public(ioana)
    expect(ioana.locator(".aud.if-public")).to_contain_text(
        re.compile("Leaves the company.*Read by Giulia Conti, Paolo Ferri")
    )
    expect(ioana.get_by_role("button", name="Send to Ferrovia Lombarda")).to_be_visible()

    stayed = never_leaves(giulia)
    answers(ioana, "Giulia, I have it. The pair fails over; I look at the log now.")
    expect(said(ioana, "I have it").first).to_contain_text("kept the")
    expect(said(giulia, "I look at the log now.")).to_contain_text("Ioana Petrescu")
    assert stayed == []


def test_an_answer_keeps_the_first_response_and_starts_the_cadence(giulia, ioana):
    shown_case(giulia, ioana, "Console shows no gateways")
    answers(ioana, "I am on it, Giulia.")
    expect(said(giulia, "I am on it")).to_be_visible()

    promises = giulia.locator("#every")
    expect(promises).to_contain_text("1 kept")
    expect(promises.get_by_role("heading", name=re.compile("First response"))).to_contain_text("kept")
    update = promises.locator("li").filter(has=giulia.get_by_role("heading", name=re.compile("Diagnosis update")))
    expect(update).to_contain_text(re.compile(f"due .*{CLOCK}"))
    expect(giulia.locator("#next-h")).to_contain_text(re.compile(f"updates you by .*{CLOCK}"))
    update.get_by_role("button", name="Why then?").click()
    expect(giulia.get_by_role("dialog")).to_contain_text("every 8 hours")


def test_a_live_answer_finds_the_reader_in_the_queue_and_the_count_beside_it(giulia, ioana):
    ioana.goto("/desk/")
    waiting = ioana.locator("#side a").filter(has_text="New for triage").locator(".n")
    before = int(re.findall(r"\d+", waiting.inner_text())[0])
    stays = never_leaves(ioana)
    opens_case(giulia, "One more for triage", severity=3)
    expect(waiting).to_contain_text(str(before + 1))
    assert stays == []


def test_the_duty_manager_finds_the_broken_promises_in_alerts_queue_and_rail(windows):
    sorin = windows.open("Sorin Dumitru", "/desk/alerts")
    missed = sorin.locator("#alerts li").filter(has_text=re.compile("missed|broken|late"))
    expect(missed.filter(has_text="Policy sync stalls").first).to_be_visible()

    sorin.goto("/desk/?view=late")
    row = sorin.locator("tr[data-row]").filter(has_text="Policy sync stalls")
    expect(row.locator(".due.late")).to_contain_text(re.compile(r"Update .*late"))
    expect(row.locator("svg.rail .is-late")).not_to_have_count(0)

    row.get_by_role("link").first.click()
    expect(sorin.locator("#promises svg.rail use.is-late")).not_to_have_count(0)
    expect(sorin.locator("ol.promises")).to_contain_text("late")
    assert number_of(sorin)


def test_word_of_the_broken_promise_went_out_by_mail(windows):
    """Clockwork, worker and mail server are real: what was broken is owed, sent and taken in."""
    sorin = windows.open("Sorin Dumitru", "/desk/?view=late")
    number = sorin.locator("tr[data-row]").filter(has_text="Policy sync stalls").get_attribute("data-row") or ""
    sorin.goto("/demo/mail")
    sorin.get_by_role("link", name=re.compile(f"{number}: diagnosis update missed")).click()
    expect(sorin.locator("main")).to_contain_text("Ferrovia Lombarda: Policy sync stalls between paired gateways")
    expect(sorin.locator(f"main a[href$='/desk/cases/{number}']")).to_be_visible()
