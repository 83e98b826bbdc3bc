"""Triage in a browser: by keys from case to case, what is missing asked for, another group asked; the wizard."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import arrives, fill_in_case, number_of, said
from tests.browser.posts import posts, posts_case
from tests.browser.probes import CUT, OVERLAP, SIDEWAYS
from tests.browser.running import RunningDesk
from tests.browser.windows import BLANK, NARROW, NARROWEST

URGENT = "/desk/triage?severity=1"  # of one page, however many cases other tests have opened
ENGINEERING = "UPDATE person SET \"group\" = '{}' WHERE name = 'Leila Osman'"


@pytest.fixture
def giulia(windows) -> Page:
    return windows.open("Giulia Conti", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    return windows.open("Ioana Petrescu", BLANK)


@pytest.fixture
def leila(windows, real_desk: RunningDesk) -> Iterator[Callable[[str], Page]]:
    """Opens a page as one of Engineering."""
    real_desk.as_superuser(ENGINEERING.format("engineering"))
    yield lambda path: windows.open("Leila Osman", path)
    real_desk.as_superuser(ENGINEERING.format(""))


def pick(page: Page, words: str) -> None:
    """Choose a row of choices by its words."""
    page.locator("label.pick").filter(has=page.locator("b", has_text=words)).click()


def answers_wizard(page: Page, at: int, answer: str) -> None:
    page.locator("#wizard .ask").nth(at).get_by_text(answer, exact=True).click()


def test_cases_are_triaged_one_after_another_by_keys_alone(giulia, ioana):
    numbers = [posts_case(giulia, f"By keys, {nth}", severity=1) for nth in ("first", "second")]
    ioana.goto("/desk/triage")
    ioana.keyboard.press("t")
    arrives(ioana, "/desk/cases/SD-.*/triage")
    ioana.goto(f"/desk/cases/{numbers[0]}/triage")
    ioana.keyboard.press("b")
    expect(ioana.get_by_role("radio", name="Involved")).to_be_checked()
    ioana.keyboard.press("3")
    expect(ioana.get_by_label("Why another severity?")).to_be_visible()
    ioana.keyboard.press("1")
    expect(ioana.get_by_label("Why another severity?")).not_to_be_visible()
    ioana.keyboard.press("t")
    expect(ioana.get_by_text(f"{numbers[0]} is triaged.")).to_be_visible()
    next_one = ioana.url
    ioana.keyboard.press("n")
    ioana.wait_for_url(lambda url: url != next_one and url.endswith("/triage"))

    ioana.goto(URGENT)
    expect(ioana.locator(f"tr[data-row='{numbers[1]}']")).to_be_visible()
    expect(ioana.locator(f"tr[data-row='{numbers[0]}']")).to_have_count(0)


def test_a_case_that_comes_stands_in_the_work_list_and_goes_when_somebody_triages_it(giulia, ioana, windows):
    ioana.goto(URGENT)
    number = posts_case(giulia, "It comes and goes", severity=1)
    row = ioana.locator(f"tr[data-row='{number}']")
    expect(row).to_be_visible()
    matei = windows.open("Matei Rusu", f"/desk/cases/{number}/triage")
    pick(matei, "Known")
    matei.get_by_role("button", name="Triage, and open it").click()
    expect(matei.locator("#triage")).to_contain_text("Giulia Conti said 1, Matei Rusu confirmed it")
    expect(row).to_have_count(0)


def test_the_customer_reads_why_the_severity_changed_and_nothing_else_of_triage(giulia, ioana):
    number = posts_case(giulia, "Reports are slow", severity=1)
    ioana.goto(f"/desk/cases/{number}/triage")
    pick(ioana, "Deep")
    pick(ioana, "Impaired, most operations work")
    ioana.get_by_label("Why another severity?").fill("Reports are late; no traffic is lost.")
    ioana.get_by_role("button", name="Triage, and open it").click()
    expect(ioana.locator("#triage")).to_contain_text("Giulia Conti said 1, Ioana Petrescu changed it to 3")

    giulia.goto(f"/cases/{number}")
    expect(giulia.locator("#thread")).to_contain_text("Reports are late; no traffic is lost.")
    expect(giulia.locator("#facts")).to_contain_text("Severity 3")
    for inside in ("Deep", "tier 3", "triaged"):
        expect(giulia.locator("main")).not_to_contain_text(inside)


def test_a_tick_adds_its_line_and_what_was_written_stays(giulia, ioana):
    number = posts_case(giulia, "What is missing?", severity=3)
    ioana.goto(f"/desk/cases/{number}/questions")
    message = ioana.get_by_label("Message to Ferrovia Lombarda")
    ioana.get_by_label("The steps that lead to it").check()
    expect(message).to_have_value(
        re.compile(r"- Which version or build it runs\n- The steps that lead to it\n\nPlease")
    )
    message.fill((message.input_value()).replace("Hello Giulia", "Good evening Giulia"))
    ioana.get_by_label("Which version or build it runs").uncheck()
    expect(message).to_have_value(re.compile(r"Good evening Giulia,.*from you:\n\n- The steps that lead to it\n", re.S))
    ioana.get_by_role("button", name="Ask Giulia").click()
    expect(said(ioana, "The steps that lead to it")).to_contain_text("kept the")
    expect(ioana.locator("#casehead")).to_contain_text("Waiting for the customer")

    giulia.goto(f"/cases/{number}")
    expect(said(giulia, "Good evening Giulia")).to_be_visible()


def test_without_script_a_case_is_triaged_and_asked_about(giulia, windows):
    number = posts_case(giulia, "No script in triage", severity=2)
    plain = windows.open("Ioana Petrescu", f"/desk/cases/{number}/triage", javascript=False)
    pick(plain, "Known")
    plain.get_by_role("button", name="Triage, and ask").click()
    plain.get_by_label("What was done, and what happened instead").check()
    plain.get_by_role("button", name="Put what is ticked into the message").click()
    expect(plain.get_by_label("Message to")).to_have_value(re.compile("- What was done, and what happened instead"))
    plain.get_by_role("button", name="Ask Giulia").click()
    expect(said(plain, "What was done, and what happened instead")).to_contain_text("Public")


def test_another_group_is_asked_takes_it_and_answers_and_the_customer_sees_nothing(giulia, ioana, leila):
    number = posts_case(giulia, "Who fills the table", severity=2)
    giulia.goto(f"/cases/{number}")
    ioana.goto(f"/desk/cases/{number}/requests")
    pick(ioana, "Engineering")
    ioana.get_by_label("What do you need to know?").fill("Does the merge keep the aging timer?")
    ioana.get_by_role("button", name="Ask", exact=True).click()
    expect(ioana.locator(".asked")).to_contain_text("nobody has taken it")

    group = leila("/desk/requests")
    expect(group.get_by_role("heading", level=1)).to_have_text("Asked of Engineering")
    row = group.locator(".requests > li").filter(has_text="Does the merge keep the aging timer?")
    row.get_by_role("button", name="Take").click()
    expect(row).to_contain_text("You")
    row.get_by_role("link").first.click()
    group.get_by_label("Answer", exact=True).fill("It does not: the timer was dropped.")
    group.get_by_role("button", name="Answer", exact=True).click()
    expect(group.locator(".actside")).to_contain_text("answered by Leila Osman")
    group.goto("/desk/requests")
    expect(row).to_have_count(0)

    ioana.goto(f"/desk/cases/{number}")
    expect(said(ioana, "It does not: the timer was dropped.")).to_contain_text("Internal note")
    expect(ioana.locator("#case-requests")).to_contain_text("answered by Leila Osman")
    posts(ioana, f"/desk/cases/{number}/messages", text="We look at it.", mode="public", seen="99")
    expect(said(giulia, "We look at it.")).to_be_visible()
    for inside in ("aging timer", "timer was dropped", "Engineering", "Leila"):
        expect(giulia.locator("main")).not_to_contain_text(inside)


def test_a_row_of_the_queue_says_why_it_is_there(ioana):
    ioana.goto("/desk/?view=open")
    ioana.keyboard.press("j")
    ioana.keyboard.press("j")
    ioana.keyboard.press("w")
    arrives(ioana, "/place")
    expect(ioana.get_by_role("heading", name="Its place in “All open”")).to_be_visible()
    expect(ioana.locator(".because footer")).to_contain_text(re.compile(r"2 of \d+"))


def test_the_wizard_asks_one_question_after_the_other_and_its_answer_chooses_the_card(giulia, ioana):
    fill_in_case(giulia, subject="By the wizard", severity=1, text="Is it bad?")
    second = giulia.locator("#wizard .ask").nth(1)
    expect(second).not_to_be_visible()
    answers_wizard(giulia, 0, "No")
    expect(second).to_be_visible()
    answers_wizard(giulia, 1, "Yes")
    expect(giulia.locator("#wizard")).to_contain_text("So it is severity 2.")
    expect(giulia.locator("#sev2")).to_be_checked()
    expect(giulia.locator("#expect [data-sev='2']")).to_be_visible()
    giulia.locator(".sevcard").nth(2).click()
    giulia.get_by_label("Version or build").fill("5.8.1")
    giulia.get_by_role("button", name="Open the case").click()
    expect(giulia.get_by_role("heading", level=1)).to_have_text("By the wizard")

    ioana.goto(f"/desk/cases/{number_of(giulia)}/triage")
    expect(ioana.locator(".told-wizard")).to_contain_text(re.compile(r"the answers come to\s*2"))
    expect(ioana.locator("label.pick").filter(has_text="Giulia Conti said this")).to_contain_text("Impaired")
    expect(ioana.get_by_label("Version or build")).to_have_value("5.8.1")


def test_without_script_the_server_proposes_and_what_was_typed_stays(windows):
    plain = windows.open("Giulia Conti", BLANK, javascript=False)
    fill_in_case(plain, subject="Proposed", severity=1, text="Is it bad?")
    answers_wizard(plain, 0, "No")
    answers_wizard(plain, 1, "No")
    answers_wizard(plain, 2, "No")
    plain.get_by_role("button", name="Propose a severity").click()
    expect(plain.locator("#wizard")).to_contain_text("So it is severity 4.")
    expect(plain.locator("#sev4")).to_be_checked()
    expect(plain.get_by_label("What happened")).to_have_value("Is it bad?")
    plain.get_by_role("button", name="Open the case").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Proposed")


def test_the_pages_of_a_request_fit_every_width(giulia, ioana):
    number = posts_case(giulia, "Narrow requests", severity=2)
    due = {"group": "devops", "due": "2099-01-01T10:00"}
    answer = ioana.request.get(f"/desk/cases/{number}/requests").text()
    due["due"] = re.findall(r'name="due"[^>]*value="([^"]+)"', answer)[0]
    posts(ioana, f"/desk/cases/{number}/requests", text="A word " + "so-very-long-" * 20, **due)
    for path in ("/desk/requests", f"/desk/cases/{number}/requests", f"/desk/cases/{number}"):
        ioana.goto(path)
        for width, height in (NARROW, NARROWEST):
            ioana.set_viewport_size({"width": width, "height": height})
            assert [ioana.evaluate(probe) for probe in (SIDEWAYS, CUT, OVERLAP)] == [[], [], []], (path, width)
