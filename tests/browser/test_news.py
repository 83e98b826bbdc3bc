"""News that comes while a page is still fetching older news is fetched as well: it waits for no other event."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.acts import said
from tests.browser.posts import posts, posts_case
from tests.browser.windows import BLANK

COUNT = "() => { window.heard = 0; document.body.addEventListener('live', () => { window.heard += 1; }); }"


@pytest.fixture
def giulia(windows) -> Page:
    return windows.open("Giulia Conti", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    return windows.open("Ioana Petrescu", BLANK)


def meets_on_the_way(page: Page, happens: Callable[[str], object]) -> None:
    """Let something happen, hold the page's answer about it on the line until something more has happened."""
    held: list[tuple[Route, APIResponse]] = []

    def take(route: Route) -> None:
        if held:
            return route.continue_()
        held.append((route, route.fetch()))
        page.evaluate("window.held = true")
        return None

    page.evaluate(COUNT)
    page.route(lambda address: address == page.url, take)
    happens("The first news")
    page.wait_for_function("() => window.held")
    happens("The second news")
    page.wait_for_function("() => window.heard > 1")
    route, answer = held[0]
    route.fulfill(response=answer)


def test_on_a_customers_case(giulia, ioana):
    number = posts_case(giulia, "News on a case")
    giulia.goto(f"/cases/{number}")
    ioana.goto("/desk/alerts")
    meets_on_the_way(
        giulia, lambda text: posts(ioana, f"/desk/cases/{number}/messages", text=text, mode="public", seen="99")
    )
    expect(said(giulia, "The second news")).to_be_visible()
    expect(said(giulia, "The first news")).to_be_visible()


@pytest.mark.parametrize("path", ["/?scope=all", "/desk/?view=new"])
def test_on_a_list_of_cases(windows, giulia, path):
    reader = windows.open("Matei Rusu" if "desk" in path else "Paolo Ferri", path)
    meets_on_the_way(reader, lambda text: posts_case(giulia, text, severity=3))
    expect(reader.get_by_role("link", name=re.compile("The second news")).first).to_be_visible()
