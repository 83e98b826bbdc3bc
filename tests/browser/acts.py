"""What people do on the pages, told once: open a case, write, answer."""

import re

from playwright.sync_api import Locator, Page, expect

NUMBER = re.compile(r"SD-[0-9A-Z]{4}-[0-9A-Z]{3}")
PASTE = """(field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
}"""


def arrives(page: Page, address: str) -> None:
    """Wait until a window shows an address that fits, with its scripts: a key that is pressed before them is lost."""
    page.wait_for_url(re.compile(address), wait_until="load", timeout=15_000)


def number_of(page: Page) -> str:
    """Return the number of the case that a page shows."""
    found = NUMBER.search(page.url)
    assert found, page.url
    return found[0]


def fill_in_case(page: Page, *, subject: str, severity: int, text: str) -> None:
    """Fill in the form of a new case, and leave it unsent."""
    page.goto("/cases/new")
    product = page.get_by_label("Product")
    if product.evaluate("field => field.matches('select')"):
        product.select_option(index=1)
    page.get_by_label("What is wrong, in one line").fill(subject)
    page.locator(".sevcard").filter(has_text=f"Severity {severity}").click()
    page.get_by_label("What happened").fill(text)


def opens_case(page: Page, subject: str, *, severity: int = 1, text: str = "Since this morning.") -> str:
    """Open a case in the portal, and return its number."""
    fill_in_case(page, subject=subject, severity=severity, text=text)
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)
    return number_of(page)


def pastes(field: Locator, text: str) -> None:
    """Put a long text into a field at once: filled in, it is typed line by line, and each lays the page out anew."""
    field.evaluate(PASTE, text)


def composer(page: Page) -> Locator:
    """Return the field in which one writes on the desk."""
    return page.get_by_role("textbox", name="Message", exact=True)


def turns_public(page: Page) -> None:
    """Choose that what is written next leaves the company."""
    page.locator("label.mode").filter(has_text="Public reply").click()


def answers(page: Page, text: str) -> None:
    """Write to the customer from the desk."""
    turns_public(page)
    composer(page).fill(text)
    page.get_by_role("button", name=re.compile("^Send to")).click()


def writes(page: Page, text: str) -> None:
    """Write to support from the portal."""
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def said(page: Page, text: str) -> Locator:
    """Return the messages of the conversation that hold these words."""
    return page.locator("#thread article.msg").filter(has_text=text)
