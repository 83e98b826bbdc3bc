"""A provider that gives tokens, and a mailbox that opens to them alone, both real and on loopback."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

from tests.mail_server import LOOPBACK, PASSWORD, USER, pump

REFUSED = b'{"status":"401","schemes":"bearer"}'


@dataclass
class Provider:
    """What it was asked, and what it answers: the next of `answers`, and the last of them again and again."""

    answers: list[dict[str, object] | bytes]
    asked: list[dict[str, str]] = field(default_factory=list)
    place: str = ""

    def answer(self, form: bytes) -> bytes:
        """Take one question down and answer it."""
        self.asked.append(dict(parse_qsl(form.decode(), strict_parsing=True)))
        said = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return said if isinstance(said, bytes) else json.dumps(said).encode()


@contextmanager
def provider(*answers: dict[str, object] | bytes) -> Iterator[Provider]:
    """Stand where tokens are given."""
    told = Provider(list(answers))

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = told.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if b"access_token" in said else 400)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer((LOOPBACK, 0), Door) as server:
        told.place = f"http://{LOOPBACK}:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield told
        server.shutdown()


@contextmanager
def opening_to(port: int, good: set[str]) -> Iterator[int]:
    """Stand before a mailbox and let in who signs in by XOAUTH2 with a token that is good at that moment."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        threading.Thread(target=_let_in, args=(listening, port, good), daemon=True).start()
        yield listening.getsockname()[1]


def _let_in(listening: socket.socket, port: int, good: set[str]) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            threading.Thread(target=_greet, args=(near, port, good), daemon=True).start()


def _greet(near: socket.socket, port: int, good: set[str]) -> None:
    with suppress(OSError), near, near.makefile("rwb", buffering=0) as words:
        words.write(b"* OK here\r\n")
        while line := words.readline():
            tag, verb, *rest = line.split()
            if verb == b"CAPABILITY":
                words.write(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" + tag + b" OK done\r\n")
            elif (verb, rest) == (b"AUTHENTICATE", [b"XOAUTH2"]):
                said = _said(words)
                if said in {f"user={USER}\1auth=Bearer {token}\1\1".encode() for token in good}:
                    _lead_on(near, port, tag)
                    return
                _refuse(words)
                words.write(tag + b" NO not by that: " + said + b"\r\n")
            else:
                words.write(tag + b" NO not by that\r\n")


def _said(words: "socket.SocketIO") -> bytes:
    words.write(b"+ \r\n")
    return base64.b64decode(words.readline())


def _refuse(words: "socket.SocketIO") -> None:
    words.write(b"+ " + base64.b64encode(REFUSED) + b"\r\n")
    assert words.readline() == b"\r\n", "a refusal is answered with nothing"


def _lead_on(near: socket.socket, port: int, tag: bytes) -> None:
    far = socket.create_connection((LOOPBACK, port))
    with far.makefile("rwb", buffering=0) as words:
        words.readline()
        words.write(f"x LOGIN {USER} {PASSWORD}\r\n".encode())
        while not words.readline().startswith(b"x OK"):
            pass
    near.sendall(tag + b" OK come in\r\n")
    threading.Thread(target=pump, args=(near, far, None), daemon=True).start()
    pump(far, near, None)
