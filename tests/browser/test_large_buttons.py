"""The three large buttons of what pages: call, pass on, I have it; at the desk and on a phone (O8.6)."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import arrives
from tests.browser.posts import posts, shown_case
from tests.browser.windows import BLANK, NARROW, WIDE

FINGER, POINTER = 44, 24  # pixels that a button is high at least
BOXES = """said => {
    const row = [...document.querySelectorAll('#alerts li')].find((one) => one.textContent.includes(said));
    const pressed = [...row.querySelectorAll('.large :is(button, a, select)')];
    return pressed.map((one) => one.getBoundingClientRect().toJSON());
}"""


def row_of(page: Page, number: str) -> Locator:
    """Return the alert that says that a case was escalated."""
    return page.locator("#alerts li").filter(has_text=f"{number} was escalated to rung 1")


def assert_reachable(page: Page, number: str, size: tuple[int, int]) -> None:
    """Each button is large enough, within the window, and none lies over another."""
    expect(row_of(page, number)).to_be_visible()
    boxes = page.evaluate(BOXES, f"{number} was escalated to rung 1")  # at one moment: news may put another list there
    assert len(boxes) == 4  # with for how long
    least = FINGER if size == NARROW else POINTER
    for box in boxes:
        assert box["height"] >= least
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
    places = sorted((box["y"], box["x"], box["x"] + box["width"]) for box in boxes)
    assert all(two[1] >= one[2] for one, two in pairwise(places) if abs(one[0] - two[0]) < 1)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_who_is_told_calls_passes_on_and_the_one_who_gets_it_has_it(windows, size):
    giulia, ioana, matei = (windows.open(name, BLANK) for name in ("Giulia Conti", "Ioana Petrescu", "Matei Rusu"))
    number = shown_case(giulia, ioana, f"Pages at {size[0]}")
    posts(ioana, f"/desk/cases/{number}/ownerships", seen="")
    posts(giulia, f"/cases/{number}/escalations", rung="1", asks="duty-manager", text="Who decides?")

    ioana.set_viewport_size({"width": size[0], "height": size[1]})
    ioana.goto("/desk/alerts")
    row = row_of(ioana, number)
    assert_reachable(ioana, number, size)
    expect(row.get_by_role("link", name="Call Giulia Conti")).to_have_attribute("href", "tel:+390255500174")
    row.get_by_role("link", name=re.compile("^Pass on")).click()
    arrives(ioana, "/passings$")
    ioana.get_by_label("Pass it on to").select_option(label="Matei Rusu, EMEA")
    ioana.get_by_role("button", name="Pass it on").click()
    arrives(ioana, "/desk/alerts$")
    expect(row).to_contain_text("You passed it on to Matei Rusu")

    matei.set_viewport_size({"width": size[0], "height": size[1]})
    matei.goto("/desk/alerts")
    theirs = row_of(matei, number)
    expect(theirs).to_contain_text("Ioana Petrescu passed it on to you")
    theirs.get_by_label("For how long").select_option(label="1 hour")
    theirs.get_by_role("button", name=re.compile("^I have it")).click()
    expect(theirs).to_contain_text("You have it until")
    expect(theirs.get_by_role("button", name=re.compile("^Keep it longer"))).to_be_visible()
    expect(row).to_contain_text("Matei Rusu has it until")  # the other window learns of it by itself
    expect(row.get_by_role("button", name=re.compile("^I have it"))).to_have_count(0)
    expect(row.get_by_role("link", name="Call Giulia Conti")).to_be_visible()  # that still helps
