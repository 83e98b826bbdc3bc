"""A customer is restricted, and let out again, by keys alone; whoever is outside sees it at once (O2.7)."""

from playwright.sync_api import Page, expect

MANAGER, OUTSIDER, CUSTOMER = "Sorin Dumitru", "Linh Tran", "Tamar Rail"


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    found = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    found.focus()
    page.keyboard.press(key)


def type_into(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def close(page: Page) -> None:
    """Press until the worker, who looks as well, has found that it stands."""
    for _ in range(50):
        with page.expect_navigation():
            press(page, "button", "Hand over and close the wall")
        if "Sundial itself has not looked yet" not in page.locator("main").inner_text():
            return


def test_a_wall_is_asked_for_closed_and_lifted_with_keys_alone(windows):
    desk, outside = windows.open(MANAGER, "/desk/customers"), windows.open(OUTSIDER, "/desk/customers")
    for page in (desk, outside):
        press(page, "link", CUSTOMER)
        expect(page.get_by_role("heading", level=1)).to_have_text(CUSTOMER)
    windows.expect_status(422)
    press(desk, "link", "Restriction")
    for region in ("Americas", "EMEA"):
        press(desk, "checkbox", region, "Space")
    type_into(desk, "Why", "Their auditor asks for it.")
    expect(desk.locator("main")).to_contain_text("Restricted to Americas and EMEA: asked for on")
    expect(desk.locator("main")).to_contain_text("new ones count on those of EMEA and Americas, not of EMEA")
    assert outside.reload().status == 200, "nothing is closed by asking"

    close(desk)
    expect(desk.locator("main")).to_contain_text("In force: nobody outside Americas and EMEA sees anything")
    windows.expect_status(404)
    assert outside.reload().status == 404

    expect(desk.locator("main")).to_contain_text("At once everybody on the desk sees Tamar Rail, APJ too")
    type_into(desk, "Why, and by whose word", "Their auditor no longer asks, says their contact.")
    expect(desk.get_by_role("heading", level=1)).to_have_text(CUSTOMER)
    assert outside.reload().status == 200
