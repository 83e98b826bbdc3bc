"""A real web server on loopback for tests and trials: it keeps what is posted in a ledger and answers as told."""

import itertools
import json
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOOPBACK = "127.0.0.1"
LEDGER = "posts.jsonl"
RST_ON_CLOSE = struct.pack("ii", 1, 0)


class Answer(StrEnum):
    """What the sink says to a post; `reset` and `stall` keep it first, and so look to its sender like a loss."""

    OK = "200"
    GONE = "410"
    BUSY = "429"
    BROKEN = "500"
    ELSEWHERE = "307"
    ENDLESS = "endless"
    DRIP = "drip"
    SILENCE = "timeout"
    STALL = "stall"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Posted:
    """One line of the ledger: where to, under which headers (by their lower-case names), and the body."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def key(self) -> str:
        """The key that collapses doubles."""
        return self.headers.get("webhook-id", "")


class WebSink:
    """Takes posts on a loopback port and keeps them; `answers` says, post by post, what it pretends."""

    def __init__(self, folder: Path, *, answers: Iterator[Answer] | None = None, elsewhere: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.ledger, self.elsewhere = folder / LEDGER, elsewhere
        self._answers, self._lock = answers or itertools.repeat(Answer.OK), threading.Lock()
        self.closing = threading.Event()
        self.lines = 0  # that were opened to us, whatever was said on them
        self._server = _Server(self)
        self.port: int = self._server.server_address[1]

    @property
    def place(self) -> str:
        """The place that a test allows, and before the path of each address here."""
        return f"http://{LOOPBACK}:{self.port}"

    def __enter__(self) -> "WebSink":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def next_answer(self) -> Answer:
        """Return what the post that comes now is answered."""
        with self._lock:
            return next(self._answers)

    def keep(self, posted: Posted) -> None:
        """Write one post to the ledger, and to the disk."""
        with self._lock, self.ledger.open("ab") as file:
            file.write(json.dumps(asdict(posted)).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def posts(self) -> list[Posted]:
        """Return the ledger, the first first."""
        if not self.ledger.exists():
            return []
        return [Posted(**json.loads(line)) for line in self.ledger.read_text().splitlines()]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, sink: WebSink) -> None:
        self.sink = sink
        super().__init__((LOOPBACK, 0), _Handler)

    def verify_request(self, *_: object) -> bool:
        """Count the line, and take what comes on it."""
        self.sink.lines += 1
        return True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing: the ledger says it."""

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        assert isinstance(self.server, _Server)
        sink = self.server.sink
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
        answer = sink.next_answer()
        if answer is Answer.SILENCE:
            sink.closing.wait()
            return
        if answer.isdigit() is False or answer in {Answer.OK, Answer.ELSEWHERE}:
            sink.keep(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        with suppress(OSError):
            self._say(answer, sink)

    def _say(self, answer: Answer, sink: WebSink) -> None:
        self.close_connection = True
        if answer is Answer.STALL:
            sink.closing.wait()
        elif answer is Answer.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_ON_CLOSE)
            self.connection.close()
        elif answer in {Answer.ENDLESS, Answer.DRIP}:
            self._go_on(answer, sink)
        else:
            self.send_response(int(answer))
            self.send_header("Content-Type", "application/json")
            if answer is Answer.ELSEWHERE:
                self.send_header("Location", sink.elsewhere)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

    def _go_on(self, answer: Answer, sink: WebSink) -> None:
        """Answer without an end: as fast as one can, or a byte at a time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if answer is Answer.ENDLESS else b""))
        while not sink.closing.wait(0.0 if answer is Answer.ENDLESS else 0.05):
            self.wfile.write(b"x" * 65536 if answer is Answer.ENDLESS else b"x")
