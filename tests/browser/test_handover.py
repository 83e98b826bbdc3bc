"""The handover of issue 4, "Done when": at 14:05 UTC EMEA hands eleven cases to the Americas, on one page (O2.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import unified_diff
from functools import partial
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import NUMBER, arrives
from tests.browser.running import RunningDesk, running_desk, sundial
from tests.browser.telling_time import begin_at, goes_on_to, next_weekday
from tests.browser.windows import Windows

FIVE_PAST_TWO = next_weekday(14, 5)
RESTRICTED = ("Gateway drops every session under load", "Scanner memory grows until the node restarts")
SORIN, GRACE, RENEE, MATEI, LINH = "Sorin Dumitru", "Grace Okafor", "Renée Castillo", "Matei Rusu", "Linh Tran"
# Manager on shift in the Americas are by turns Renée, Renée and Howard, week by week from the one in which the plan was
# begun: 17 days and 2 hours before. That is the Friday to Sunday of three weeks ago for a Monday to Wednesday, so Renée
# has her first week again; for a Thursday and a Friday the Monday and Tuesday of two weeks ago, so Howard has his.
MANAGING = (RENEE, RENEE, RENEE, "Howard Pike", "Howard Pike")[FIVE_PAST_TWO.weekday()]
TWELVE = 12
CHANGES = re.compile(
    r"\d+ (min|h)( \d\d)?|\d\d:\d\d|(not seen )?at the desk|^\d+ of \d+$", re.MULTILINE
)  # by itself, and with who comes in
HEARING = """() => new Promise((opened) => {
    document.body.dataset.heard = '';
    const stream = new EventSource('/live');
    for (const name of ['live', 'desk']) stream.addEventListener(name, () => { document.body.dataset.heard += name; });
    stream.addEventListener('open', opened);
})"""
SIGHTS = ("handover", "", "?view=open", "?view=severity-1", "?view=late", "board", "alerts", "coverage", "customers")


@pytest.fixture(scope="module")
def desk(browser) -> Iterator[RunningDesk]:
    """A desk of its own, at five past two UTC, in the hour in which EMEA and the Americas overlap."""
    with running_desk(partial(begin_at, FIVE_PAST_TWO)) as running:
        yield running
        assert not running.complaint, f"the desk complained:\n{running.complaint}"


@pytest.fixture
def people(browser, desk) -> Iterator[Windows]:
    seats = Windows(browser, desk.site)
    yield seats
    seats.close()
    seats.leave()


@dataclass
class Keys:
    """The keys of a window, really pressed, and counted."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.pressed += len(keys)


def test_twelve_cases_are_handed_over_by_keys_alone_in_three_minutes_with_twelve_keys_a_case(people):
    renee, linh = people.open(RENEE), people.open(LINH)
    began = monotonic()
    giver, receiver = Keys(renee), Keys(linh)
    giver.press("g", "h")
    arrives(renee, "/desk/handover")
    ticked = renee.locator("input[name=case]:checked").count()
    giver.press("r")
    for at in range(TWELVE):
        giver.press("j", *([] if at < ticked else ["x"]), "e", " ", "c", "a", "l", "l", "Escape")
    expect(renee.locator("input[name=case]:checked")).to_have_count(TWELVE)
    given = {one.get_attribute("value") for one in renee.locator("input[name=case]:checked").all()}
    giver.press("h")
    expect(renee.get_by_text("Offered already")).to_have_count(TWELVE)

    receiver.press("g", "h")
    arrives(linh, "/desk/handover")
    expect(linh.locator(".packet", has_text="Next step: call")).to_have_count(TWELVE)
    assert {one.get_attribute("data-row") for one in linh.locator(".to > li").all()} == given
    for row in linh.locator(".to > li").all():
        receiver.press("j", "x", *("p" for _ in row.locator(".pledge").all()))
    receiver.press("y")
    expect(linh.get_by_text("Nothing is handed over to you.")).to_be_visible()
    assert giver.pressed + receiver.pressed <= 12 * TWELVE
    assert monotonic() - began < 180


