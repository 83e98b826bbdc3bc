"""The demo's own story (issue 3, "Done when"): a release moves, an accepted date slips, Silver is halved."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from sundial.protocol import hours
from sundial.protocol.document import shipped
from sundial.protocol.promises import Promise
from tests.browser.acts import arrives, fill_in_case, pastes
from tests.browser.windows import BLANK
from tests.handed_in import halved

WAITING = {
    "Hafenwerk Logistik": ("platinum", 2, "emea"),
    "Tamar Rail": ("gold", 3, "emea"),
    "Auckland Harbour Board": ("silver", 4, "apj"),
}
RESTRICTED = "Hafenwerk"
A_MINUTE_OR_TWO = 120  # seconds that a busy machine takes between two steps
SECOND_EDITION = halved().replace('Escalation Protocols"', 'Escalation Protocols, second edition"', 1)
HALF = "Silver in half the time, second edition"


def moves(ilinca: Page, product: str, name: str) -> datetime:
    """Move a release by some weeks, after a look at whom it touches; return when."""
    ilinca.goto("/desk/releases")
    ilinca.locator("section").filter(has=ilinca.get_by_role("heading", name=product, exact=True)).get_by_role(
        "link", name=name, exact=True
    ).click()
    ilinca.get_by_role("link", name="Move it").click()
    ilinca.locator("#to").fill((datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT10:00"))
    ilinca.get_by_label("Why", exact=True).fill("A test failed that must not fail.")
    ilinca.get_by_role("button", name="Show what it touches").click()
    ilinca.locator("table.touched").wait_for()
    return datetime.now(UTC)


def due_times(page: Page) -> dict[str, datetime]:
    """Return by when each customer on a page of notices is to be told, by their names."""
    rows = page.locator("#drafts > li").all()
    return {
        next(name for name in WAITING if name in row.inner_text()): datetime.fromisoformat(
            row.locator("time").last.get_attribute("datetime") or ""
        )
        for row in rows
    }


def expected(name: str, since: datetime) -> datetime:
    """Return when a notice is due by the customer's plan and severity, as the protocol has it."""
    plan, severity, region = WAITING[name]
    amount = shipped().target(plan, severity, Promise.FIX_RELEASE).amount
    return hours.add(since, amount, shipped().calendar((region,)))


def test_a_moved_release_gives_three_cases_their_notices_by_plan_and_severity_one_seen_in_its_region_alone(windows):
    ilinca = windows.open("Ilinca Barbu", BLANK)
    decided_at = moves(ilinca, "Gateway", "5.9")
    expect(ilinca.get_by_role("heading", name="3 cases of 3 customers")).to_be_visible()
    for name in WAITING:
        expect(ilinca.locator("table.touched")).to_contain_text(name)
    ilinca.get_by_role("button", name="Move the release").click()
    ilinca.get_by_role("link", name="3 notices to be sent").click()
    arrives(ilinca, "/notices")
    due = due_times(ilinca)
    assert set(due) == set(WAITING)
    for name, at in due.items():
        assert abs((at - expected(name, decided_at)).total_seconds()) < A_MINUTE_OR_TWO, name

    linh = windows.open("Linh Tran", ilinca.url)
    assert set(due_times(linh)) == set(WAITING) - {"Hafenwerk Logistik"}
    expect(linh.locator("body")).not_to_contain_text(RESTRICTED)
    linh.goto("/desk/releases")
    expect(linh.get_by_role("link", name="2 to be sent").first).to_be_visible()

    noa = windows.open("Noa Levin", "/")
    noa.get_by_role("link", name="Cameras of two platforms").first.click()
    expect(noa.locator("section.dated")).to_contain_text("The release of your fix has changed")
    expect(noa.locator("section.dated")).to_contain_text("We tell you what holds now by")


def test_an_accepted_date_stops_the_updates_and_one_that_slips_starts_them_again_and_the_page_says_why(windows):
    silke = windows.open("Silke Brandt", "/")
    silke.get_by_role("link", name="Scanner memory grows").first.click()
    card, promises = silke.locator("section.dated"), silke.locator("#every")
    expect(card).to_contain_text("Until it is out you hear from us every 2 hours.")
    card.get_by_role("button", name="Accept this date, stop the updates").click()
    expect(card).to_contain_text("Until then we send no updates; should the date move, you are told at once.")
    expect(promises).to_contain_text("the date was accepted")
    card.get_by_role("button", name="Why then?").click()
    expect(silke.get_by_role("dialog")).to_contain_text("accepted")
    silke.keyboard.press("Escape")

    ilinca = windows.open("Ilinca Barbu", BLANK)
    moves(ilinca, "Scanner", "5.8.2")
    expect(ilinca.locator("table.touched .slips")).to_contain_text("accepted")
    ilinca.get_by_role("button", name="Move the release").click()
    expect(card).to_contain_text("The date that you accepted has moved")  # the page heard of it by itself
    expect(card).to_contain_text("So we update you again, every 2 hours")
    expect(promises).to_contain_text("the release moved")
    card.get_by_role("button", name="Why then?").click()
    expect(silke.get_by_role("dialog")).to_contain_text("every 2 hours")
    silke.keyboard.press("Escape")

    ioana = windows.open("Ioana Petrescu", BLANK)
    ioana.goto(silke.url.replace("/cases/", "/desk/cases/"))
    notice = ioana.get_by_role("link", name="Notice to be sent")
    ioana.goto(notice.get_attribute("href"))  # news of the release may put another line under a click
    ioana.get_by_role("button", name="Send to Hafenwerk Logistik").click()
    expect(card.get_by_role("button", name="Accept this date, stop the updates")).to_be_visible()
    expect(silke.locator("#thread")).to_contain_text("our updates begin again")


def tries(sorin: Page) -> None:
    """Hand in the document in which Silver has half the time, and read what it would do now."""
    sorin.goto("/desk/protocol")
    sorin.get_by_label("What it is called here").fill(HALF)
    pastes(sorin.get_by_label("Or its text"), SECOND_EDITION)
    sorin.get_by_role("button", name="Try it").click()
    expect(sorin.locator(".figures .late dd")).to_have_text("11")


def test_halving_silver_is_refused_when_eleven_promises_would_be_late_and_put_in_force_for_new_cases_alone(windows):
    sorin = windows.open("Sorin Dumitru", "/desk/?view=late")
    late = sorin.locator("tr[data-row]").count()  # three when it was played; time goes on
    tries(sorin)
    rows = sorin.locator("table.latenow tbody tr")
    expect(rows).to_have_count(11)
    expect(rows.filter(has_text="Silver")).to_have_count(11)
    sorin.get_by_role("button", name="Throw it away").click()
    expect(sorin.get_by_role("heading", name="Protocol", level=1)).to_be_visible()
    expect(sorin.get_by_text(HALF)).to_have_count(0)

    tries(sorin)
    sorin.get_by_role("radio", name=re.compile("^For new cases alone")).check()
    sorin.get_by_role("button", name="Put in force").click()
    expect(sorin.locator("#decided")).to_contain_text("in force for new cases alone")
    expect(sorin.locator("#decided li").first).to_contain_text("done", timeout=20_000)

    gabor = windows.open("Gábor Nemes", BLANK)
    fill_in_case(gabor, subject="Half of what it was", severity=2, text="Since this morning.")
    expect(gabor.locator("#expect")).to_contain_text("within 2 hours")
    sorin.goto("/desk/?view=late")
    expect(sorin.locator("tr[data-row]")).to_have_count(late)
