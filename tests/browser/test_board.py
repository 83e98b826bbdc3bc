"""The wall screen fits 1920 by 1080 with as much on it as there can be; on a phone what needs somebody comes first."""

from playwright.sync_api import expect

from sundial.web.desk.screen import NAMES, PAIRS, WINDOWS
from tests.browser.posts import posts_case
from tests.browser.probes import SIDEWAYS
from tests.browser.windows import BLANK

MANAGER = "Sorin Dumitru"
WALL, PHONE = (1920, 1080), (390, 844)
FILL = """most => document.querySelectorAll('#screen ul').forEach(list => {
    if (list.closest('section').querySelector('#escalated-h')) return;  // one line, whatever is open
    const waiting = list.closest('section').querySelector('#waiting-h');
    const room = list.matches('.names') ? most[0] : waiting ? most[1] : most[2];
    while (list.children.length < room) list.append(list.lastElementChild.cloneNode(true));
    if (list.matches('.names')) list.append(Object.assign(document.createElement('li'), { textContent: 'and 9 more' }));
})"""
HEIGHTS = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
DELAY = (
    "document.getElementById('delayed').innerHTML = '<p><b>Alerts delayed since 10:02.</b> You may not be told.</p>'"
)
BELOW = "[...document.querySelectorAll('#screen *')].filter(one => one.getBoundingClientRect().bottom > 1080.5).length"


def test_the_wall_screen_never_scrolls_however_much_it_shows(windows):
    page = windows.open(MANAGER, "/desk/board/screen", size=WALL)
    expect(page.get_by_role("heading", name="Follow the sun")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.evaluate(HEIGHTS) == [1080, 1920]
    full = f"[...{HEIGHTS}, {BELOW}]"
    filled = f"most => {{ ({FILL})(most); return {full}.concat({DELAY} && {full}); }}"  # at once: news would undo it
    assert page.evaluate(filled, [NAMES, PAIRS, WINDOWS]) == [1080, 1920, 0] * 2


def test_on_a_phone_what_needs_the_manager_stands_before_the_shifts_and_these_before_the_day(windows):
    page = windows.open(MANAGER, "/desk/board", size=PHONE, javascript=False)
    tops = [page.locator(f"#board {part}").bounding_box()["y"] for part in (".needs", ".regions", ".sky", ".passing")]
    assert tops == sorted(tops)
    assert page.evaluate(SIDEWAYS) == []
    first = page.locator(".regions > .on")
    if first.count():
        assert page.locator(".regions").bounding_box()["y"] == first.first.bounding_box()["y"]


def test_a_wall_screen_that_nobody_touches_says_what_has_changed(windows):
    page = windows.open(MANAGER, "/desk/board/screen", size=WALL)
    graves = page.locator("#screen .panels dd").nth(6)  # severity 1 of EMEA, the second of three
    before = int(graves.inner_text())
    posts_case(windows.open("Giulia Conti", BLANK), "Kiosk is dark", severity=1)
    expect(graves).to_have_text(str(before + 1))  # by the stream
