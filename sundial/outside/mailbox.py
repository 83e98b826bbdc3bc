"""A folder of letters: what the loopback mail sink took in, one file a message and one ledger line each."""

import json
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import IO, Any

LEDGER = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; `name` is the file beside it, `message_id` the key that collapses doubles."""

    name: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    date: str


class Mailbox:
    """Letters on disk; what `keep` has returned for survives a power cut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._taken = sum(1 for _ in folder.glob("*.eml"))

    def keep(self, content: bytes, *, sender: str, recipients: list[str]) -> Entry:
        """Write one letter and its ledger line to the disk, in that order, and return the line."""
        self._taken += 1
        name = f"{self._taken:08d}.eml"
        _write(self.folder / name, "xb", content)
        entry = _entry(name, message_from_bytes(content, policy=policy.default), sender, recipients)
        _write(self.folder / LEDGER, "ab", json.dumps(asdict(entry)).encode() + b"\n")
        return entry

    def entries(self, *, at_most: int | None = None) -> list[Entry]:
        """Return the ledger, newest first."""
        path = self.folder / LEDGER
        if not path.exists():
            return []
        with path.open(encoding="utf-8") as lines:
            kept = deque((line for line in lines if line.endswith("\n")), maxlen=at_most)
        return [_read(json.loads(line)) for line in reversed(kept)]

    def letter(self, name: str) -> EmailMessage:
        """Return the letter in that file; raises FileNotFoundError for any other name."""
        if Path(name).name != name or not name.endswith(".eml"):
            raise FileNotFoundError(name)
        return message_from_bytes((self.folder / name).read_bytes(), policy=policy.default)


def text_of(letter: EmailMessage) -> str:
    """Return the words of a letter as plain text."""
    body = letter.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""


def _entry(name: str, letter: EmailMessage, sender: str, recipients: list[str]) -> Entry:
    said = {key: str(letter.get(key, "")) for key in ("Message-ID", "Subject", "Date")}
    return Entry(name, said["Message-ID"], sender, tuple(recipients), said["Subject"], said["Date"])


def _read(line: Mapping[str, Any]) -> Entry:
    return Entry(**{**line, "recipients": tuple(line["recipients"])})


def _write(path: Path, mode: str, content: bytes) -> None:
    with path.open(mode) as file:
        file.write(content)
        _sync(file)


def _sync(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())
