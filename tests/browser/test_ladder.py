"""The escalation room by keys alone: a duty manager takes a call, does the four duties, notes comfort (O7.5, O8.5)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import arrives
from tests.browser.looking import assert_for_everybody, wide_again
from tests.browser.posts import posts_case
from tests.browser.test_keyboard import tab_to
from tests.browser.windows import BLANK

SAID = "Third failover today."
NEWS_HELD_UP = """() => new Promise((done) => {
  document.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.requestConfig.path.includes('/escalation')) done();
  });
  document.body.dispatchEvent(new CustomEvent('live'));
})"""
SIDE_IS_NEW = """() => {
  window.sideIsNew = new Promise((done) => document.addEventListener('htmx:afterSwap', (event) => {
    if (event.target.id === 'side') done();
  }));
}"""


@pytest.fixture
def number(windows) -> str:
    """A new case of Silke's, whose plan includes phone."""
    return posts_case(windows.open("Silke Brandt", BLANK), "By keys up the ladder")


def presses(page: Page, *wanted: tuple[str, str]) -> None:
    """Tab to each field and type into it, then press Enter on the key of its form."""
    for field, text in wanted:
        tab_to(page, field)
        page.keyboard.type(text)
    with page.expect_navigation():
        tab_to(page, f"form:has({wanted[-1][0]}) .starts button")
        page.keyboard.press("Enter")


def test_a_duty_manager_takes_a_call_and_answers_it_by_keys_alone(windows, number):
    sorin = windows.open("Sorin Dumitru", f"/desk/cases/{number}/calls?rung=3")
    presses(sorin, ("#who", "Silke Brandt"), ("#text", SAID))
    arrives(sorin, "/escalation$")
    with sorin.expect_navigation():
        sorin.keyboard.press("t")
    expect(sorin.get_by_role("heading", name="You own this escalation")).to_be_visible()
    assert_for_everybody(sorin)
    wide_again(sorin)
    sorin.goto(f"/desk/cases/{number}")
    sorin.keyboard.press("e")
    arrives(sorin, "/escalation$")

    presses(sorin, ("#how", "By phone"), ("#text-contact", "Ships are waiting."))
    presses(sorin, ("#text-details", ""))
    presses(sorin, ("#text-plan", "A fix by six; we call at five."))
    presses(sorin, ("#text-parties", "Nobody else is needed."))
    expect(sorin.get_by_role("heading", name="What was done")).to_be_visible()
    presses(sorin, ("#text-findings", "There was none before: they came straight here."))
    presses(sorin, ("[name=comfortable]", " "), ("#text-comfort", "Silke, by phone at five."))
    expect(sorin.get_by_text("Nothing is open on the ladder")).to_be_visible()
    assert_for_everybody(sorin)

    sorin.goto(f"/desk/cases/{number}")
    expect(sorin.get_by_text("It stood on rung 3.")).to_be_visible()


def test_the_room_follows_what_others_do_and_leaves_every_word_alone(windows):
    """Also where somebody else takes it over: then the words stand above the page, to be copied."""
    number = posts_case(windows.open("Giulia Conti", BLANK), "Two in one room")
    sorin = in_the_room(windows, number)
    plan = sorin.locator("#text-plan")
    plan.click()
    sorin.keyboard.type("A fix by ")
    sorin.locator("#comfortable-no").check()
    plan.focus()
    renee = windows.open("Renée Castillo", f"/desk/cases/{number}/escalation")
    renee.locator("#comfortable-no").check()
    renee.get_by_label("Who said so, how and when").fill("Giulia, by phone.")
    renee.get_by_role("button", name="Note what they said").click()

    expect(sorin.get_by_text("Not comfortable, said")).to_be_visible()
    expect(sorin.locator("#room-log")).to_contain_text("not comfortable with the progress yet")
    expect(plan).to_be_focused()
    sorin.keyboard.type("six.")
    expect(plan).to_have_value("A fix by six.")
    expect(sorin.locator("#comfortable-no")).to_be_checked()
    assert_for_everybody(sorin)
    wide_again(sorin)

    renee.get_by_role("button", name="Take it over from Sorin Dumitru").click()
    expect(sorin.get_by_role("heading", name="Renée Castillo owns this escalation")).to_be_visible()
    expect(plan).to_have_count(0)
    expect(sorin.get_by_role("textbox", name="What you wrote")).to_have_value("A fix by six.")
    assert_for_everybody(sorin)


def test_a_caret_stays_where_it_is_though_news_came_in_the_midst_of_a_press(windows):
    """What the press held up keeps no old place of the caret for the next part that reads itself again."""
    sorin = in_the_room(windows, posts_case(windows.open("Giulia Conti", BLANK), "A long press"))
    plan = sorin.locator("#text-plan")
    plan.hover()
    sorin.mouse.down()
    sorin.evaluate(NEWS_HELD_UP)
    rooms = holds(sorin, lambda address: address == sorin.url)
    sides = holds(sorin, lambda address: "/desk/side?" in address)
    with sorin.expect_request(lambda request: "/desk/side?" in request.url):
        sorin.mouse.up()
    sorin.keyboard.type("Soon")
    sorin.evaluate(SIDE_IS_NEW)
    for route in sides:
        route.continue_()
    sorin.evaluate("() => window.sideIsNew")
    sorin.keyboard.type(".")
    expect(plan).to_have_value("Soon.")

    for route in rooms:
        route.continue_()
    sorin.unroute_all()
    expect(plan).to_be_focused()


def in_the_room(windows, number):
    """Let Sorin escalate a case by a call, take it, and stand in its room."""
    sorin = windows.open("Sorin Dumitru", f"/desk/cases/{number}/calls?rung=2")
    presses(sorin, ("#who", "Giulia Conti"), ("#text", SAID))
    with sorin.expect_navigation():
        sorin.get_by_role("button", name="Take this escalation").click()
    return sorin


def holds(page, asked):
    """Let what is asked for wait, and return it."""
    held = []

    def take(route):
        held.append(route)

    page.route(asked, take)
    return held
