"""Every page for everybody, those that are pictured in test_shots; and whatever shows in one look alone is found."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.looking import AXE_STYLES, assert_for_everybody, wide_again
from tests.browser.places import MANAGER, OTHERS

NARROW_ALONE = "@media (width > 400px) { .planted { display: none; } }"
UNSEEN = ".planted { display: none; }"
PLANT = """([css, says]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    document.querySelector('main').append(
        Object.assign(document.createElement('button'), { className: 'btn planted', textContent: says }),
        Object.assign(document.createElement('p'), { className: 'pale', textContent: 'A word.' }));
}"""

FAILS = """
    UPDATE delivery d SET state = 'given up', problem = '550 5.1.1 user unknown at mail.sundial.example'
    FROM alert a JOIN support_case c ON c.id = a.case_id
    WHERE a.id = d.alert_id AND d.id IN (
        SELECT o.id FROM delivery o JOIN alert b ON b.id = o.alert_id
        WHERE o.state = 'sent' AND b.case_id IS NOT NULL ORDER BY o.at DESC LIMIT 9
    ) RETURNING c.number
"""
ARRIVES = "UPDATE delivery SET state = 'sent', problem = '' WHERE state = 'given up'"


@pytest.fixture
def undelivered(real_desk) -> Iterator[str]:
    """The number of a case of which mail could not be delivered, as of others; they arrive in the end."""
    yield real_desk.as_superuser(FAILS).split()[0]
    real_desk.as_superuser(ARRIVES)


@pytest.mark.parametrize("place", OTHERS, ids=str)
def test_a_page_can_be_used_by_everybody(windows, place):
    windows.expect_status(404, 422)
    windows.expected.append(AXE_STYLES)
    assert_for_everybody(place.stand(windows))


@pytest.mark.parametrize(
    ("path", "says"), [("alerts/undelivered", "user unknown"), ("cases/{}/alerts", "given up")], ids=["all", "a case"]
)
def test_what_could_not_be_delivered_can_be_seen_to_by_everybody(windows, undelivered, path, says):
    windows.expected.append(AXE_STYLES)
    page = windows.open(MANAGER, f"/desk/{path.format(undelivered)}")
    expect(page.get_by_text(says).first).to_be_visible()
    assert_for_everybody(page)


@pytest.mark.parametrize(
    ("css", "says"),
    [
        (NARROW_ALONE, "390 dark axe: .*button-name.*planted"),
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
    page = windows.open(MANAGER, "/desk/alerts/undelivered")
    page.evaluate(PLANT, [css, ""])
    with pytest.raises(AssertionError, match=says) as found:
        assert_for_everybody(page)
    assert str(found.value).count("\n") == 0


def test_what_came_and_was_asked_is_asked_again_where_it_lacks_its_words(windows):
    windows.expected.append(AXE_STYLES)
    page = windows.open(MANAGER, "/desk/alerts/undelivered")
    page.evaluate(PLANT, [NARROW_ALONE, "Press me"])
    assert_for_everybody(page)
    wide_again(page)
    page.locator(".planted").evaluate("one => { one.textContent = ''; }")
    with pytest.raises(AssertionError, match=r"390 dark axe: .*button-name"):
        assert_for_everybody(page)
