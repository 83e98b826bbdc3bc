"""The one door by which word leaves for addresses that people typed (TRUST 1.5): it leads out, and never inside.

A name is resolved once, every address that it has is looked at, and the line goes to that very address: a name that is
another one the next moment gains nothing. Answers are short, in time, and send nobody on.
"""

import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from sundial.outside.in_time import in_time
from sundial.outside.inner import leads_inside, leads_nowhere
from sundial.outside.not_sent import NotNow, Refused, Unknown

PORTS = frozenset({443, 8443})
SECONDS = 10.0  # for the whole of it, from the name to the end of the answer
NAMING = 6.0  # of these for the name: one question that was lost is asked again after five
LONGEST = 64 * 1024  # bytes of an answer, its head included
PLAIN = re.compile(r"[!-~]+")
HOST = re.compile(r"[A-Za-z0-9._:-]+")
Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Return every address that a name has; numbers in whatever notation come back as the address that they are."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Rules:
    """Whither one may: ports, and inner places that the desk's owner allows by name ("https://chat.inner:8443")."""

    ports: frozenset[int] = PORTS
    inner: frozenset[str] = field(default_factory=lambda: frozenset(settings.INNER_PLACES))
    resolve: Resolve = resolve
    seconds: float = SECONDS
    naming: float = NAMING


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads: parsed, resolved and looked at."""

    url: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def target(self) -> str:
        """What is asked for there."""
        return (self.url.path or "/") + (f"?{self.url.query}" if self.url.query else "")


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of an address."""

    method: str
    address: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and as much of the body as one may send us."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def place_of(address: str, rules: Rules) -> Place:
    """Read an address, resolve its name once and look at everything that it has. Raises Refused, NotNow."""
    url, host, port, allowed = may_lead_out(address, rules)
    try:
        found = tuple(in_time(partial(rules.resolve, host, port), min(rules.naming, rules.seconds)))
    except TimeoutError as problem:
        raise NotNow("its name was not looked up in time") from problem
    except (OSError, UnicodeError) as problem:
        raise NotNow(f"there is no host of that name now ({type(problem).__name__})") from problem
    forbidden = leads_nowhere if allowed else leads_inside
    if not found or any(forbidden(one) for one in found):
        raise Refused("the address leads inside, where word is not sent")
    return Place(url, host, port, found)


def may_lead_out(address: str, rules: Rules) -> tuple[SplitResult, str, int, bool]:
    """Return an address in its parts, and whether it is an inner place that is allowed. Raises Refused by its form."""
    url, host, port = read(address)
    allowed = f"{url.scheme}://{host}" in rules.inner or f"{url.scheme}://{host}:{port}" in rules.inner
    if not allowed and (url.scheme != "https" or port not in rules.ports):
        raise Refused("only https, on port 443 or 8443, leads out")
    return url, host, port, allowed


def read(address: str) -> tuple[SplitResult, str, int]:
    """Return an address in its parts, with host and port. Raises Refused for one that two could read differently."""
    if not PLAIN.fullmatch(address) or "\\" in address:
        raise Refused("the address has characters that no address has")
    try:
        url = urlsplit(address)
        host, port = (url.hostname or "").rstrip("."), url.port
    except ValueError as problem:
        raise Refused("the address cannot be read") from problem
    if url.scheme not in {"http", "https"} or not HOST.fullmatch(host) or "@" in url.netloc:
        raise Refused("the address is not one of https://host/..., without a name or password in it")
    return url, host, port or {"http": 80, "https": 443}[url.scheme]


def exchange(ask: Ask, rules: Rules | None = None) -> Answer:
    """Ask something of an address that somebody typed, and return the answer.

    Raises Refused where it leads inside, NotNow where nobody answers, Unknown where the line broke after the words.
    """
    rules = rules or Rules()
    until = time.monotonic() + rules.seconds
    place = place_of(ask.address, rules)
    try:
        line = _line(place, until)
    except (OSError, ValueError) as problem:
        raise NotNow(f"no line: {said(problem)}") from problem
    with line:
        try:
            line.settimeout(_left(until))
            line.sendall(_request(place, ask))
            return _answer(line, ask, until)
        except (OSError, http.client.HTTPException) as problem:
            raise Unknown(f"no answer: {said(problem)}") from problem


def said(problem: BaseException) -> str:
    """Say what went wrong in words that hold nothing of the address."""
    if isinstance(problem, TimeoutError):
        return "it took too long"
    return problem.reason if isinstance(problem, ssl.SSLError) and problem.reason else type(problem).__name__


def _line(place: Place, until: float) -> socket.socket:
    """Open a line to the first of the addresses that takes it, of those that were looked at."""
    problem: OSError = TimeoutError()
    for address in place.addresses:
        try:
            line = socket.create_connection((address, place.port), timeout=_left(until))
        except OSError as refused:
            problem = refused
            continue
        if place.url.scheme == "http":
            return line
        try:
            return ssl.create_default_context().wrap_socket(line, server_hostname=place.host)
        except BaseException:
            line.close()
            raise
    raise problem


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _request(place: Place, ask: Ask) -> bytes:
    host = f"[{place.host}]" if ":" in place.host else place.host
    head = {
        "Host": host if place.url.port is None else f"{host}:{place.port}",
        "Content-Length": str(len(ask.body)),
        "Connection": "close",
        "User-Agent": "Sundial",
        **ask.headers,
    }
    if not all(PLAIN.fullmatch("".join(pair).replace(" ", "")) for pair in head.items()):
        raise Refused("what would be sent there is no header")
    lines = [f"{ask.method} {place.target} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + ask.body


def _answer(line: socket.socket, ask: Ask, until: float) -> Answer:
    answer = http.client.HTTPResponse(cast("Any", _Bounded(line, until)), method=ask.method)
    answer.begin()
    return Answer(answer.status, answer.read(LONGEST), dict(answer.getheaders()))


class _Bounded(io.RawIOBase):
    """A line that is read until a moment and up to a size: what is longer simply ends there."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until, self._room = line, until, LONGEST

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self._line.settimeout(_left(self._until))
        got = self._line.recv_into(buffer, min(len(buffer), self._room)) if self._room else 0
        self._room -= got
        return got
