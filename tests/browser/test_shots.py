"""Pictures of the pages, to be looked at beside the design; what can be checked at a glance is checked as well."""

import shutil
from functools import partial
from os import environ
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import AXE_STYLES, Look, assert_for_everybody
from tests.browser.places import DESK_CASE, PORTAL_CASE, QUEUE, SHOWN, Place
from tests.browser.windows import WIDE

OUT = Path(__file__).parent / "out"  # not in git
KEPT = Path(__file__).parent.parent.parent / "docs" / "screenshots"
IN_DOCS = {QUEUE, DESK_CASE, PORTAL_CASE}


def pictured(place: Place, page: Page, look: Look) -> None:
    """Take a picture of a page in one look."""
    (width, _), scheme = look
    for shown in page.locator(".because:popover-open footer + p, #composer:has(#m-public:checked) .acts").all():
        shown.scroll_into_view_if_needed()
        expect(shown).to_be_in_viewport(ratio=1)  # the answer is there without a search
    picture = OUT / f"{place}-{width}-{scheme}.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size > 10_000, "an empty page"


@pytest.mark.parametrize("place", SHOWN, ids=str)
def test_a_page_is_pictured_wide_by_day_and_narrow_by_night_and_can_be_used_by_everybody(windows, place):
    OUT.mkdir(exist_ok=True)
    windows.expected.append(AXE_STYLES)
    assert_for_everybody(place.stand(windows), also=partial(pictured, place))
    if environ.get("SUNDIAL_SHOTS") == "1" and place in IN_DOCS:
        KEPT.mkdir(exist_ok=True)
        shutil.copy(OUT / f"{place}-{WIDE[0]}-light.png", KEPT / f"{place}.png")
