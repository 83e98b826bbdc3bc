"""Read a letter: bytes in, what they say out; whatever the bytes are."""

import hashlib

from sundial.protocol.letters.body import Body, read_body
from sundial.protocol.letters.charsets import header_words
from sundial.protocol.letters.headers import body_of, head_of, senders_of
from sundial.protocol.letters.letter import Letter, Mark
from sundial.protocol.letters.marks import Ours, marks_of
from sundial.protocol.letters.proof import proof_of

__all__ = ["Ours", "read"]
SUBJECT = 300  # characters


def read(raw: bytes, ours: Ours, *, whole: bool = True) -> Letter:
    """Return what a letter says; of one that is too large to be `whole` only its head is read."""
    head = head_of(raw)
    senders = senders_of(head)
    body = read_body(raw) if whole else Body()
    marks = set(marks_of(head, senders, ours))
    marks |= {mark for mark, is_so in _of_the_body(body, whole) if is_so}
    subject = header_words(head.first("subject"))[:SUBJECT]
    named = (head.first("message-id"), *(one.address for one in senders), head.first("date"), subject)
    said = "\0".join(named).encode("utf-8", "replace")
    return Letter(
        message_id=header_words(head.first("message-id"))[:300],
        senders=senders,
        subject=subject,
        text=body.text,
        attachments=body.attachments,
        marks=frozenset(marks),
        proof=proof_of(head, senders, ours.trusts),
        digest=hashlib.sha256(said + b"\0" + body_of(raw)).hexdigest(),
    )


def _of_the_body(body: Body, whole: bool) -> tuple[tuple[Mark, bool], ...]:
    return (Mark.LARGE, not whole), (Mark.TANGLED, body.tangled), (Mark.GARBLED, body.garbled)
