"""Everything by keys alone; single letters never act on somebody who types, and can be switched off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import arrives, composer, number_of, said
from tests.browser.posts import shown_case
from tests.browser.probes import FOCUS_UNSEEN
from tests.browser.windows import BLANK

LETTERS = "nrtasxwjkog?/"


@pytest.fixture
def giulia(windows) -> Page:
    return windows.open("Giulia Conti", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    return windows.open("Ioana Petrescu", BLANK)


@pytest.fixture
def case(giulia, ioana) -> str:
    """A new case, shown to both."""
    return shown_case(giulia, ioana, "By keys alone")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the wanted element has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"Tab never reached {wanted}")


@pytest.mark.parametrize(
    ("name", "path"), [("Giulia Conti", "/"), ("Giulia Conti", "/cases/new"), ("Ioana Petrescu", "/desk/")]
)
def test_the_first_tab_offers_to_skip_to_the_work(windows, name, path):
    page = windows.open(name, path)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the work")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(("name", "path"), [("Giulia Conti", "/cases/new"), ("Ioana Petrescu", "/desk/?view=open")])
def test_wherever_tab_leads_the_focus_can_be_seen(windows, name, path):
    page = windows.open(name, path)
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(FOCUS_UNSEEN))
    assert [element for element in unseen if element] == []


def test_a_case_is_opened_with_keys_alone(giulia):
    giulia.goto("/")
    tab_to(giulia, "a[href='/cases/new'].primary")
    giulia.keyboard.press("Enter")
    arrives(giulia, "/cases/new")
    expect(giulia.get_by_role("heading", level=1)).to_have_text("Open a case")
    tab_to(giulia, "#product")
    giulia.keyboard.press("ArrowDown")
    tab_to(giulia, "#subject")
    giulia.keyboard.type("Keys only, no mouse")
    tab_to(giulia, "[name=severity]")
    giulia.keyboard.press("Space")
    expect(giulia.locator("#sev1")).to_be_checked()
    giulia.keyboard.press("ArrowDown")
    expect(giulia.locator("#expect [data-sev='2']")).to_be_visible()
    tab_to(giulia, "#text")
    giulia.keyboard.type("The mouse is broken.")
    giulia.keyboard.press("Control+Enter")
    expect(giulia.get_by_role("heading", level=1)).to_have_text("Keys only, no mouse")


def test_what_fetches_itself_again_keeps_the_focus_where_it_was(windows):
    sorin = windows.open("Sorin Dumitru", "/desk/releases")
    link = sorin.locator("#releases th a").first
    link.focus()
    sorin.locator("#delayed").evaluate("(one) => { one.textContent = 'Alerts delayed since noon.'; }")
    link.evaluate("(one) => { one.dataset.old = 'yes'; document.body.dispatchEvent(new CustomEvent('live')); }")
    expect(sorin.locator("#releases th a").first).not_to_have_attribute("data-old", "yes")
    expect(sorin.locator("#releases th a").first).to_be_focused()
    expect(sorin.locator("#delayed")).to_be_empty()  # it comes with the side


def test_rows_are_walked_and_opened_by_keys(ioana):
    ioana.goto("/desk/?view=open")
    rows = ioana.locator("tr[data-row]")
    first, second = (rows.nth(at).get_attribute("data-row") for at in (0, 1))
    ioana.keyboard.press("j")
    expect(ioana.locator("tr.cursor")).to_have_attribute("data-row", first or "")
    ioana.keyboard.press("j")
    expect(ioana.locator("tr.cursor")).to_have_attribute("data-row", second or "")
    ioana.keyboard.press("k")
    expect(ioana.locator("tr.cursor")).to_have_attribute("data-row", first or "")
    ioana.keyboard.press("j")
    ioana.keyboard.press("Enter")
    arrives(ioana, f"/desk/cases/{second}")
    ioana.keyboard.press("g")
    ioana.keyboard.press("a")
    arrives(ioana, "/desk/alerts")


def test_r_replies_and_ctrl_enter_sends(ioana, case):
    ioana.keyboard.press("r")
    expect(ioana.locator("#m-public")).to_be_checked()
    expect(composer(ioana)).to_be_focused()
    ioana.keyboard.type("Answered without a mouse.")
    ioana.keyboard.press("Control+Enter")
    expect(said(ioana, "Answered without a mouse.")).to_contain_text("Public")
    expect(composer(ioana)).to_have_value("")


def test_n_writes_a_note_and_w_says_why(ioana, case):
    ioana.keyboard.press("w")
    expect(ioana.get_by_role("dialog").filter(has_text="Why is the first response due")).to_be_visible()
    ioana.keyboard.press("Escape")
    ioana.keyboard.press("n")
    expect(composer(ioana)).to_be_focused()
    ioana.keyboard.type("Only for us.")
    ioana.keyboard.press("Control+Enter")
    expect(said(ioana, "Only for us.")).to_contain_text("Internal note")


def test_a_asks_who_takes_it(ioana, case):
    ioana.keyboard.press("a")
    arrives(ioana, f"/desk/cases/{case}/owner")


def test_letters_typed_into_a_text_are_a_text(ioana, case):
    composer(ioana).click()
    ioana.keyboard.type(LETTERS)
    expect(composer(ioana)).to_have_value(LETTERS)
    expect(ioana.locator("#m-note")).to_be_checked()
    expect(ioana.locator(":popover-open, dialog[open]")).to_have_count(0)
    assert number_of(ioana) == case

    ioana.get_by_role("searchbox").click()
    ioana.keyboard.type("jk?")
    expect(ioana.get_by_role("searchbox")).to_have_value("jk?")
    expect(ioana.locator("dialog[open]")).to_have_count(0)


def test_single_keys_can_be_switched_off_and_on(ioana):
    ioana.goto("/desk/?view=open")
    ioana.keyboard.press("?")
    keys = ioana.get_by_role("dialog", name="Keys")
    keys.get_by_label("Switch single keys off in this browser").check()
    keys.get_by_role("button", name="Close").click()
    ioana.keyboard.press("j")
    expect(ioana.locator("tr.cursor")).to_have_count(0)

    ioana.keyboard.press("?")
    keys.get_by_label("Switch single keys off in this browser").uncheck()
    ioana.keyboard.press("Escape")
    ioana.keyboard.press("j")
    expect(ioana.locator("tr.cursor")).to_have_count(1)


def test_enter_never_sends_a_message(giulia, ioana, case):
    ioana.locator("#m-public").focus()
    ioana.keyboard.press("Enter")
    composer(ioana).focus()
    ioana.keyboard.type("One line")
    ioana.keyboard.press("Enter")
    ioana.keyboard.type("and another")
    expect(composer(ioana)).to_have_value("One line\nand another")
    ioana.locator("#m-public").focus()
    ioana.keyboard.press("Enter")

    giulia.get_by_label("Your message").focus()
    giulia.keyboard.type("Still")
    giulia.keyboard.press("Enter")
    giulia.keyboard.type("typing")
    expect(giulia.get_by_label("Your message")).to_have_value("Still\ntyping")
    giulia.keyboard.press("Control+Enter")
    expect(said(giulia, "typing")).to_be_visible()  # had Enter sent anything on either side, it would stand above
    expect(said(giulia, "One line")).to_have_count(0)
    expect(said(ioana, "typing")).to_be_visible()
    expect(said(ioana, "One line")).to_have_count(0)
    expect(composer(ioana)).to_have_value("One line\nand another")
