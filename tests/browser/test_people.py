"""People on the desk as a manager changes them with the keyboard, and what a customer reads of the team."""

import re

import pytest
from playwright.sync_api import expect

NARROW = (390, 844)
MANAGER, CONTACT, OUTSIDER = "Sorin Dumitru", "Jonas Behrens", "Renée Castillo"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_manager_changes_a_colleague_with_keys_alone_and_everybody_reads_it(windows, javascript):
    phone = "+40 256 555 777" if javascript else "+40 256 555 778"
    desk = windows.open(MANAGER, "/desk/people?name=Leila", javascript=javascript, size=NARROW)
    desk.get_by_role("link", name="Leila Osman").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Change", exact=True).focus()
    desk.keyboard.press("Enter")
    desk.get_by_label("Phone").fill("0256 1")
    windows.expect_status(422)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Write the number as +40 256 123 456.")
    expect(desk.get_by_label("Phone")).to_have_attribute("aria-invalid", "true")
    desk.get_by_label("Phone").fill(phone)
    desk.keyboard.press("Enter")

    expect(desk.locator(".changes li").first).to_contain_text(phone)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, (1440, 900)])
def test_a_restricted_customer_reads_whom_to_turn_to_and_nobody_outside(windows, size, scheme):
    portal = windows.open(CONTACT, "/support-services", size=size, scheme=scheme, javascript=False)

    expect(portal.get_by_role("heading", name="Whom to turn to now")).to_be_visible()
    expect(portal.locator("main")).to_contain_text("Nora Feld")
    expect(portal.locator("main")).not_to_contain_text(re.compile("Castillo|Castellan|Americas|_svp|_vp"))
    assert portal.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_manager_outside_finds_no_restricted_customer(windows):
    desk = windows.open(OUTSIDER, "/desk/customers")

    expect(desk.get_by_role("link", name="Norddal Kraft")).to_be_visible()
    expect(desk.locator("main")).not_to_contain_text("Hafenwerk")
