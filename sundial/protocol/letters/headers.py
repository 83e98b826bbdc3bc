"""The head of a letter: its lines by name, in order, whatever was written there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses

from sundial.protocol.letters.charsets import decoded, header_words
from sundial.protocol.letters.letter import Address

LONGEST_HEAD = 64 * 1024  # bytes
LONGEST = 8 * 1024  # characters of one line that are read
MOST_SENDERS = 20
LINE = re.compile(rb"([!-9;-~]{1,80})[ \t]*:")
END = re.compile(rb"\r?\n\r?\n")
LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
ADDRESS = re.compile(rf"[^\s@<>\"(),:;\\\[\]]{{1,64}}@{LABEL}(?:\.{LABEL})+")


@dataclass(frozen=True, slots=True)
class Head:
    """The lines of a head by their names in small letters; each with every value, from the top."""

    lines: Mapping[str, Sequence[str]]

    def all(self, name: str) -> Sequence[str]:
        """Return every value of a line, () where there is none."""
        return self.lines.get(name, ())

    def first(self, name: str) -> str:
        """Return the topmost value of a line, "" where there is none."""
        return next(iter(self.all(name)), "")

    def has(self, *names: str) -> bool:
        """Say whether one of these lines is there with something in it."""
        return any(value.strip() for name in names for value in self.all(name))


def head_of(raw: bytes) -> Head:
    """Read the head; what is no line is left out."""
    lines: dict[str, list[str]] = {}
    for name, value in _lines(raw[:LONGEST_HEAD]):
        lines.setdefault(name, []).append(value)
    return Head(lines)


def body_of(raw: bytes) -> bytes:
    """Return what follows the head, as it came."""
    found = END.search(raw)
    return raw[found.end() :] if found else b""


def senders_of(head: Head) -> tuple[Address, ...]:
    """Return who is named in From, each once; what is no address is nobody."""
    found: dict[str, Address] = {}
    try:
        named = getaddresses(list(head.all("from")[:MOST_SENDERS]))
    except (RecursionError, ValueError, IndexError):
        return ()
    for name, address in named[:MOST_SENDERS]:
        known = address.strip().lower()
        if ADDRESS.fullmatch(known) and len(known) <= 254:
            found.setdefault(known, Address(known, header_words(name)[:200]))
    return tuple(found.values())


def return_path_of(head: Head) -> str | None:
    """Return to whom a failure is said, "" where to nobody, None where it does not stand there."""
    if not head.all("return-path"):
        return None
    return head.first("return-path").strip().strip("<>").strip().lower()


def _lines(head: bytes) -> Iterator[tuple[str, str]]:
    end = END.search(head)
    name, value = "", b""
    for line in head[: end.start() if end else len(head)].replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            value += b" " + line.strip() if len(value) < LONGEST else b""
            continue
        if name:
            yield name, decoded(value, "utf-8")[:LONGEST]
        found = LINE.match(line)
        name, value = (found[1].decode().lower(), line[found.end() :].strip()) if found else ("", b"")
    if name:
        yield name, decoded(value, "utf-8")[:LONGEST]
