"""A release between three windows: identified, dated, accepted, moved, told (O5.3, O6.3, O6.4); by hand and by key."""

import re
from datetime import datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import answers, arrives, composer, said, turns_public
from tests.browser.posts import PRODUCT, posts, shown_case
from tests.browser.windows import BLANK, NARROW

CUSTOMER, ENGINEER, MANAGER = "Silke Brandt", "Ioana Petrescu", "Sorin Dumitru"


class Story:
    """Three windows on one case of severity 1 that was answered, and a release of its product, named after the test."""

    def __init__(self, opened, name: str, *, scripted: bool = True) -> None:
        self.scripted = scripted
        self.silke, self.ioana, self.sorin = (opened(who, BLANK) for who in (CUSTOMER, ENGINEER, MANAGER))
        self.name, self.fix = name, f"FX-{name}"
        self.number = shown_case(self.silke, self.ioana, f"Waits for {name}")
        answers(self.ioana, "We look at it.")
        expect(said(self.ioana, "We look at it.")).to_be_visible()
        self.product = PRODUCT.findall(self.silke.request.get("/cases/new").text())[0]
        self.sorin.goto("/desk/releases/new")
        owner = self.sorin.locator("#owner option", has_text=MANAGER).get_attribute("value") or ""
        fields = {"product": self.product, "name": name, "planned_at": ahead(3), "owner": owner}
        posts(self.sorin, "/desk/releases/new", **fields)
        self.sorin.goto("/desk/releases")
        self.release = self.sorin.get_by_role("link", name=name, exact=True).get_attribute("href") or ""

    def identified(self) -> None:
        """Fill the release with a fix for which the case waits."""
        new = {"fix": "new", "new_key": self.fix, "title": f"Made for {self.name}", "product": self.product}
        posts(self.ioana, f"/desk/cases/{self.number}/fixes", **new)
        self.sorin.goto(self.release)
        option = self.sorin.locator("#fix option", has_text=self.fix).get_attribute("value") or ""
        posts(self.sorin, f"{self.release}/assignments", fix=option)

    def dated(self) -> None:
        """Give the customer the date that is planned."""
        self.identified()
        self.ioana.goto(f"/desk/cases/{self.number}/dates")
        self.ioana.get_by_role("button", name="Give the date").click()
        arrives(self.ioana, f"/desk/cases/{self.number}$")

    def moves(self) -> None:
        """Move the release by a week, after a look at what that touches."""
        self.sorin.goto(f"{self.release}/moves")
        self.sorin.get_by_label("Date and hour").fill(ahead(10))
        self.sorin.get_by_label("Why").fill("The long run found a second leak.")
        self.sorin.get_by_role("button", name="Show what it touches").click()
        expect(self.sorin.get_by_role("heading", name="1 case of 1 customer")).to_be_visible()
        self.sorin.get_by_role("button", name="Move the release").click()
        arrives(self.sorin, f"{self.release}$")

    def comes(self, page: Page, words: str | re.Pattern[str]) -> None:
        """Wait until a page says something; without a script somebody has to look again."""
        found = page.get_by_text(words).first
        for _ in range(0 if self.scripted else 60):
            if found.is_visible():
                return
            page.reload()
        expect(found).to_be_visible()


def ahead(days: int) -> str:
    """Return a moment so many days from now, at ten, as a field of a form has it."""
    return (datetime.now() + timedelta(days=days)).replace(hour=10, minute=0).strftime("%Y-%m-%dT%H:%M")


