"""Mail to one of the team, over SMTP: the only place that speaks to a mail server."""

import re
import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from sundial.outside.not_sent import NotNow, NotSent, Refused, Unknown

__all__ = ["Letter", "Line", "NotNow", "NotSent", "Refused", "Unknown", "message_id", "one_line", "send"]

PERMANENT = range(500, 600)
TAKEN = 250
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told; `key` names it for ever, so that a double collapses on its Message-ID.

    `answers` is the Message-ID of the letter that this one answers of itself, "" for none.
    """

    key: UUID
    to: str
    subject: str
    text: str
    answers: str = ""


def send(letter: Letter) -> None:
    """Hand one letter to the mail server, which has it when this returns.

    Raises NotNow when another attempt may help (Unknown if the letter may have arrived all the same),
    and Refused when none will.
    """
    with Line() as line:
        line.send(letter)


class Line:
    """A line to the mail server for one letter after another, opened with the first; what breaks it, ends it."""

    def __init__(self) -> None:
        self._server: EmailBackend | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, letter: Letter) -> None:
        """Hand over one letter, as `send` does."""
        message = _message(letter)
        server = self._open()
        try:
            server.send_messages([message])
        except (smtplib.SMTPException, OSError) as broken:
            self._close()
            raise _became_of(broken) from broken

    def _open(self) -> EmailBackend:
        """Open the line first: what breaks before a word is sent is no double, nor is a line that was closed since."""
        if self._server is not None and _is_open(self._server):
            return self._server
        self._close()
        self._server = EmailBackend()  # settings.EMAIL_TIMEOUT bounds every silence
        try:
            self._server.open()
        except (smtplib.SMTPException, OSError) as broken:
            raise NotNow(f"{type(broken).__name__}: {broken}") from broken
        return self._server

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def message_id(key: UUID) -> str:
    """Return the Message-ID of the letter with that key: the same at every attempt."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<alert.{key}@{domain}>"


def one_line(text: str, *, at_most: int = 150) -> str:
    """Return `text` fit for a header: no line breaks, no control characters, not endless."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
    return line if len(line) <= at_most else line[: at_most - 1] + "…"


def _is_open(server: EmailBackend) -> bool:
    try:
        return bool(server.connection and server.connection.noop()[0] == TAKEN)
    except (smtplib.SMTPException, OSError):
        return False


def _message(letter: Letter) -> EmailMessage:
    try:
        validate_email(letter.to)
    except ValidationError as broken:
        raise Refused("not an address that mail can be sent to") from broken
    return EmailMessage(
        subject=one_line(letter.subject),
        body=letter.text,
        to=[letter.to],
        headers={**HEADERS, **_answering(letter.answers), "Message-ID": message_id(letter.key)},
    )


def _answering(message: str) -> dict[str, str]:
    """Return what a reply says of itself (RFC 3834); a Message-ID that is none is not quoted."""
    if not message:
        return {}
    quoted = {"In-Reply-To": message, "References": message} if MESSAGE_ID.fullmatch(message) else {}
    return {"Auto-Submitted": "auto-replied", **quoted}


def _became_of(broken: smtplib.SMTPException | OSError) -> NotSent:
    """Say what became of a letter that a server did not simply take."""
    match broken:
        case smtplib.SMTPRecipientsRefused():
            return _outcome(*next(iter(broken.recipients.values())))
        case smtplib.SMTPDataError():
            return _outcome(broken.smtp_code, broken.smtp_error)
        case smtplib.SMTPServerDisconnected():
            return Unknown(str(broken))
    return NotNow(f"{type(broken).__name__}: {broken}")


def _outcome(code: int, said: bytes | str) -> NotSent:
    words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return Refused(words) if code in PERMANENT else NotNow(words)