def test_who_writes_of_a_case_that_stays_at_home_goes_on_writing_while_the_page_fetches_itself_again(people):
    sorin = people.open(SORIN, "/desk/handover")
    sorin.keyboard.press("r")
    packet = sorin.locator("details.rests textarea").first
    packet.focus()
    sorin.keyboard.type("call")
    sorin.evaluate("document.getElementById('changing').dataset.before = 'yes'")
    sorin.evaluate("document.body.dispatchEvent(new CustomEvent('live'))")
    expect(sorin.locator("#changing[data-before]")).to_have_count(0)
    expect(packet).to_be_focused()
    sorin.keyboard.type(" them")
    expect(packet).to_have_value(re.compile(r"^Next step: call them\n"))


def numbers(part: Locator) -> set[str]:
    """Return the numbers of the cases that stand in a part of a page."""
    return {found[0] for found in NUMBER.finditer(part.inner_text())}


def sights(page: Page) -> dict[str, str]:
    """Return what somebody reads on their way through the desk."""
    found = {}
    for sight in SIGHTS:
        page.goto(f"/desk/{sight}")
        page.locator("#delayed").evaluate("(one) => { one.style.display = 'none'; }")  # hearts go by PostgreSQL
        found[sight] = CHANGES.sub("", page.locator("body").inner_text())
    return found


def hears(page: Page) -> None:
    """Open a further stream in a page, and write down what it says from now on."""
    page.evaluate(HEARING)


def coverage(desk: RunningDesk) -> tuple[int, str]:
    """Return how `sundial coverage` ends, and what it says of the coming week."""
    done = sundial(desk.home, "coverage", "--weeks", "1", may_fail=True)
    return done.returncode, done.stdout.strip()


def test_eleven_cases_go_to_the_americas_one_is_questioned_one_left_lying_and_two_stay_unknown(desk, people):
    sorin = people.open(SORIN, "/desk/handover")
    goes, stays = sorin.locator("ol.handed").nth(0), sorin.locator("ol.handed").nth(1)
    expect(goes.locator("input[name=case]:checked")).to_have_count(11)
    expect(stays.locator("li")).to_have_count(2)
    eleven, two = numbers(goes), numbers(stays)
    for subject in RESTRICTED:
        expect(stays).to_contain_text(subject)
    expect(sorin.locator("#to option:checked")).to_have_text("Americas: Whoever is on shift")
    assert sorin.locator("#due").input_value().endswith(there(FIVE_PAST_TWO.replace(minute=0), 1))

    grace = people.open(GRACE, "/desk/handover")
    expect(grace.get_by_text("Nothing is handed over to you.")).to_be_visible()
    sorin.get_by_role("button", name="Hand over what is ticked").first.click()
    expect(sorin.get_by_text("Offered already")).to_have_count(11)
    expect(grace.locator("#changing input[name=offer]")).to_have_count(11)  # without a reload
    assert numbers(grace.locator("section[aria-labelledby=receive-h]")) == eleven

    asked, lying, *others = sorted(eleven)
    written = sorin.locator(f"#text-{lying}")
    written.press("Control+Home")
    written.press_sequentially("Still typing. ")
    grace.locator(f"#question-{asked}").fill("Which build do they run?")
    grace.get_by_role("button", name=f"Ask about {asked}").click()
    expect(sorin.locator(f".from [data-row='{asked}']")).to_contain_text("Which build do they run?")
    expect(written).to_have_value(re.compile("Still typing"))
    expect(written).to_be_focused()
    answers(sorin, asked, lying)
    expect(grace.locator(f".to [data-row='{asked}']")).to_contain_text("They run 5.8.1 on both nodes.")
    for number in (asked, *others):
        grace.locator(f".to [data-row='{number}'] input[name=offer]").check()
    grace.get_by_label("I take over what was promised for my shift: diagnosis update, as agreed").check()
    grace.get_by_role("button", name="Accept what is ticked").click()
    expect(grace.locator("#changing input[name=offer]")).to_have_count(1)

    stay_unknown(people, sorin, two)
    left_lying(desk, people, lying)


def answers(sorin: Page, asked: str, lying: str) -> None:
    """Answer a question in the packet itself, and offer it anew, alone."""
    sorin.locator(f"#case-{asked}").check()
    sorin.locator(f"#text-{asked}").fill("They run 5.8.1 on both nodes.")
    sorin.get_by_role("button", name="Hand over what is ticked").first.click()
    expect(sorin.locator(f".from [data-row='{asked}']").get_by_text("Which build")).to_have_count(0)
    expect(sorin.locator(f"#text-{lying}")).to_have_value(re.compile("Still typing"))  # it outlives the press


