"""The words of a letter and what hangs on it: parts are counted before they are read, attachments are only named."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from sundial.protocol.letters.charsets import LOST, clean, decoded, header_words
from sundial.protocol.letters.letter import Attachment
from sundial.protocol.letters.words import words_of

MOST_PARTS, DEEPEST, MOST_NAMED = 100, 20, 50
MOST_LINES, MOST_BORDERS = 300_000, 5_000
MOST_WORK = 1_500_000  # lines times the parts that each is held against
LONGEST = 20_000  # characters of words that are kept to be read; the letter itself is kept whole
READ = 400_000  # bytes of a part of words that are read
NESTS = re.compile(rb"boundary\s*\*?\d*\*?=|message/(?:rfc822|global)", re.IGNORECASE)
BLANKS = re.compile(r"\n[ \t\n]*\n[ \t]*\n")
NO_READING = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MemoryError)
CUT = "\n[The letter goes on. It is kept whole.]"


@dataclass(frozen=True, slots=True)
class Body:
    """The words and the attachments; `tangled` where the parts were not read."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    tangled: bool = False

    @property
    def garbled(self) -> bool:
        """Whether characters were lost."""
        return LOST in self.text


def read_body(raw: bytes) -> Body:
    """Read the parts of a letter, unless that could take for ever."""
    if _could_take_for_ever(raw):
        return Body(tangled=True)
    try:
        parts = list(_parts(email.message_from_bytes(raw)))
        hangs = tuple(_attachment(one) for one in parts if not _is_words(one))[:MOST_NAMED]
        return Body(_text([one for one in parts if _is_words(one)]), hangs, tangled=len(parts) > MOST_PARTS)
    except NO_READING:
        return Body(tangled=True)


def _could_take_for_ever(raw: bytes) -> bool:
    nested, lines = len(NESTS.findall(raw)), raw.count(b"\n")
    borders = raw.count(b"\n--") if nested else 0
    return nested > MOST_PARTS or borders > MOST_BORDERS or lines > MOST_LINES or lines * (1 + nested) > MOST_WORK


def _parts(whole: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a letter inside the letter is one, and is not opened."""
    waiting = [(whole, 0)]
    while waiting:
        part, depth = waiting.pop()
        within = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(within, list) and depth < DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(within) if isinstance(one, Message)]
        elif not isinstance(within, list):
            yield part


def _is_words(part: Message) -> bool:
    named = part.get_content_disposition() == "attachment" or part.get_filename()
    return part.get_content_type() in ("text/plain", "text/html") and not named


def _text(parts: list[Message]) -> str:
    """Return the plain words; where there are none, those of the HTML."""
    plain = [_words(one) for one in parts if one.get_content_type() == "text/plain"]
    said = "\n\n".join(one for one in plain if one.strip())
    if not said:
        said = "\n\n".join(words_of(_words(one)) for one in parts if one.get_content_type() == "text/html")
    tidy = BLANKS.sub("\n\n", clean(said)).strip()
    return tidy if len(tidy) <= LONGEST else tidy[: LONGEST - len(CUT)] + CUT


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    charset = part.get_param("charset") or "utf-8"
    name = charset[2] if isinstance(charset, tuple) else str(charset)
    return decoded(content[:READ], name) if isinstance(content, bytes) else ""


def _attachment(part: Message) -> Attachment:
    payload = part.get_payload()
    size = len(payload) if isinstance(payload, str) else sum(len(str(one)) for one in payload or ())
    coded = str(part.get("content-transfer-encoding", "")).strip().lower() == "base64"
    name = header_words(str(part.get_filename() or ""))[:120] or "without a name"
    return Attachment(name, header_words(part.get_content_type())[:80], size * 3 // 4 if coded else size)
