"""A page looked at by everybody: with axe in either theme, wide and narrow; nothing is cut, nothing overflows."""

import os
from collections.abc import Callable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.axe import quick
from tests.browser.probes import CAME_AND_WENT, FAULTS, KEEP_SHOWN
from tests.browser.windows import NARROW, NARROWEST, WIDE, Scheme

Look = tuple[tuple[int, int], Scheme]

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]  # of a theme or a width
FIRST: Look = (WIDE, "light")
SECOND: Look = (NARROW, "dark")  # each theme and each width once
CROSSED: tuple[Look, ...] = ((WIDE, "dark"), (NARROW, "light"))  # and in bin/soak the others
LAST: Look = (NARROWEST, "dark")
SOAK = bool(os.environ.get("SUNDIAL_SOAK"))
SHOTS = bool(os.environ.get("SUNDIAL_SHOTS"))  # pictures of them all as well
AXE = AXE_SCRIPT if SOAK else quick()  # the long run asks axe as it came
AXE_STYLES = "Applying inline style"  # axe would like to, and may not either
ASKED = {""}  # what came and went between the looks on pages that were asked everything in both, and are without fault


def assert_for_everybody(page: Page, also: Callable[[Page, Look], object] = lambda page, look: None) -> None:
    """Fail with everything that keeps somebody from using this page; it is left as narrow as can be, and dark.

    `also` is done in each look, before anything is asked.
    All but a few of axe's rules read the tree of what is shown. Where the same came and went from the first look to the
    second as on a page that was asked everything in both, the second asks only what changes with a theme or a width.
    """
    _look(page, FIRST)
    also(page, FIRST)
    page.evaluate(AXE)
    found = _faults(page, FIRST, ALL)
    page.evaluate(KEEP_SHOWN)
    _look(page, SECOND)
    also(page, SECOND)
    changed = str(page.evaluate(CAME_AND_WENT))
    found |= _faults(page, SECOND, SEEN if changed in ASKED and not SOAK else ALL)
    for look in CROSSED if SOAK or SHOTS else ():
        _look(page, look)
        also(page, look)
        found |= _faults(page, look, SEEN)
    _look(page, LAST)
    found |= _faults(page, LAST, [])
    assert not found, "\n".join(f"{where}: {what}" for where, what in found.items())
    ASKED.add(changed)


def wide_again(page: Page) -> None:
    """Give a window that was looked at its first size and theme back."""
    _look(page, FIRST)


def _faults(page: Page, look: Look, rules: list[str]) -> dict[str, Any]:
    """Return what axe finds by these rules, and what is cut or lies over something, as the page is now."""
    (width, _), scheme = look
    found = page.evaluate(FAULTS, rules)
    return {f"{width} {scheme} {name}": faults for name, faults in found.items() if faults}


def _look(page: Page, look: Look) -> None:
    """Give the window another size and theme."""
    (width, height), scheme = look
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
