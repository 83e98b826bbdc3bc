"""Whatever people write is only ever read; what one may not see is not there, not even as a sign of life."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hostile
from tests.browser.acts import answers, composer, said
from tests.browser.posts import packed, posts, posts_case
from tests.browser.probes import LISTEN, ODD, SEND_RAW
from tests.browser.running import RunningDesk
from tests.browser.windows import BLANK

SUBJECT_MOST = 200  # characters
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HAFENWERK = re.compile(
    "hafenwerk|Jonas Behrens|Silke Brandt|Gateway drops every session|Scanner memory grows", re.IGNORECASE
)


@pytest.fixture
def gabor(windows) -> Page:
    return windows.open("Gábor Nemes", BLANK)


@pytest.fixture
def ioana(windows) -> Page:
    return windows.open("Ioana Petrescu")


@pytest.fixture
def hafenwerk(ioana) -> str:
    """The number of a case that only EMEA may see."""
    row = ioana.locator("tr[data-row]").filter(has_text="Gateway drops every session")
    return str(row.get_attribute("data-row"))


def nothing_odd(page: Page) -> None:
    """Fail if anything stands in the page that a person's words brought there."""
    assert page.evaluate(ODD) == [], page.url


def test_every_hostile_string_in_every_field_is_only_read(windows, real_desk: RunningDesk, gabor, ioana):
    case = posts_case(gabor, "A long letter", hostile.ALL[0])
    for text in hostile.TEXTS:
        posts(gabor, f"/cases/{case}/messages", text=text)
    ioana.goto(f"/desk/cases/{case}")
    gabor.goto(f"/cases/{case}")
    posts(ioana, f"/desk/cases/{case}/messages", text="\n\n".join(hostile.ALL), mode="note", seen="0")
    subjects = list(packed(hostile.ALL, SUBJECT_MOST))
    numbers = [posts_case(gabor, subject, subject, severity=4) for subject in subjects]
    renames(real_desk, subjects)

    posts(gabor, f"/cases/{case}/messages", text="The last of them.")
    for page in (gabor, ioana):
        expect(said(page, "The last of them.")).to_be_visible()  # by the stream, without a reload
        nothing_odd(page)
    for path in ("/", f"/cases/{case}", *(f"/cases/{number}" for number in numbers[:4])):
        gabor.goto(path)
        nothing_odd(gabor)
    queue = "/desk/?view=open&q=%3Cscript%3Eexecuted(%22q%22)%3C%2Fscript%3E"
    for path in (
        "/desk/?view=open",
        queue,
        f"/desk/cases/{case}",
        f"/desk/cases/{numbers[0]}",
        "/desk/alerts",
        "/demo/mail",
    ):
        ioana.goto(path)
        nothing_odd(ioana)
    expect(gabor.locator("h1")).to_contain_text(subjects[3][:40])


def renames(desk: RunningDesk, strings: list[str]) -> None:
    """Give the customer a hostile name, and their company as well; no page of this desk can."""
    person, company = (string[:100].replace("'", "''") for string in strings[:2])
    desk.as_superuser(f"UPDATE person SET name = '{person}' WHERE name = 'Gábor Nemes'")
    desk.as_superuser(f"UPDATE organization SET name = '{company}' WHERE name = 'Kiskun Dairy'")


def test_hostile_words_that_come_back_in_a_form_are_words(windows, ioana):
    windows.expect_status(422)
    ioana.goto("/desk/?view=open")
    ioana.locator("tr[data-row] a").first.click()
    words = f"@Matei {hostile.ALL[0]} </textarea>{hostile.ATTRIBUTES[0]}"
    posted = {"text": words, "mode": "public", "seen": "99", "key": "6f2f0e2e-5a48-4f6e-9e0b-2f1d4b3c5a77"}
    ioana.evaluate(SEND_RAW, posted)
    expect(ioana.get_by_text("is a colleague.").first).to_be_visible()
    expect(composer(ioana)).to_have_value(words)
    nothing_odd(ioana)


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/sign-in/?next=javascript:executed(1)", "/nothing/%3Cscript%3Eexecuted(1)%3C/script%3E"]
)
def test_a_stranger_cannot_bring_words_into_a_page(windows, path):
    windows.expect_status(404)
    page = windows.open(path=path)
    nothing_odd(page)
    if page.get_by_label("E-mail").count():
        page.get_by_label("E-mail").evaluate("field => { field.type = 'text'; }")
        page.get_by_label("E-mail").fill(f'"><img src=x onerror={hostile.CALL}>@example.com')
        page.get_by_label("Password").fill("a wrong password")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        nothing_odd(page)


def test_the_policy_of_every_answer_lets_in_our_own_files_alone(windows, ioana):
    windows.expect_status(404)
    stranger = windows.open()
    for page, path in (
        (stranger, "/sign-in/"),
        (stranger, "/static/css/app.css"),
        (ioana, "/desk/"),
        (ioana, "/desk/alerts"),
        (ioana, "/desk/cases/SD-0000-000"),
        (ioana, "/health"),
    ):
        headers = page.request.get(path).headers
        said_so = dict(
            rule.strip().split(" ", 1) for rule in headers.get("content-security-policy", "").split(";") if rule
        )
        assert said_so == STRICT, path
        assert headers["x-content-type-options"] == "nosniff", path


