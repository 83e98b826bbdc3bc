"""What people write is shown and never run (TRUST 1.5, S08)."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.web import text

HANDLERS = ["onerror", "onload", "onfocus", "onmouseover", "ontoggle", "hx-get", "hx-on:load", "data-hx-on::load"]
HANDLERS += ["style", "id", "class", "name", "form", "formaction", "autofocus", "data-title", "sse-connect", "srcdoc"]
ELEMENTS = ["img src=x", "svg", "iframe src=//evil.example", "object", "embed", "form action=/x", "input", "button"]
ELEMENTS += ["video", "details open", "math", "base href=//evil.example", "link rel=stylesheet", "meta", "style", "a"]
ADDRESSES = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "vbscript:x", "data:text/html,x"]
ADDRESSES += [
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "file:///etc/passwd",
    "blob:x",
    "//evil.example/x",
]
ADDRESSES += ["\x01javascript:alert(1)", "view-source:x", "intent://x", "about:blank", "https:javascript:alert(1)"]
SHAPES = [
    "[x]({})",
    "<{}>",
    "![x]({})",
    "[x]({} \"t' onclick=alert(1) x='\")",
    "[x][1]\n\n[1]: {}",
    '<a href="{}">x</a>',
]
RAW = [f"<{element} {handler}=alert(1)>" for element in ELEMENTS for handler in HANDLERS]
LINKS = [shape.format(address) for shape in SHAPES for address in ADDRESSES]
ODD = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<!--><img src=x onerror=alert(1)>-->",
    "```html\n<img src=x onerror=alert(1)>\n```",
    "`<img src=x onerror=alert(1)>`",
    "| <img onerror=alert(1)> |\n|---|\n| <script>1</script> |",
    "![x](https://evil.example/pixel.png)",
    "![x][p]\n\n[p]: https://evil.example/pixel.png",
    '[x](https://evil.example/"onmouseover=alert(1))',
    'https://evil.example/"onmouseover="alert(1)',
    "https://evil.example/<img/src=x/onerror=alert(1)>",
    "\u202e<script>\u202c",
    "\x00<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
CORPUS = RAW + LINKS + ODD


class Reader(HTMLParser):
    """Collects every element and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def elements(written: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(text.html(written))
    return reader.seen


def is_harmless(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag not in text.TAGS or set(attributes) - {"href", "rel", "start"}:
        return False
    href = attributes.get("href")
    return href is None or urlsplit(href).scheme in text.SCHEMES


def test_the_corpus_is_of_a_size_that_means_something():
    assert len(set(CORPUS)) > 350


@pytest.mark.parametrize("start", range(0, len(CORPUS), 25))
def test_nothing_of_the_corpus_becomes_an_element_that_could_act(start):
    for written in CORPUS[start : start + 25]:
        assert [seen for seen in elements(written) if not is_harmless(*seen)] == [], written


@given(st.text(max_size=300) | st.lists(st.sampled_from(CORPUS), max_size=4).map("".join))
def test_no_text_whatever_becomes_an_element_that_could_act(written):
    assert all(is_harmless(*seen) for seen in elements(written))


def test_a_link_shows_where_it_leads_and_gives_nothing_away():
    shown = text.html("[the fix](https://downloads.example/5.8.2)")

    assert "the fix</a> (downloads.example)" in shown
    assert 'rel="noopener noreferrer nofollow"' in shown


def test_a_link_that_names_another_host_is_given_away():
    assert "(evil.example)" in text.html("[https://bank.example](https://evil.example)")
    assert "(evil.example)" in text.html("[https://bank.example](https://bank.example@evil.example)")


@pytest.mark.parametrize("address", ["http:evil.example", "https:/evil.example", "HTTPS:///evil.example", "http:desk/"])
def test_an_address_in_which_only_a_browser_finds_a_host_leads_nowhere(address):
    assert "href" not in text.html(f"[https://bank.example]({address}) <{address}>")


def test_a_bare_address_becomes_a_link_without_the_full_stop_behind_it():
    assert elements("See https://docs.example/a?b=1. Thanks") == [
        ("p", {}),
        ("a", {"href": "https://docs.example/a?b=1", "rel": "noopener noreferrer nofollow"}),
    ]


def test_an_address_in_code_stays_code():
    assert [tag for tag, _ in elements("`curl https://docs.example`")] == ["p", "code"]


def test_an_image_is_never_fetched_and_becomes_words():
    shown = text.html("![a pixel](https://evil.example/p.png)")

    assert "<img" not in shown
    assert "a pixel" in shown


def test_lines_and_lists_read_as_they_were_written():
    shown = text.html("First line\nsecond line\n\n1. one\n2. two\n\n# Loud")

    assert re.sub(r"\s+", " ", shown).strip() == (
        "<p>First line<br> second line</p> <ol> <li>one</li> <li>two</li> </ol> <h3>Loud</h3>"
    )


def test_a_long_text_is_cut_to_one_line():
    assert text.line("a\n\nb " + "c" * 200, most=10) == "a b ccccc…"


def test_a_quotation_is_the_words_without_their_marks():
    shown = text.plain("**gw-b** is <img src=x> out of step:\n\n```\nrev 118 & 121\n```\n")

    assert " ".join(shown.split()) == "gw-b is &lt;img src=x&gt; out of step: rev 118 &amp; 121"


@given(st.text() | st.sampled_from([f"<{element}>" for element in ELEMENTS]))
def test_a_quotation_holds_no_element(written):
    assert "<" not in text.plain(written)