def stay_unknown(people: Windows, sorin: Page, two: set[str]) -> None:
    """Give the restricted customer's two to a colleague for the night: the Americas learn nothing of them."""
    renee = people.open(RENEE, "/desk/handover")
    before = sights(renee)
    hears(renee)
    for number in two:
        sorin.locator(f"#case-{number}").check()
    sorin.locator("#to").select_option(label=f"EMEA: {MATEI}, Tier 3")
    sorin.get_by_role("button", name="Hand over what is ticked").first.click()
    matei = people.open(MATEI, "/desk/handover")
    assert numbers(matei.locator("section[aria-labelledby=receive-h]")) == two
    for number in two:
        matei.locator(f".to [data-row='{number}'] input[name=offer]").check()
    hears(sorin)
    for promised in matei.get_by_label("I take over what was promised for my shift").all():
        promised.check()  # on some days a fix is announced for the morning
    matei.get_by_role("button", name="Accept what is ticked").click()
    expect(matei.get_by_text("Nothing is handed over to you.")).to_be_visible()
    expect(sorin.locator("body")).to_have_attribute("data-heard", re.compile("live|desk"))  # whoever may know was told
    expect(renee.locator("body")).to_have_attribute("data-heard", "")
    after = sights(renee)
    differing = {sight: [*unified_diff(before[sight].splitlines(), after[sight].splitlines(), n=0)] for sight in SIGHTS}
    assert {sight: lines for sight, lines in differing.items() if lines} == {}
    said = "".join([*before.values(), *after.values()])
    assert not any(word in said for word in ("Hafenwerk", *RESTRICTED, *two))
    people.expect_status(404)
    for number in two:
        renee.goto(f"/desk/cases/{number}")
        expect(renee.get_by_role("heading", name="There is nothing at this address")).to_be_visible()


def left_lying(desk: RunningDesk, people: Windows, lying: str) -> None:
    """At three it alarms both Duty Managers, and the manager on shift where it was to go answers for it."""
    goes_on_to(desk, FIVE_PAST_TWO.replace(hour=15, minute=0) + timedelta(seconds=1))
    for manager in (SORIN, RENEE):
        page = people.open(manager, "/desk/alerts")
        missed = page.locator("#alerts li").filter(has_text=lying).filter(has_text="handover")
        expect(missed.first).to_be_visible()
    renee = people.open(RENEE, "/desk/handover")
    expect(renee.locator(f".to [data-row='{lying}']")).to_contain_text("at once, it was due")
    renee.goto(f"/desk/cases/{lying}")
    expect(renee.locator("main")).to_contain_text(f"gave the case to {MANAGING}")


def test_coverage_finds_the_hole_that_is_there_on_purpose_and_an_override_closes_it(desk, people):
    status, says = coverage(desk)
    sunday = FIVE_PAST_TWO + timedelta(days=6 - FIVE_PAST_TWO.weekday())
    assert status == 1
    assert says.count("\n") == 0
    assert f"{sunday:%A %-d %B}, 02:00 to 06:00 UTC, nobody in EMEA covers" in says

    sorin = people.open(SORIN, "/desk/rota/additions")
    sorin.get_by_label("Who").select_option(label="Anikó Varga")
    sorin.get_by_label("As", exact=True).select_option("on-call")
    for label, hour in (("From, ", 2), ("Until", 6)):
        at = sunday.replace(hour=hour, minute=0).astimezone(ZoneInfo("Europe/Bucharest"))
        sorin.get_by_label(label).fill(f"{at:%Y-%m-%dT%H:%M}")
    sorin.get_by_role("button", name="Add the shift").click()
    sorin.wait_for_url("**/desk/rota?**")
    assert coverage(desk) == (0, "Whenever a promise can fall due in the next week, somebody is there.")


def there(moment: datetime, hours: int) -> str:
    """Return an hour so much later, as a clock in Bucharest shows it."""
    return f"{(moment + timedelta(hours=hours)).astimezone(ZoneInfo('Europe/Bucharest')):%H:%M}"
