"""Real mailboxes on loopback: an IMAP server of somebody else's making, and a line that breaks when it is told."""

import imaplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from sundial.outside.imap import Account

USER, PASSWORD = "vp", "mailbox-secret"
LOOPBACK = "127.0.0.1"
CHEAPLY = """
from pysasl.hashing import BuiltinHash  # whose half a million rounds cost more than all else that a look does
BuiltinHash.__init__.__kwdefaults__["rounds"] = 1
from pymap.main import main
main()
"""


@dataclass
class Server:
    """A mailbox, its port, and the program behind it."""

    port: int
    program: subprocess.Popen[bytes]

    def lay(self, raw: bytes, at: datetime) -> None:
        """Lay a letter into the mailbox that came at an instant."""
        with self._in() as box:
            status, said = box.append("INBOX", "", at, raw)  # type: ignore[arg-type]
            assert status == "OK", said

    def flags(self) -> str:
        """Return what the server says of every letter's flags."""
        with self._in() as box:
            box.select("INBOX", readonly=True)
            return str(box.uid("FETCH", "1:*", "(FLAGS)"))

    def account(self, mailbox: str, *, port: int | None = None, password: str = PASSWORD) -> Account:
        """Return how the mailbox is reached."""
        return Account(mailbox, LOOPBACK, port or self.port, USER, password, by_tls=False)

    @contextmanager
    def _in(self) -> Iterator[imaplib.IMAP4]:
        box = imaplib.IMAP4(LOOPBACK, self.port, timeout=5)
        box.login(USER, PASSWORD)
        yield box
        box.logout()


@contextmanager
def mail_server() -> Iterator[Server]:
    """Stand an empty mailbox; a new server gives its letters other numbers under another UIDVALIDITY."""
    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    program = (sys.executable, "-c", CHEAPLY)
    words = ["--no-tls", "--host", LOOPBACK, "--port", str(port), "--no-service", "admin", "dict", "--demo-user", USER]
    running = subprocess.Popen([*program, *words, "--demo-password", PASSWORD], stderr=subprocess.DEVNULL)
    try:
        server = Server(port, running)
        _wait_for(server)
        yield server
    finally:
        running.terminate()
        running.wait(10)


@contextmanager
def breaking_line(port: int, after: int) -> Iterator[int]:
    """Stand between a mailbox and who looks into it, and hang up when so many bytes of answers have passed."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        threading.Thread(target=_pass_on, args=(listening, port, after), daemon=True).start()
        yield listening.getsockname()[1]


def _pass_on(listening: socket.socket, port: int, after: int) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            far = socket.create_connection((LOOPBACK, port))
            threading.Thread(target=pump, args=(near, far, None), daemon=True).start()
            pump(far, near, after)


def pump(source: socket.socket, sink: socket.socket, after: int | None) -> None:
    """Pass on what is said on a line, until it ends or so many bytes have passed."""
    with suppress(OSError), source, sink:
        left = after
        while piece := source.recv(4096 if left is None else min(4096, left)):
            sink.sendall(piece)
            left = None if left is None else left - len(piece)
            if left == 0:
                break
        source.shutdown(socket.SHUT_RDWR)
        sink.shutdown(socket.SHUT_RDWR)


def _wait_for(server: Server) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            server.flags()
        except (OSError, imaplib.IMAP4.error):
            assert time.monotonic() < until, "the mail server does not come up"
            time.sleep(0.05)
        else:
            return
