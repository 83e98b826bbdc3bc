"""Windows of the browser: one person each, watched from the first page to the last."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.watching import Watch

WIDE, NARROW, NARROWEST = (1440, 900), (390, 844), (320, 844)  # the last is 1280 pixels read at 400 %
NOBODY, BLANK = "", "about:blank"
PARKED = (
    "/static/icon.svg"  # of the desk itself, and quiet: from there a page opens for half of what a new window costs
)
BUTTON = re.compile(r'name="email" value="([^"]+)">.*?<b>([^<]+)</b>')
Scheme = Literal["light", "dark"]


@dataclass
class Seat:
    """Where one person sits: cookies and a cache that outlive their windows, and the watch over them."""

    context: BrowserContext
    watch: Watch
    staff: bool = False
    parked: Page | None = None

    def window(self) -> Page:
        """Return a window in which nothing is open: the one that was parked, or a new one."""
        page, self.parked = self.parked, None
        return self.context.new_page() if page is None or page.is_closed() else page

    def park(self) -> None:
        """Close every window but one, which forgets what it knew; one that is parked already was not used since."""
        if self.parked:
            return
        first, *others = self.context.pages or (None,)
        for page in others:
            page.close()
        if first:
            first.unroute_all()
            first.goto(PARKED)
            first.evaluate("sessionStorage.clear()")
        self.parked = first


@dataclass
class Windows:
    """Opens windows on the desk; at the end of a test closes them and says what they did that no page may do."""

    browser: Browser
    site: str
    seats: dict[tuple[str, bool], Seat] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)

    def open(
        self,
        name: str = NOBODY,
        path: str = "",
        *,
        size: tuple[int, int] = WIDE,
        scheme: Scheme = "light",
        javascript: bool = True,
    ) -> Page:
        """Open a window in which `name` has signed in, at a path or where their day begins."""
        seat = self._seat(name, javascript)
        page = seat.window()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, media="null", reduced_motion="null")
        if path != BLANK:
            page.goto(path or ("/desk/" if seat.staff else "/"))
        return page

    def expect_status(self, *statuses: int) -> None:
        """Let the browser note in its console that an answer had one of these statuses; the test means it."""
        self.expected += [rf"Failed to load resource: .* status of {status}\b" for status in statuses]

    def close(self) -> None:
        """Take every window of a test away, then fail if one of them did what no page may do."""
        for seat in self.seats.values():
            seat.park()
        for seat in self.seats.values():
            seat.watch.assert_nothing()
        self.expected.clear()

    def leave(self) -> None:
        """Give every seat up."""
        for seat in self.seats.values():
            seat.context.close()
        self.seats.clear()

    def _seat(self, name: str, javascript: bool) -> Seat:
        if (name, javascript) not in self.seats:
            seat = self._sit_down(javascript)
            self.seats[name, javascript] = seat
            if name:
                seat.staff = signs_in(seat.context, name)
        return self.seats[name, javascript]

    def _sit_down(self, javascript: bool) -> Seat:
        context = self.browser.new_context(base_url=self.site, locale="en-GB", java_script_enabled=javascript)
        watch = Watch(self.site, self.expected)
        watch.over(context)
        return Seat(context, watch)


def signs_in(context: BrowserContext, name: str) -> bool:
    """Let one of the demo's people sit down by the form behind their button, without its page; tell if they are staff.

    That the button does so in a window is test_story's to prove.
    """
    page = context.request.get("/sign-in/").text()
    emails = {unescape(who): email for email, who in BUTTON.findall(page)}
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, "email": emails[name]}
    answer = context.request.post("/demo/sign-in", form=form, max_redirects=0)
    assert answer.status == 302, f"{name}: {answer.status}"
    return answer.headers["location"].startswith("/desk/")


def turns_away(page: Page) -> None:
    """Let somebody look at the work no further: a page that stays open fetches whatever comes."""
    page.goto(PARKED)


def one_click(page: Page, name: str) -> None:
    """Come in as one of the demo's people from the sign-in page."""
    page.get_by_role("button", name=name).click()
    expect(page.get_by_label(f"{name}: your menu")).to_be_visible()
