"""Forms sent without their page, as fast as the desk takes them: for filling it with what a test needs."""

import re
from collections.abc import Iterable, Iterator
from uuid import uuid4

from playwright.sync_api import APIResponse, Page

from tests.browser.acts import NUMBER

PRODUCT = re.compile(r"<option(?: selected)?>([^<]+)</option>")


def posts(page: Page, path: str, **fields: str) -> APIResponse:
    """Send a form as the person of this window; the answer must be a success."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, "key": str(uuid4()), **fields}
    answer = page.request.post(path, form=form)
    assert answer.ok, f"{path}: {answer.status}"
    return answer


def posts_case(page: Page, subject: str, text: str = "Since this morning.", *, severity: int = 1) -> str:
    """Open a case for the first product that the form offers, and return its number."""
    product = PRODUCT.findall(page.request.get("/cases/new").text())[0]
    answer = posts(page, "/cases/new", subject=subject, text=text, product=product, severity=str(severity))
    found = NUMBER.search(answer.url)
    assert found, answer.url
    return found[0]


def shown_case(customer: Page, desk: Page, subject: str) -> str:
    """Open a case, and show it in a customer's and in a colleague's window; return its number."""
    number = posts_case(customer, subject)
    customer.goto(f"/cases/{number}")
    desk.goto(f"/desk/cases/{number}")
    return number


def packed(strings: Iterable[str], most: int) -> Iterator[str]:
    """Put as many strings into each line as fit."""
    line = ""
    for string in (" ".join(one.split()) for one in strings):
        if line and len(line) + 1 + len(string) > most:
            yield line
            line = ""
        line = f"{line} {string}".strip()
    yield line
