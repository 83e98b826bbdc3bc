"""The shift plan in a browser: offered by one, taken by another, a gap filled; with keys alone and without scripts."""

from playwright.sync_api import expect

MANAGER, ENGINEER = "Sorin Dumitru", "Ioana Petrescu"


def test_an_offer_is_taken_with_one_press_and_is_ones_own_without_any_script(windows):
    ioana = windows.open(ENGINEER, "/desk/", javascript=False)
    ioana.get_by_role("link", name="Shift plan").click()
    expect(ioana.get_by_role("heading", name="Shift plan", exact=True)).to_be_visible()
    expect(
        ioana.get_by_role("link", name="on shift until").or_(ioana.get_by_role("link", name="Nobody on shift"))
    ).to_be_visible()
    taking = ioana.get_by_role("button", name="Take the shift of Andrei Voicu")
    taking.click()
    expect(taking).to_have_count(0)
    expect(ioana.get_by_text("Ioana Petrescu took Andrei Voicu’s shift")).to_be_visible()


def test_the_plan_is_reached_by_keys_and_a_form_says_what_is_wrong_beside_its_field(windows):
    sorin = windows.open(MANAGER, "/desk/")
    sorin.keyboard.press("g")
    sorin.keyboard.press("s")
    sorin.wait_for_url("**/desk/rota")
    sorin.get_by_role("link", name="Add a shift").click()
    sorin.get_by_label("Who").select_option(label="Leila Osman")
    sorin.get_by_label("From, ").fill("2030-03-02T10:00")
    sorin.get_by_label("Until").fill("2030-03-02T08:00")
    windows.expect_status(422)
    sorin.get_by_role("button", name="Add the shift").click()
    expect(sorin.locator("#wrong-until")).to_have_text("It would end before it begins.")
    expect(sorin.get_by_label("Who").locator("option:checked")).to_have_text("Leila Osman")
    sorin.get_by_label("Until").fill("2030-03-02T12:00")
    sorin.get_by_role("button", name="Add the shift").click()
    sorin.wait_for_url("**/desk/rota?**")
