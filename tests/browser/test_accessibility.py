"""Every page for everybody: axe finds nothing in either theme, wide or narrow; nothing is cut, nothing overflows."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.places import EVERYWHERE
from tests.browser.probes import CUT, FAULTS, OVERLAP, SIDEWAYS
from tests.browser.windows import NARROW, NARROWEST, WIDE

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = ["color-contrast", "target-size"]  # what else changes with a theme or a width
LOOKS = ((WIDE, "light", ALL), (WIDE, "dark", SEEN), (NARROW, "light", SEEN), (NARROW, "dark", ALL))


@pytest.mark.parametrize("place", EVERYWHERE, ids=str)
def test_a_page_can_be_used_by_everybody(windows, place):
    windows.expect_status(404, 422)
    windows.expected.append("Applying inline style")  # axe would like to, and may not either
    page = windows.open(place.person, place.path)
    place.then(page)
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE_SCRIPT)
    found = {
        f"{size[0]} {scheme}": faults for size, scheme, rules in LOOKS if (faults := axe(page, size, scheme, rules))
    }
    for size in (WIDE, NARROW, NARROWEST):
        look(page, size, "light")
        asked = {"sideways": SIDEWAYS, "cut": CUT, "overlap": OVERLAP}
        found |= {f"{size[0]} {name}": faults for name, probe in asked.items() if (faults := page.evaluate(probe))}
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


def axe(page: Page, size: tuple[int, int], scheme: Any, rules: list[str]) -> list[Any]:
    """Return what axe finds at this size and in this theme."""
    look(page, size, scheme)
    return list(page.evaluate(FAULTS, rules))


def look(page: Page, size: tuple[int, int], scheme: Any) -> None:
    """Give the window another size and theme."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
