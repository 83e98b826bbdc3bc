"""Two cases go on as one, and one message begins another: with a mouse and without a script (O6.10, O12.1)."""

import json
import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sundial.protocol.evidence import check, made_with
from tests.browser.acts import arrives, number_of, opens_case, said, writes
from tests.browser.windows import BLANK

LISTENS = """
new EventSource(document.querySelector('meta[name=live]').content)
    .addEventListener('live', () => console.log('news came'))
"""


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def opened(windows, request):
    """Opens windows with and without scripts."""
    return partial(windows.open, javascript=request.param)


def test_a_case_is_merged_after_a_look_at_what_the_other_will_owe_and_words_follow(opened):
    giulia, ioana = opened("Giulia Conti", BLANK), opened("Ioana Petrescu", BLANK)
    old = opens_case(giulia, "Sync stalls at noon", severity=2)
    new = opens_case(giulia, "Sync stalls at midnight", severity=3)
    ioana.goto(f"/desk/cases/{old}")
    ioana.locator("#act-more").click()
    ioana.get_by_role("link", name=re.compile("^Merge")).click()
    ioana.get_by_label("Search Ferrovia").fill("midnight")
    ioana.get_by_role("button", name="Search").click()
    ioana.locator(f"input[value='{new}']").check()
    ioana.get_by_role("button", name="See what it will owe").click()
    expect(ioana.get_by_role("heading", level=1)).to_have_text(f"{old} goes on as {new}")
    expect(ioana.get_by_text("Its severity is raised to 2")).to_be_visible()
    ioana.get_by_role("button", name=f"Merge into {new}").click()
    arrives(ioana, f"/desk/cases/{new}")
    expect(ioana.get_by_text(f"{old} goes on as this case")).to_be_visible()

    giulia.goto(f"/cases/{old}")
    expect(giulia.get_by_role("heading", name=f"This case goes on as {new}")).to_be_visible()
    writes(giulia, "It stalled again.")
    arrives(giulia, f"/cases/{new}")
    expect(said(giulia, "It stalled again.")).to_be_visible()
    expect(giulia.get_by_text(f"What you wrote on {old} is here")).to_be_visible()


def test_a_message_is_split_off_and_both_conversations_lead_to_each_other(opened):
    giulia, ioana = opened("Giulia Conti", BLANK), opened("Ioana Petrescu", BLANK)
    old = opens_case(giulia, "Export omits files", severity=3)
    writes(giulia, "And where do I find the licence key?")
    expect(said(giulia, "licence key")).to_be_visible()
    ioana.goto(f"/desk/cases/{old}/splits")
    ioana.get_by_role("radio", name=re.compile("licence key")).check()
    ioana.get_by_label("What it is about").fill("Licence key")
    ioana.get_by_role("radio", name=re.compile("Question")).check()
    ioana.get_by_role("button", name="Open the new case").click()
    expect(ioana.get_by_role("heading", level=1)).to_have_text("Licence key")
    new = number_of(ioana)
    giulia.goto(f"/cases/{new}")
    giulia.get_by_role("link", name="Export omits files").click()
    arrives(giulia, f"/cases/{old}")
    expect(giulia.get_by_text(f"{new}, split off this case")).to_be_visible()


def test_the_evidence_that_a_browser_downloads_holds(windows):
    ioana = windows.open("Ioana Petrescu", "/desk/?view=open")
    ioana.get_by_role("link", name="Gateway drops every session").first.click()
    arrives(ioana, "/desk/cases/SD-")
    ioana.goto(f"/desk/cases/{number_of(ioana)}/evidence")
    expect(ioana.get_by_text("EMEA only.")).to_be_visible()
    with ioana.expect_download() as waiting:
        ioana.get_by_role("link", name="Download the evidence").click()
    file = Path(waiting.value.path())
    report = check(file.read_bytes(), made_with())
    assert (report.fault, report.case) == ("", json.loads(file.read_text())["case"]["number"])
    assert waiting.value.suggested_filename == f"{report.case}-evidence.json"


def test_a_menu_that_is_open_stays_open_while_news_comes_and_shows_it_when_it_is_closed(windows):
    giulia, ioana = windows.open("Giulia Conti", BLANK), windows.open("Ioana Petrescu", BLANK)
    number = opens_case(giulia, "News while a menu is open", severity=4)
    ioana.goto(f"/desk/cases/{number}")
    ioana.keyboard.press(".")
    merge = ioana.get_by_role("link", name=re.compile("^Merge"))
    expect(merge).to_be_visible()
    ioana.evaluate(LISTENS)
    with ioana.expect_console_message(lambda line: line.text == "news came"):
        writes(giulia, "One thing more.")
    expect(merge).to_be_visible()
    expect(said(ioana, "One thing more.")).to_have_count(0)
    ioana.keyboard.press("Escape")
    expect(said(ioana, "One thing more.")).to_be_visible()