def card(page: Page):
    return page.locator(".release.dated")


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without scripts, on a phone"])
def test_a_date_is_accepted_slips_and_is_told_anew(windows, scripted):
    size = {} if scripted else {"size": NARROW}
    story = Story(partial(windows.open, javascript=scripted, **size), f"7.{int(scripted)}.1", scripted=scripted)
    story.dated()
    silke, sorin = story.silke, story.sorin
    silke.goto(f"/cases/{story.number}")
    expect(card(silke).get_by_role("heading")).to_have_text(re.compile(f"Hotfix {story.name} is expected on"))
    expect(card(silke)).not_to_contain_text(story.fix)
    silke.get_by_role("button", name="Accept this date, stop the updates").click()
    expect(card(silke).get_by_role("heading")).to_contain_text("You accepted")

    story.moves()
    story.comes(silke, "The date that you accepted has moved")
    expect(card(silke)).to_contain_text("every 2 hours")
    story.comes(sorin, "1 notice to be sent")
    sorin.get_by_role("link", name="1 notice to be sent").click()
    arrives(sorin, "/notices$")
    expect(sorin.locator("#drafts")).to_contain_text("You had accepted the earlier date.")
    sorin.get_by_role("button", name="Send what is ticked").click()
    arrives(sorin, "going=1")
    story.comes(silke, re.compile(f"Hotfix {story.name} is expected on"))
    expect(said(silke, f"Release {story.name}, which carries the fix for your case")).to_be_visible()
    sorin.goto(f"{story.release}/notices?view=sent")
    expect(sorin.locator("#drafts")).to_contain_text(MANAGER)
    for page in (silke, sorin):
        assert page.evaluate("document.documentElement.scrollWidth") <= (page.viewport_size or {})["width"]


def test_a_notice_comes_into_the_composer_while_one_writes_and_is_ticked_and_sent_by_keys_alone(windows):
    story = Story(windows.open, "7.2.1")
    story.dated()
    ioana = story.ioana
    ioana.goto(f"/desk/cases/{story.number}")
    turns_public(ioana)
    composer(ioana).fill("It has moved by a week.")
    story.moves()
    tick = ioana.get_by_role("checkbox", name=re.compile(f"This is the notice that {story.name} moved"))
    expect(tick).to_be_visible()
    expect(composer(ioana)).to_have_value("It has moved by a week.")

    composer(ioana).focus()
    ioana.keyboard.press("Tab")
    expect(tick).to_be_focused()
    ioana.keyboard.press("Space")
    expect(tick).to_be_checked()
    ioana.keyboard.press("Shift+Tab")
    ioana.keyboard.press("Control+Enter")
    expect(said(ioana, "It has moved by a week.")).to_be_visible()
    expect(tick).to_have_count(0)
    expect(composer(ioana)).to_have_value("")


def test_a_release_is_reached_moved_and_shipped_by_keys_alone(windows):
    story = Story(windows.open, "7.3.1")
    story.identified()
    sorin = story.sorin
    sorin.goto("/desk/")
    sorin.keyboard.press("g")
    sorin.keyboard.press("f")
    arrives(sorin, "/desk/releases$")
    sorin.get_by_role("link", name=story.name, exact=True).focus()
    sorin.keyboard.press("Enter")
    arrives(sorin, f"{story.release}$")
    sorin.get_by_role("link", name="It is out").focus()
    sorin.keyboard.press("Enter")
    arrives(sorin, "/shipments$")
    sorin.get_by_role("button", name="Show what it touches").focus()
    sorin.keyboard.press("Enter")
    expect(sorin.get_by_text("the fix is out, nothing more is owed")).to_be_visible()
    sorin.get_by_role("button", name="It is out").focus()
    sorin.keyboard.press("Enter")
    arrives(sorin, f"{story.release}$")
    expect(sorin.locator(".expected")).to_contain_text("out since")


def test_words_typed_into_a_notice_outlive_a_reload_and_are_gone_once_they_are_sent(windows):
    story = Story(windows.open, "7.4.1")
    story.dated()
    story.moves()
    sorin = story.sorin
    story.comes(sorin, "1 notice to be sent")
    sorin.goto(f"{story.release}/notices")
    sorin.get_by_role("link", name=re.compile("^Read and edit")).click()
    words = sorin.get_by_label("What Hafenwerk Logistik reads")
    words.fill("We are sorry: a week later.")
    sorin.reload()
    expect(words).to_have_value("We are sorry: a week later.")
    sorin.get_by_role("button", name=re.compile("^Send to")).click()
    arrives(sorin, "/notices$")
    assert sorin.evaluate("Object.keys(sessionStorage).filter(key => key.includes('notice-'))") == []
    expect(said(story.silke, "We are sorry: a week later.")).to_be_visible()
