"""A page looked at by everybody: with axe in either theme, wide and narrow; nothing is cut, nothing overflows."""

import os
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.axe import quick
from tests.browser.probes import CUT, FAULTS, OVERLAP, SIDEWAYS, TWICE
from tests.browser.windows import NARROW, NARROWEST, WIDE

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = ["color-contrast", "target-size"]  # what else changes with a theme or a width
BOTH = ((WIDE, "light", ALL), (NARROW, "dark", ALL))  # each theme and each width once
CROSSED = ((WIDE, "dark", SEEN), (NARROW, "light", SEEN))  # and in bin/soak the others
SOAK = bool(os.environ.get("SUNDIAL_SOAK"))
LOOKS = (*BOTH, *CROSSED) if SOAK else BOTH
AXE = AXE_SCRIPT if SOAK else quick()  # the long run asks axe as it came
AXE_STYLES = "Applying inline style"  # axe would like to, and may not either


def assert_for_everybody(page: Page) -> None:
    """Fail with everything that keeps somebody from using this page."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE)
    found = {
        f"{size[0]} {scheme}": faults for size, scheme, rules in LOOKS if (faults := _axe(page, size, scheme, rules))
    }
    for size in (WIDE, NARROW, NARROWEST):
        _look(page, size, "light")
        asked = {"sideways": SIDEWAYS, "cut": CUT, "overlap": OVERLAP, "twice": TWICE}
        found |= {f"{size[0]} {name}": faults for name, probe in asked.items() if (faults := page.evaluate(probe))}
    _look(page, WIDE, "light")
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())


def _axe(page: Page, size: tuple[int, int], scheme: Any, rules: list[str]) -> list[Any]:
    """Return what axe finds at this size and in this theme."""
    _look(page, size, scheme)
    return list(page.evaluate(FAULTS, rules))


def _look(page: Page, size: tuple[int, int], scheme: Any) -> None:
    """Give the window another size and theme."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
