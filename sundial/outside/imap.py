"""A mailbox that is looked through over IMAP (RFC 3501): the only place that speaks to one; it is left as it is."""

import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sundial.outside.oauth import Grant, NotGranted, Tokens

TIMEOUT = 20.0  # seconds that a server may be silent
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
TOKENS = Tokens()
BROKEN = (imaplib.IMAP4.error, OSError, ValueError)


class Away(Exception):
    """The mailbox cannot be read now; the text says why, and holds no password and no token."""


@dataclass(frozen=True, slots=True)
class Account:
    """How a mailbox is reached; `mailbox` is the address whose letters lie there, whatever their headers say."""

    mailbox: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    by_tls: bool = True
    grant: Grant | None = None

    @classmethod
    def of_url(cls, written: str) -> "Account":
        """Read `imaps://user:password@host:993/INBOX?for=address`; raises ValueError that says what is wrong.

        Instead of the password: `&token=https://...&client=...&secret=...`, and `scope` and `refresh` where needed.
        Without TLS (`imap://`) a mailbox is read on this machine's loopback alone.
        """
        url = urlsplit(written)
        user, query = unquote(url.username or ""), dict(parse_qsl(url.query))
        mailbox = query.get("for", user).strip().lower()
        if url.scheme not in ("imaps", "imap") or not url.hostname or not user:
            raise ValueError("write imaps://user:password@host:993/INBOX?for=address, several apart by spaces")
        if "@" not in mailbox:
            raise ValueError("name the address of the mailbox (?for=address) where the user is none")
        if url.scheme == "imap" and not _is_loopback(url.hostname):
            raise ValueError("a mailbox on another machine is read by imaps:// alone")
        by_tls = url.scheme == "imaps"
        port = url.port or (993 if by_tls else 143)
        folder = unquote(url.path.strip("/")) or "INBOX"
        password = unquote(url.password or "")
        return cls(mailbox, url.hostname, port, user, password, folder, by_tls, Grant.of_query(query))


@dataclass(frozen=True, slots=True)
class Fetched:
    """A letter as the mailbox has it: its size, when it came (UTC by its own offset), and its first bytes."""

    size: int
    arrived_at: datetime | None
    content: bytes


class Line:
    """An open mailbox, for reading alone: no flag is set, and nothing is moved or removed."""

    def __init__(self, server: imaplib.IMAP4, folder: str) -> None:
        self._server = server
        self._ask("EXAMINE", server.select(f'"{folder}"', readonly=True))
        _, (validity,) = server.response("UIDVALIDITY")
        if validity is None:
            raise Away("the server gives the mailbox no UIDVALIDITY")
        self.validity = int(validity)

    def uids(self, after: int, since: date | None = None) -> list[int]:
        """Return the numbers of the letters beyond one, the first before the others; `since` a day by the mailbox."""
        words = ["UID", f"{after + 1}:*", *(["SINCE", _day(since)] if since else [])]
        found = self._ask("SEARCH", self._server.uid("SEARCH", *words))
        numbers = b" ".join(one for one in found if isinstance(one, bytes)).split()
        return sorted(number for number in map(int, numbers) if number > after)  # n:* always names the last

    def letter(self, uid: int, at_most: int) -> Fetched | None:
        """Return a letter, at most so many bytes of it; None where it is gone. It stays as unread as it was."""
        wants = f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{at_most}>)"
        found = self._ask("FETCH", self._server.uid("FETCH", str(uid), wants))
        said = b" ".join(one[0] if isinstance(one, tuple) else one for one in found if one)
        size = SIZE.search(said)
        if size is None:
            return None
        content = next((one[1] for one in found if isinstance(one, tuple)), b"")
        whole = len(content) < at_most  # some servers only guess how large a letter is
        return Fetched(len(content) if whole else int(size[1]), _moment(said), content)

    @staticmethod
    def _ask(verb: str, answer: tuple[str, list[Any]]) -> list[Any]:
        status, found = answer
        if status != "OK":
            raise Away(f"the server refuses {verb}")
        return found


@contextmanager
def opened(account: Account) -> Iterator[Line]:
    """Open a mailbox for reading; raises Away when it cannot be opened, and when it breaks off in the middle."""
    try:
        with _server(account) as server:
            _sign_in(server, account)
            yield Line(server, account.folder)
    except NotGranted as refusal:
        raise Away(str(refusal)) from refusal
    except BROKEN as broken:
        words = str(broken).replace(account.password, "***") if account.password else str(broken)
        raise Away(f"{type(broken).__name__}: {words}"[:200]) from broken


def _sign_in(server: imaplib.IMAP4, account: Account) -> None:
    """Sign in by the password, or by a token (XOAUTH2); one that is not taken is not used again."""
    grant = account.grant
    if grant is None:
        server.login(account.user, account.password)
        return
    token = TOKENS.of(grant)
    said = f"user={account.user}\1auth=Bearer {token}\1\1".encode()
    try:
        server.authenticate("XOAUTH2", lambda why_not: b"" if why_not else said)
    except imaplib.IMAP4.error as refusal:
        TOKENS.forget(grant)
        raise type(refusal)(str(refusal).replace(token, "***")) from None


@contextmanager
def _server(account: Account) -> Iterator[imaplib.IMAP4]:
    if account.by_tls:
        context = ssl.create_default_context()
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(account.host, account.port, timeout=TIMEOUT)
    try:
        yield server
    finally:
        with suppress(*BROKEN):
            server.logout()


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _day(day: date) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02d}-{months[day.month - 1]}-{day.year}"


def _moment(said: bytes) -> datetime | None:
    found = DATE.search(said)
    return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else None
