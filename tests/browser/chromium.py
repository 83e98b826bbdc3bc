"""The browser: the machine's own Chromium, told to keep to itself."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--in-process-gpu",  # these two: a tenth of what a page costs each, on a machine whose cores are all at work
    "--js-flags=--single-threaded --no-opt",  # no page lives long enough to repay what optimizing it costs
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)
MISSING = "Chromium was not found: install it (Debian: apt-get install chromium), or name it: SUNDIAL_CHROMIUM=/path."


def chromium() -> str:
    """Return where Chromium is; raises LookupError with what to do where there is none."""
    for name in (os.environ.get("SUNDIAL_CHROMIUM"), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise LookupError(MISSING)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start one browser without a window; root may not use its sandbox."""
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            browser.close()
