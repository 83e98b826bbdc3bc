"""A desk that answers on a port of its own: real processes, real roles, streams that stay open."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from subprocess import Popen
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction

from sundial.management.listening import free_port
from sundial.models import CLOCKWORK, database_now, viewing
from sundial.outside.postgres import WEB
from tests.live import Desk
from tests.story import Player

PASSWORD = "a horse of the battery"


@dataclass
class Stream:
    """An open /live, read by a thread of its own."""

    answer: http.client.HTTPResponse
    lines: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        try:
            while line := self.answer.readline():
                self.lines.append(line.decode().strip())
        except (OSError, ValueError, http.client.HTTPException, AttributeError):
            pass
        self.ended.set()

    @property
    def events(self) -> list[str]:
        """What was said so far: the names of the events."""
        return [line.removeprefix("event: ") for line in list(self.lines) if line.startswith("event: ")]


@dataclass
class Visitor:
    """One person who has signed in, with the cookie that says so."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Get a page, or post a form; return the status and the text."""
        wire, answer = self.open(path, fields)
        text = answer.read().decode()
        wire.close()
        return answer.status, text

    def open(
        self, path: str, fields: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        wire.request("GET" if body is None else "POST", path, body, headers)
        answer = wire.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return wire, answer

    @contextmanager
    def listens(self, query: str = "") -> Iterator[Stream]:
        """Open a stream, and close it at the end."""
        wire, answer = self.open(f"/live{query}")
        assert answer.status == 200, answer.status
        sock = wire.sock
        stream = Stream(answer)
        threading.Thread(target=stream.read, daemon=True).start()
        until(lambda: any(line.startswith("retry: ") for line in stream.lines))
        try:
            yield stream
        finally:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            wire.close()


@dataclass
class Site:
    """A desk with its web process."""

    desk: Desk
    port: int
    process: Popen[bytes]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def visit(self, player: Player) -> Visitor:
        """Return one of the cast, who signed in when they first came."""
        if player.name not in self.visitors:
            self.visitors[player.name] = self.signs_in(player)
        return self.visitors[player.name]

    def signs_in(self, player: Player) -> Visitor:
        """Let one of the cast in by the front door, with a new password."""
        with transaction.atomic(), viewing(CLOCKWORK):
            player.person.set_password(PASSWORD)
            player.person.keep_password()
        visitor = Visitor(self.port)
        visitor.ask("/sign-in/")
        status, _ = visitor.ask("/sign-in/", {"login": player.person.email, "password": PASSWORD})
        assert status == 302
        return visitor

    def acts(self, player: Player, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Let one of the cast do something, now, as the desk's own hands do it for them."""
        with transaction.atomic(), viewing(CLOCKWORK):
            return verb(*args, by=player.person, now=database_now(), **more)


@contextmanager
def serving(desk: Desk) -> Iterator[Site]:
    """Run `sundial serve` on a desk."""
    desk.home.mkdir(exist_ok=True)
    desk.home.chmod(0o700)
    key = desk.home / "secret-key"
    key.write_text("k" * 60)
    key.chmod(0o600)
    port = free_port(0)
    url = f"postgresql://{WEB}@localhost/{desk.name}?host={quote(desk.address.host, safe='')}"
    surroundings = {"SUNDIAL_DATABASE_URL": url, "SUNDIAL_ROLE": "web", "SUNDIAL_PORT": str(port), "SUNDIAL_DEMO": ""}
    with desk.process("serve", **surroundings) as process:
        until(lambda: answers(port), within=60)  # a busy machine starts a process slowly
        yield Site(desk, port, process)


def answers(port: int) -> bool:
    try:
        return Visitor(port).ask("/health")[0] in (200, 503)
    except OSError:
        return False


def until(claim: Callable[[], Any], *, within: float = 15) -> None:
    """Wait for a claim to come true; fail if it does not."""
    deadline = time.monotonic() + within
    while not claim():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
