"""Pictures of the pages, to be looked at beside the design; what can be checked at a glance is checked as well."""

import shutil
from os import environ
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.places import DESK_CASE, PORTAL_CASE, QUEUE, SHOWN
from tests.browser.windows import NARROW, WIDE

OUT = Path(__file__).parent / "out"  # not in git
KEPT = Path(__file__).parent.parent.parent / "docs" / "screenshots"
IN_DOCS = {QUEUE, DESK_CASE, PORTAL_CASE}
EACH_ONCE = ((WIDE, "light"), (NARROW, "dark"))
CROSSED = ((WIDE, "dark"), (NARROW, "light"))
LOOKS = (*EACH_ONCE, *CROSSED) if {"SUNDIAL_SHOTS", "SUNDIAL_SOAK"} & set(environ) else EACH_ONCE


@pytest.mark.parametrize("place", SHOWN, ids=str)
def test_a_page_is_pictured_wide_by_day_and_narrow_by_night(windows, place):
    OUT.mkdir(exist_ok=True)
    page = place.stand(windows)
    for (width, height), scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for shown in page.locator(".because:popover-open footer + p, #composer:has(#m-public:checked) .acts").all():
            shown.scroll_into_view_if_needed()
            expect(shown).to_be_in_viewport(ratio=1)  # the answer is there without a search
        picture = OUT / f"{place}-{width}-{scheme}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000, "an empty page"
    if environ.get("SUNDIAL_SHOTS") == "1" and place in IN_DOCS:
        KEPT.mkdir(exist_ok=True)
        shutil.copy(OUT / f"{place}-{WIDE[0]}-light.png", KEPT / f"{place}.png")
