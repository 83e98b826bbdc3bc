"""A page that did not hear its news, or could not fetch it, comes to know it all the same, and without a press."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.acts import arrives, said
from tests.browser.posts import posts, posts_case
from tests.browser.windows import BLANK

STREAM, UNREAD = re.compile(r"/live\?"), "The desk cannot be reached at the moment"
HIDDEN = "Object.defineProperty(document, 'hidden', { get: () => window.away ?? true })"
RETURNS = "() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }"
OPENS = """() => {
    const one = document.createElement('div');
    Object.assign(one, { id: 'open', popover: 'manual' });
    document.body.append(one);
    one.showPopover();
}"""
FETCHES = "() => fetch('/', { signal: AbortSignal.timeout(10_000) }).then((answer) => answer.status)"
LONG = 21_000  # milliseconds


@pytest.fixture
def giulia(windows) -> Page:
    return windows.open("Giulia Conti", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    page = windows.open("Ioana Petrescu", BLANK)
    page.goto("/desk/alerts")
    return page


@pytest.fixture
def apart(windows, giulia) -> Iterator[Page]:
    """A window of Giulia's in a browser of its own, with a clock and a line that no other test has."""
    state = giulia.context.storage_state()
    with windows.browser.new_context(base_url=windows.site, storage_state=state) as context:
        yield context.new_page()


@pytest.fixture
def number(giulia, ioana) -> str:
    return posts_case(giulia, "News of a case", severity=3)


def replies(page: Page, number: str, text: str) -> None:
    posts(page, f"/desk/cases/{number}/messages", text=text, mode="public", seen="99")


def refuses(times: int, status: int, seen: list[str]) -> Callable[[Route], None]:
    """Refuse what is asked so many times, then let it pass; status 0 is a line that is cut."""

    def take(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) > times:
            route.fallback()
        elif status:
            route.fulfill(status=status, body="")
        else:
            route.abort()

    return take


@pytest.mark.parametrize("status", [429, 503, 204])
def test_a_stream_that_was_refused_is_opened_by_itself(windows, giulia, ioana, number, status):
    asked: list[str] = []
    windows.expect_status(status)
    giulia.route(STREAM, refuses(2, status, asked))
    giulia.goto(f"/cases/{number}")
    with giulia.expect_response(lambda answer: STREAM.search(answer.url) and answer.status == 200, timeout=15_000):
        pass
    assert len(asked) == 3
    replies(ioana, number, "The line stands again.")
    expect(said(giulia, "The line stands again.")).to_be_visible()


def test_a_page_whose_stream_is_refused_for_ever_reads_again_at_each_try(windows, giulia, ioana, number):
    windows.expect_status(429)
    giulia.route(STREAM, lambda route: route.fulfill(status=429, body=""))
    giulia.goto(f"/cases/{number}")
    replies(ioana, number, "Nobody told me.")
    expect(said(giulia, "Nobody told me.")).to_be_visible()


@pytest.mark.parametrize("status", [0, 503])
def test_what_could_not_be_fetched_is_fetched_again(apart, ioana, number, status):
    apart.goto(f"/cases/{number}")
    asked: list[str] = []
    apart.route(lambda address: address.endswith(number), refuses(2, status, asked))
    replies(ioana, number, "Third time lucky.")
    expect(said(apart, "Third time lucky.")).to_be_visible()
    assert len(asked) >= 3


def test_a_page_that_cannot_look_for_long_says_so_until_it_can(apart, ioana, number):
    apart.clock.install()
    apart.goto(f"/cases/{number}")
    apart.context.set_offline(True)
    apart.evaluate("() => news('live')")
    apart.wait_for_function("() => missed.size")  # it looked, in vain
    expect(apart.locator("#notices")).not_to_contain_text(UNREAD)
    apart.clock.fast_forward(LONG)
    expect(apart.locator("#notices")).to_contain_text(UNREAD)
    replies(ioana, number, "We have it.")
    apart.context.set_offline(False)
    expect(said(apart, "We have it.")).to_be_visible()
    expect(apart.locator("#notices")).not_to_contain_text(UNREAD)


def test_a_stream_that_says_nothing_for_long_is_opened_anew(apart, ioana, number):
    silent: list[Route] = []
    apart.clock.install()
    apart.route(STREAM, lambda route: route.fallback() if silent else silent.append(route))
    apart.goto(f"/cases/{number}", wait_until="load")
    with apart.expect_response(STREAM):  # the first gets none
        apart.clock.fast_forward(46_000)
        apart.clock.fast_forward(6_000)
    replies(ioana, number, "Heard.")
    expect(said(apart, "Heard.")).to_be_visible()


def test_a_stream_that_tells_of_changes_lives_though_it_gives_no_other_sign(apart, ioana, number):
    asked: list[str] = []
    apart.on("request", lambda request: asked.append(request.url) if STREAM.search(request.url) else None)
    apart.clock.install()
    with apart.expect_response(STREAM):
        apart.goto(f"/cases/{number}", wait_until="load")
    for text, passes in (("After half a minute.", 30_000), ("After another.", 30_000), ("After a third.", 6_000)):
        apart.clock.fast_forward(passes)
        replies(ioana, number, text)
        expect(said(apart, text)).to_be_visible()
    assert len(asked) == 1


def test_a_page_that_was_opened_behind_others_takes_no_stream_until_it_is_seen(apart, ioana, number):
    asked: list[str] = []
    apart.on("request", lambda request: asked.append(request.url) if STREAM.search(request.url) else None)
    apart.add_init_script(HIDDEN)
    apart.goto(f"/cases/{number}", wait_until="load")
    replies(ioana, number, "While you were away.")
    assert asked == []
    apart.evaluate(RETURNS)
    expect(said(apart, "While you were away.")).to_be_visible()
    assert len(asked) == 1


def test_news_that_waited_for_something_open_comes_when_that_is_taken_away(giulia, ioana, number):
    giulia.goto(f"/cases/{number}", wait_until="load")
    giulia.evaluate(OPENS)
    replies(ioana, number, "After the popover.")
    giulia.wait_for_function("() => waiting.has('live')")
    giulia.evaluate("() => document.getElementById('open').remove()")
    expect(said(giulia, "After the popover.")).to_be_visible()


def test_news_that_comes_while_something_is_pressed_waits_for_the_press(giulia, ioana, number):
    giulia.goto(f"/cases/{number}", wait_until="load")
    giulia.locator("#doors").get_by_role("link", name="Request an escalation").hover()
    giulia.mouse.down()
    replies(ioana, number, "While it is pressed.")
    giulia.wait_for_function("() => waiting.has('live')")
    expect(said(giulia, "While it is pressed.")).to_have_count(0)
    giulia.mouse.up()
    arrives(giulia, f"/cases/{number}/escalations$")


def test_news_that_waited_for_a_press_comes_when_it_is_over(giulia, ioana, number):
    giulia.goto(f"/cases/{number}", wait_until="load")
    giulia.get_by_role("heading", level=1).hover()
    giulia.mouse.down()
    replies(ioana, number, "After the press.")
    giulia.wait_for_function("() => waiting.has('live')")
    giulia.mouse.up()
    expect(said(giulia, "After the press.")).to_be_visible()


def test_as_many_windows_as_one_has_screens_leave_a_line_for_pages_and_presses(apart):
    windows = [apart, *(apart.context.new_page() for _ in range(5))]
    for page in windows:
        with page.expect_response(STREAM):
            page.goto("/")
    assert windows[-1].evaluate(FETCHES) == 200
