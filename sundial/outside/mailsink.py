"""A real mail server on loopback that delivers nothing: it keeps each letter in a folder."""

import asyncio
import itertools
import socket
import struct
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from weakref import WeakKeyDictionary

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sundial.outside.mailbox import Mailbox

LOOPBACK = "127.0.0.1"
NEVER = 3600.0  # seconds; longer than any sender waits
RST_ON_CLOSE = struct.pack("ii", 1, 0)


class Answer(StrEnum):
    """What the sink says to a letter; a reset or a stall keeps it first, and so looks to its sender like a loss."""

    OK = "ok"
    BUSY = "450"
    CLOSING = "421"
    REFUSED = "550"
    SILENCE = "timeout"
    STALL = "stall"
    RESET = "reset"


class Sink:
    """Takes letters on a loopback port and keeps them; `answers` says, letter by letter, what it pretends.

    What comes for `nobody` alone is taken and not kept: so many letters an hour would bury those of the people.
    """

    def __init__(
        self, folder: Path, *, port: int = 0, answers: Iterator[Answer] | None = None, nobody: str = ""
    ) -> None:
        self.mailbox = Mailbox(folder)
        self._nobody = [nobody]
        self._answers = answers or itertools.repeat(Answer.OK)
        self._said = WeakKeyDictionary[Session, Answer]()
        self._listening = socket.create_server((LOOPBACK, port))
        self._listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each greeting takes 40 ms
        self.port: int = self._listening.getsockname()[1]
        self._controller = _OnSocket(self, self._listening)

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
        self._listening.close()

    async def handle_RCPT(  # noqa: N802 - the name and the arguments are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse one recipient."""
        answer = next(self._answers)
        if answer in {Answer.BUSY, Answer.REFUSED}:
            return f"{answer} this sink was told to say so"
        self._said[session] = answer
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep the letter, or fail in the way that this letter's answer asks for."""
        answer = self._said[session]
        if answer is Answer.SILENCE:
            await asyncio.sleep(NEVER)
        if answer is Answer.CLOSING:
            return "421 this sink was told to say so"
        content = envelope.original_content or b""
        if envelope.rcpt_tos != self._nobody:
            self.mailbox.keep(content, sender=envelope.mail_from or "", recipients=envelope.rcpt_tos)
        if answer is Answer.STALL:
            await asyncio.sleep(NEVER)
        if answer is Answer.RESET:
            _reset(server)
        return "250 kept"


class _OnSocket(Controller):
    """A controller that takes a socket already listening, so that no port is guessed and none is lost."""

    def __init__(self, sink: Sink, listening: socket.socket) -> None:
        address, port = listening.getsockname()
        super().__init__(sink, hostname=address, port=port, server_hostname="sink.invalid")
        self._listening = listening

    def _create_server(self):  # type: ignore[no-untyped-def]  # aiosmtpd's own hook is untyped
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


def _reset(server: SMTP) -> None:
    transport = server.transport
    assert isinstance(transport, asyncio.Transport)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_ON_CLOSE)
    transport.abort()
