"""Every page for everybody, those that are pictured in test_shots; and whatever shows in one look alone is found."""

import pytest

from tests.browser.looking import AXE_STYLES, assert_for_everybody
from tests.browser.places import MANAGER, OTHERS

UNSEEN = ".planted { display: none; }"
PLANT = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    document.querySelector('main').append(
        Object.assign(document.createElement('button'), { className: 'planted' }),
        Object.assign(document.createElement('p'), { className: 'pale', textContent: 'A word.' }));
}"""


@pytest.mark.parametrize("place", OTHERS, ids=str)
def test_a_page_can_be_used_by_everybody(windows, place):
    windows.expect_status(404, 422)
    windows.expected.append(AXE_STYLES)
    assert_for_everybody(place.stand(windows))


@pytest.mark.parametrize(
    ("css", "says"),
    [
        ("@media (width > 400px) { .planted { display: none; } }", "390 dark axe: .*button-name.*planted"),
        (
            f"{UNSEEN} @media (prefers-color-scheme: dark) {{ .pale {{ color: #333; }} }}",
            "390 dark axe: .*contrast.*pale",
        ),
        (f"{UNSEEN} @media (width < 330px) {{ .pale {{ width: 400px; }} }}", "320 dark sideways: .*pale"),
    ],
    ids=["narrow", "dark", "narrowest"],
)
def test_a_fault_that_shows_in_one_look_alone_is_found(windows, css, says):
    windows.expected.append(AXE_STYLES)
    page = windows.open(MANAGER, "/health")
    page.evaluate(PLANT, css)
    with pytest.raises(AssertionError, match=says) as found:
        assert_for_everybody(page)
    assert str(found.value).count("\n") == 0
