"""One desk and one browser for all of these tests; windows of their own for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import chromium, running_browser
from tests.browser.running import RunningDesk, running_desk
from tests.browser.windows import Windows

FIRST = "test_shots"  # pictures show the demo as it was played, before other tests write in it
LAST = "test_safe_pages"  # what it writes is no sight


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of this folder into the order in which they can share one desk; the others stay where they are."""
    places = [place for place, item in enumerate(items) if "browser" in item.path.parts]
    ours = sorted((items[place] for place in places), key=rank)
    for place, item in zip(places, ours, strict=True):
        items[place] = item


def rank(item: pytest.Item) -> int:
    """Return when a test has its turn."""
    return {FIRST: 0, LAST: 2}.get(item.path.stem, 1)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The one browser; a machine without Chromium fails with a sentence."""
    try:
        chromium()
    except LookupError as missing:
        pytest.fail(str(missing), pytrace=False)
    expect.set_options(timeout=15_000)  # milliseconds: a loaded machine is slow, not wrong
    with running_browser() as running:
        yield running


@pytest.fixture(scope="package")
def real_desk(browser: Browser) -> Iterator[RunningDesk]:
    """The one desk; that none of its processes complained is a promise of the whole run."""
    with running_desk() as running:
        yield running
        assert not running.complaint, f"the desk complained:\n{running.complaint}"


@pytest.fixture(scope="package")
def seats(browser: Browser, real_desk: RunningDesk) -> Iterator[Windows]:
    """Where the demo's people sit down once for all tests."""
    taken = Windows(browser, real_desk.site)
    yield taken
    taken.leave()


@pytest.fixture
def windows(seats: Windows) -> Iterator[Windows]:
    """Windows in which the demo's people sign in; whatever they did that no page may do fails the test."""
    yield seats
    seats.close()
