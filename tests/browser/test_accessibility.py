"""Every page for everybody: axe finds nothing in either theme, wide or narrow; nothing is cut, nothing overflows."""

import pytest

from tests.browser.looking import AXE_STYLES, assert_for_everybody
from tests.browser.places import EVERYWHERE


@pytest.mark.parametrize("place", EVERYWHERE, ids=str)
def test_a_page_can_be_used_by_everybody(windows, place):
    windows.expect_status(404, 422)
    windows.expected.append(AXE_STYLES)
    assert_for_everybody(place.stand(windows))
