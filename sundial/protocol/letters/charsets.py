"""Bytes of a letter as words that can be shown: whatever the charset says, and nothing that moves other words about."""

import binascii
import codecs
import re

KNOWN = (
    *("utf", "ascii", "iso8859", "iso2022", "latin", "cp", "mac", "koi8"),
    *("gb", "hz", "big5", "euc", "shift", "tis", "johab"),
)
ENCODED = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,2000})\?=")
BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
MOVES = re.compile(  # controls, marks of direction, what has no width, tags, and halves of characters
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
HALVES = re.compile("[\ud800-\udfff]")
PILED = re.compile("([\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]+")
LOST = "\ufffd"


def decoded(content: bytes, charset: str) -> str:
    """Return bytes as words; what the charset cannot read is read as UTF-8, and what that cannot is lost."""
    for name in (charset, "utf-8"):
        if codec := _codec(name):
            try:
                return content.decode(codec)
            except (ValueError, LookupError):
                continue
    return content.decode("utf-8", errors="replace")


def header_words(value: str) -> str:
    """Return a header as it is meant to be read, on one line."""
    joined = BETWEEN.sub(r"\1", value)
    return " ".join(clean(ENCODED.sub(_word, joined)).split())


def clean(text: str) -> str:
    """Return words without what is not a word: controls, overrides of direction, halves of characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return PILED.sub(r"\1", HALVES.sub(LOST, MOVES.sub("", lines)))


def _codec(name: str) -> str:
    """Return a charset that is one of words and costs what words cost; "" for any other."""
    try:
        found = codecs.lookup(name.strip().strip("\"'").lower()).name
    except (LookupError, ValueError):
        return ""
    return found if found.replace("_", "").replace("-", "").startswith(KNOWN) else ""


def _word(found: re.Match[str]) -> str:
    charset, how, text = found[1].partition("*")[0], found[2].lower(), found[3]
    content = text.encode("utf-8", "replace")
    try:
        if how == "b":
            content = binascii.a2b_base64(content + b"=" * (-len(content) % 4))
        else:
            content = binascii.a2b_qp(content, header=True)
    except ValueError:
        return LOST
    return decoded(content, charset)
