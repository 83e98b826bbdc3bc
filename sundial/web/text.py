"""What people write, made safe to show: Markdown in, a short list of harmless elements out (TRUST 1.5).

With htmx an attribute is code, so none passes but `href`. The clean-up is the last step, after everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TAGS = {
    *("p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a", "small"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LEADS_OUT = re.compile(r"https?://[^/?#\\\s]|mailto:", re.IGNORECASE)  # a browser finds a host in `https:x` too
REL = "noopener noreferrer nofollow"
BARE = re.compile(r"https?://[^\s<>\"'\]]*[^\s<>\"'\].,;:!?)]")
LOWEST = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}  # a page has its own h1 and h2


def html(written: str) -> SafeString:
    """Return what a person wrote as HTML that does nothing but be read.

    Links lead only to http, https and mailto, and name the host they lead to; images are never fetched.
    """
    return mark_safe(_CLEANER.clean(_MARKDOWN.render(written)))  # noqa: S308 (nh3's allow-list is the last step)


def plain(written: str) -> SafeString:
    """Return the words alone of what a person wrote, without their marks, as they stand in a quotation."""
    return mark_safe(nh3.clean(_MARKDOWN.render(written), tags=set()))  # noqa: S308 (words and entities, no element)


def line(written: str, most: int = 140) -> str:
    """Return the beginning of what a person wrote on one line of plain text."""
    flat = " ".join(written.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def _reads(state: StateCore) -> None:
    """Rework the parsed text: lower headings, bare addresses as links, hosts beside links."""
    for token in state.tokens:
        token.tag = LOWEST.get(token.tag, token.tag)
        if token.children:
            token.children = list(_with_hosts(_with_links(token.children)))


def _with_links(tokens: list[Token]) -> Iterator[Token]:
    inside = 0
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not inside:
            yield from _linked(token.content)
        else:
            yield token


def _linked(text: str) -> Iterator[Token]:
    end = 0
    for found in BARE.finditer(text):
        yield _text(text[end : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": found[0]})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        end = found.end()
    yield _text(text[end:])


def _with_hosts(tokens: Iterator[Token]) -> Iterator[Token]:
    href, words = "", ""
    for token in tokens:
        yield token
        if token.type == "link_open":
            href, words = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            if (host := _host(href)) and host != _host(words):
                yield _text(f" ({host})")
            href = ""
        elif href:
            words += token.content


def _host(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        return parts.hostname or (parts.path.rpartition("@")[2] if parts.scheme == "mailto" else "")
    except ValueError:
        return "an unreadable address"


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Let an address pass only with scheme and host written out: none leads into this desk, or elsewhere unnamed."""
    if name == "href":
        return value if LEADS_OUT.match(value) else None
    return value if name in {"rel", "start"} else None  # "rel" is written by the cleaner itself


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
_MARKDOWN.enable(["table", "strikethrough"]).disable(["image", "reference"])
_MARKDOWN.core.ruler.push("reads", _reads)
_CLEANER = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL, attribute_filter=_attribute)
