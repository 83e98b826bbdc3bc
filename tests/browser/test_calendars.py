"""O6.6: proposed holidays are accepted without any script on a phone, decided for a day ahead, and called off again."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.places import MANAGER
from tests.browser.windows import NARROW

YEAR = 2029
# A page names the year of a day only if it is another than its own, which begins with the reader's clock.
NEXT = datetime.now(ZoneInfo("Europe/Bucharest")).year + 1


def test_what_is_proposed_is_accepted_decided_for_a_day_ahead_and_called_off(windows):
    page = windows.open(MANAGER, "/desk/protocol", size=NARROW, javascript=False)
    page.get_by_role("link", name="EMEA, Timisoara").click()
    page.get_by_role("navigation", name="Years").get_by_role("link", name=str(YEAR)).click()
    december = page.locator("table.month").nth(11)
    expect(december.get_by_role("cell", name=re.compile("^1 ?: proposed: National Day"))).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("National Day")).check()
    page.get_by_role("checkbox", name=re.compile("Epiphany")).check()
    page.get_by_role("button", name="Refuse the ticked").click()
    expect(page.get_by_text(f"{YEAR}-12-01 refused for EMEA: National Day")).to_be_visible()

    page.get_by_role("link", name="Calendar of EMEA").click()
    page.get_by_role("navigation", name="Years").get_by_role("link", name=str(YEAR)).click()
    expect(page.get_by_text("2 refused")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Accept all")).click()
    expect(page.get_by_text(re.compile(f"{YEAR}-12-25.* added to EMEA: Christmas Day"))).to_be_visible()
    page.get_by_label("Counts from").fill(f"{NEXT}-11-01")
    page.get_by_role("button", name="Put in force").click()

    expect(page.locator("#decided")).to_contain_text(f"counts from 1 November {NEXT}, 00:00")
    page.get_by_role("link", name="Call it off").click()
    page.get_by_role("button", name="Call it off").click()
    expect(page.get_by_role("heading", level=1, name="Protocol")).to_be_visible()
    expect(page.locator("#decided")).to_contain_text("off before its day")
    page.get_by_role("link", name="EMEA, calendar").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_role("link", name="EMEA, calendar")).to_have_count(0)
