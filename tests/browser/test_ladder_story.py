"""Issue 5, "Done when": a customer climbs all four rungs, is heard, is comfortable; the case goes back to its owner."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import answers
from tests.browser.climbing import Letters, does_all, finds, not_yet, takes_call
from tests.browser.posts import posts, shown_case
from tests.browser.windows import BLANK, Windows, turns_away

OWNER, DUTY_MANAGER, OUTSIDE = "Ioana Petrescu", "Sorin Dumitru", "Linh Tran"
FAILED = "The conference ended without a plan, and nobody called at nine."
WHY_FOUR = "The plan changed hands three times."
LETTER = "Three escalations, and it still fails over. Who decides?"


@dataclass(frozen=True)
class Story:
    """One customer: who climbs, who answers at the top, and by rung whom O8 names, by their first names."""

    customer: str
    firm: str
    at_the_top: str
    told: Mapping[int, str]
    outside: tuple[str, ...] = field(default=())


FERROVIA = Story(
    "Giulia Conti",
    "Ferrovia Lombarda",
    "Arjun Deshmukh",
    {
        1: "ioana lucas sorin",
        2: "bao helena ioana lucas renee sorin",
        3: "arjun bao birgit lucas miriam renee sorin",
        4: "arjun bao colette ivo lucas miriam renee sorin",
    },
)
HAFENWERK = Story(
    "Silke Brandt",
    "Hafenwerk Logistik",
    DUTY_MANAGER,
    {1: "ioana nora sorin", 2: "helena ioana nora sorin", 3: "birgit nora sorin", 4: "nora sorin"},
    outside=(OUTSIDE, "Arjun Deshmukh"),
)
INSIDE = "SELECT bool_and(p.region = 'emea') FROM {} WHERE c.number = '{}'"
TOLD = "alert a JOIN person p ON p.id = a.person_id AND p.kind = 'staff' JOIN support_case c ON c.id = a.case_id"


@pytest.mark.parametrize("story", [FERROVIA, HAFENWERK], ids=lambda story: story.firm)
def test_four_rungs_climb_each_reaches_whom_the_table_names_and_the_case_goes_back_to_its_owner(
    windows, real_desk, story
):
    customer, owner, manager = (windows.open(name, BLANK) for name in (story.customer, OWNER, DUTY_MANAGER))
    number = shown_case(customer, owner, f"Fails over every hour at {story.firm}")
    letters = Letters(real_desk, number)
    posts(owner, f"/desk/cases/{number}/ownerships", seen="")
    answers(owner, "I have it.")

    asks_for_a_video_conference(customer)
    climbed(customer, owner, "You asked for a video conference", 1)
    does_all(owner, number)

    not_yet(customer)
    customer.locator("#ladder").get_by_role("button", name="Escalate to Management").click()
    climbed(customer, owner, "You escalated to management", 2)
    does_all(manager, number)
    expect(customer.locator("#ladder")).to_contain_text("By phone")
    expect(kept(customer, "Answer on rung 2")).to_contain_text("kept")

    not_yet(customer)
    on_shift = duty_manager_on_shift(customer, number)
    andrei = windows.open("Andrei Voicu", BLANK)
    takes_call(andrei, number, story.customer, "Once more, and nobody called at nine.")
    turns_away(andrei)
    climbed(customer, owner, "Andrei Voicu took your call for the Duty Manager", 3)
    third = does_all(manager, number)
    finds(manager, number, third, FAILED)

    not_yet(customer)
    writes_to_leadership(customer)
    climbed(customer, owner, "You wrote to support leadership", 4)
    stands_on_the_board(manager, number)
    at_the_top = windows.open(story.at_the_top, BLANK)
    at_the_top.goto(f"/desk/cases/{number}")
    turns_away(at_the_top)
    fourth = does_all(at_the_top, number)

    named = {rung: sorted(names.split()) for rung, names in story.told.items()}
    assert letters.arrived() == named | {3: sorted({*named[3], on_shift})}
    customer.get_by_role("button", name="Yes, I am comfortable").click()
    expect(customer.locator("#ladder")).to_contain_text("when our own part of it is written up")
    finds(at_the_top, number, fourth, WHY_FOUR)
    went_back(customer, owner, number)
    findings_stand(owner, customer, number)
    reaches_nobody_outside(windows, real_desk, story, number)


def asks_for_a_video_conference(customer: Page) -> None:
    customer.locator("#doors").get_by_role("link", name="Request an escalation").click()
    customer.get_by_label("A video conference").check()
    customer.get_by_label("When would it suit you?").fill("Any time today")
    customer.get_by_role("button", name="Ask for it").click()


def writes_to_leadership(customer: Page) -> None:
    customer.locator("#ladder").get_by_role("link", name="Write to support leadership").click()
    customer.get_by_label("Your letter").fill(LETTER)
    customer.get_by_role("button", name="Send it to support leadership").click()


def climbed(customer: Page, owner: Page, says: str, rung: int) -> None:
    """The rung stands on both pages, and nobody has reloaded the owner's."""
    expect(customer.locator(".ladder .on")).to_contain_text(says)
    expect(owner.locator(".climbed h2")).to_contain_text(f"rung {rung} since")
    expect(owner.locator(".climbed .ladder .on .step")).to_have_text(str(rung))
    expect(customer.locator(".ladder .done")).to_have_count(rung)  # with the ground


def kept(customer: Page, promise: str) -> object:
    return customer.locator("#every li").filter(has=customer.get_by_role("heading", name=re.compile(promise)))


def duty_manager_on_shift(customer: Page, number: str) -> str:
    """Return the first name of whoever answers a call at this hour, as the customer reads it beforehand."""
    said = customer.request.get(f"/cases/{number}/escalations").text()
    return "radu" if "Radu Marin" in said else "sorin"


def stands_on_the_board(manager: Page, number: str) -> None:
    manager.goto("/desk/escalations")
    row = manager.locator("li, tr").filter(has_text=number).first
    expect(row).to_contain_text("4")
    expect(row).to_contain_text("Nobody yet")
    turns_away(manager)


def went_back(customer: Page, owner: Page, number: str) -> None:
    expect(customer.locator("#ladder")).to_contain_text("Your escalation has ended")
    expect(customer.locator("#ladder")).to_contain_text(f"{OWNER} has your case again")
    expect(owner.locator(".climbed")).to_contain_text("The case is yours alone again.")
    owner.goto("/desk/escalations")
    expect(owner.locator("main")).not_to_contain_text(number)
    owner.goto("/desk/alerts")
    expect(owner.locator("#alerts")).to_contain_text(f"{number}: the escalation is settled, and the case is yours")


def findings_stand(owner: Page, customer: Page, number: str) -> None:
    owner.goto(f"/desk/cases/{number}/escalation")
    for words in (FAILED, WHY_FOUR):
        expect(owner.locator(".thread")).to_contain_text(words)
        expect(customer.locator("body")).not_to_contain_text(words)


def reaches_nobody_outside(windows: Windows, real_desk, story: Story, number: str) -> None:
    """Of a customer of EMEA alone nobody elsewhere has an alert, a letter or a page; the letters hold the number."""
    if not story.outside:
        return
    assert real_desk.as_superuser(INSIDE.format(TOLD, number)) == "t"
    assert Letters(real_desk, number).subjects() == {number}
    windows.expect_status(404)
    for name in story.outside:
        stranger = windows.open(name, BLANK)
        assert stranger.goto(f"/desk/cases/{number}").status == 404
        stranger.goto("/desk/escalations")
        expect(stranger.locator("main")).not_to_contain_text(number)