def test_a_form_without_its_token_changes_nothing(windows, ioana, hafenwerk):
    for path in (
        f"/desk/cases/{hafenwerk}/messages",
        f"/desk/cases/{hafenwerk}/closures",
        "/sign-out/",
        "/demo/sign-in",
        "/appearance",
    ):
        assert ioana.request.post(path, form={"text": "Forged", "mode": "note", "seen": "0"}).status == 403, path
    ioana.goto(f"/desk/cases/{hafenwerk}")
    expect(said(ioana, "Forged")).to_have_count(0)


def test_paper_shows_no_note(windows, ioana):
    ioana.get_by_role("link", name="Gateway drops every session").click()
    expect(said(ioana, "Core dump shows")).to_be_visible()
    ioana.emulate_media(media="print")
    expect(said(ioana, "Core dump shows")).not_to_be_visible()
    expect(ioana.locator("#composer")).not_to_be_visible()
    printed = ioana.locator("body").inner_text()
    assert "We reproduced the drop with your capture" in printed
    assert "Core dump" not in printed
    assert "Internal note" not in printed


def test_a_case_behind_the_wall_is_the_same_page_as_one_that_never_was(windows, hafenwerk):
    windows.expect_status(404)
    tessa = windows.open("Tessa Lindqvist")
    for hidden in (
        f"/desk/cases/{hafenwerk}",
        f"/desk/cases/{hafenwerk}/clocks/upd-1",
        f"/cases/{hafenwerk}",
        f"/live?case={hafenwerk}",
    ):
        never = hidden.replace(hafenwerk, "SD-0000-000")
        (one, headers), (other, others) = (answer(tessa, path) for path in (hidden, never))
        assert one.replace(hafenwerk, "SD-0000-000") == other, hidden
        assert headers == others, hidden
    tessa.goto(f"/desk/cases/{hafenwerk}")
    expect(tessa.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")


def answer(page: Page, path: str) -> tuple[str, dict[str, str]]:
    """Return what an address answers: status and text, and the headers without the time."""
    got = page.request.get(path)
    return f"{got.status} {got.text()}", {name: value for name, value in got.headers.items() if name != "date"}


def test_nobody_outside_the_wall_reads_of_the_customer_on_any_page(windows, hafenwerk):
    pages = dict(reachable(windows.open("Tessa Lindqvist"), "/desk/", "/demo/mail"))
    assert len(pages) > 40
    assert any("Cordillera" in text for text in pages.values())  # it is read what there is
    told = {path: HAFENWERK.findall(text) + re.findall(hafenwerk, text) for path, text in pages.items()}
    assert {path: words for path, words in told.items() if words} == {}


ALIKE = re.compile(r"SD-\w{4}-\w{3}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+|(?<==)[^&]+")
MANY = 4  # pages of one kind, such as the agreements of a case, a shift, a filter; of cases and open cases every one
TOO_FAR = re.compile(
    r"^/static|/clocks|&amp;.*&amp;|[?;]week=|[?]view=(?!open&)[^&]*&"
)  # reasons, and filters of filters


def reachable(page: Page, *starts: str) -> Iterator[tuple[str, str]]:
    """Yield the pages that links lead to, with their text: every case and list, all open cases by each filter."""
    waiting, seen = list(starts), set(starts)
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        text = page.request.get(path).text()
        yield path, text
        for link in re.findall(r'href="(/[^"#]*)"', text):
            if link not in seen and not TOO_FAR.search(link):
                seen.add(link)
                kinds[kind := kind_of(link)] += 1
                further = link.count("/") > 3 or "?" in link
                if kinds[kind] > MANY and further and not link.startswith("/desk/?view=open"):
                    continue
                waiting.append(link.replace("&amp;", "&"))


def kind_of(link: str) -> str:
    """Return what a link has in common with others of its kind, in whatever order it asks."""
    path, _, query = ALIKE.sub("*", link).partition("?")
    return "?".join((path, *sorted(query.split("&amp;"))))


def test_no_sign_of_life_crosses_the_wall(windows, ioana, hafenwerk):
    """The desk is at work, so a sign may be of something else: one hidden act of five without any is proof."""
    tessa = windows.open("Tessa Lindqvist", "/desk/alerts")
    matei = windows.open("Matei Rusu", f"/desk/cases/{hafenwerk}")
    tessa.evaluate(LISTEN)
    ioana.goto(f"/desk/cases/{hafenwerk}")
    for number in range(5):
        tessa.evaluate("window.heard = []")
        composer(ioana).fill(f"Behind the wall, {number}.")
        ioana.get_by_role("button", name="Add note").click()
        expect(said(matei, f"Behind the wall, {number}.")).to_be_visible()  # it was told, to whom it concerns
        if tessa.evaluate("window.heard.length") == 0:
            break
    else:
        pytest.fail("every act behind the wall was followed by a sign of life outside it")
    ioana.goto("/desk/?view=open")
    ioana.get_by_role("link", name="Policy sync stalls").click()
    answers(ioana, "In the open.")
    tessa.wait_for_function("() => window.heard.length > 0")  # the stream was not deaf
