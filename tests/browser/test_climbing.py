"""A customer climbs by keys alone, is answered, is not comfortable, and climbs on with one press (O7, O8.4, O8.5)."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import answers, arrives
from tests.browser.posts import posts, shown_case
from tests.browser.windows import BLANK

HIDDEN = r'name="{}"[^>]* value="([^"]+)"'


def presses(page: Page, what: Locator, key: str = "Enter") -> None:
    what.focus()
    page.keyboard.press(key)


def does_all(ioana: Page, number: str) -> None:
    """Take the escalation, and do all that is owed there."""
    room = f"/desk/cases/{number}/escalation"
    html = ioana.request.get(room).text()
    named = {"escalation": re.findall(HIDDEN.format("escalation"), html)[0]}
    posts(ioana, f"{room}/ownerships", **named)
    at = re.findall(HIDDEN.format("at"), ioana.request.get(room).text())[0]
    posts(ioana, f"{room}/duties", **named, duty="contact", how="phone", at=at, text="We spoke.")
    for duty, text in (("details", "+40 256 555 101"), ("plan", "The trace by noon."), ("parties", "Nobody else.")):
        posts(ioana, f"{room}/duties", **named, duty=duty, text=text)


def test_a_customer_climbs_by_keys_is_answered_and_climbs_on_with_one_press(windows):
    giulia, ioana = (windows.open(name, BLANK) for name in ("Giulia Conti", "Ioana Petrescu"))
    number = shown_case(giulia, ioana, "Climbed by keys")
    answers(ioana, "We look at it.")
    posts(ioana, f"/desk/cases/{number}/ownerships", seen="")
    presses(giulia, giulia.locator("#doors").get_by_role("link", name="Request an escalation"))
    arrives(giulia, f"/cases/{number}/escalations$")
    expect(giulia.get_by_text("gives you their own contact details")).to_be_visible()
    presses(giulia, giulia.get_by_label("A video conference"), "Space")
    giulia.keyboard.press("Tab")  # to what belongs to it, and nothing else stands between
    giulia.keyboard.type("Any time today")
    giulia.keyboard.press("Enter")
    arrives(giulia, f"/cases/{number}#ladder$")
    expect(giulia.locator(".ladder .on")).to_contain_text("You asked for a video conference")

    does_all(ioana, number)
    question = giulia.get_by_label("Is there anything we should know?")
    expect(question).to_be_visible()  # the page learns of it by itself
    question.focus()
    giulia.keyboard.type("It is slow.")
    answers(ioana, "One more word meanwhile.")
    expect(giulia.locator("#thread")).to_contain_text("One more word meanwhile.")
    expect(question).to_have_value("It is slow.")
    presses(giulia, giulia.get_by_role("button", name="Not yet"))
    expect(giulia.locator("#ladder")).to_contain_text("The next step: Escalate to Management")
    climb = giulia.locator("#ladder").get_by_role("button", name="Escalate to Management")
    climb.focus()
    climb.evaluate("one => { one.dataset.before = 'the news'; }")
    posts(ioana, f"/desk/cases/{number}/messages", text="And one more.", mode="public", seen="99")
    expect(giulia.locator("[data-before]")).to_have_count(0)
    expect(climb).to_be_focused()  # it is another button, and stands where the first stood
    giulia.keyboard.press("Enter")
    expect(giulia.locator(".ladder .on")).to_contain_text("You escalated to management")
    expect(giulia.locator("#thread")).to_contain_text("It is slow.")
