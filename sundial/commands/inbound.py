"""Protocol 01 and 07, mail that comes in: the one door behind every way, and the letter is taken once (O1.6, O7.4)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from sundial.models import InboundRaw
from sundial.protocol.letters.headers import LONGEST_HEAD


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter at the door: the mailbox to which it came, its bytes, and how it is named for ever.

    `source` begins with the way: `imap:` or `webhook:`. `size` is what it has, also where `content` is its head alone.
    `arrived_at` (UTC) is when the mailbox took it, None where that is not known.
    """

    source: str
    mailbox: str
    content: bytes
    size: int
    arrived_at: datetime | None = None


def take_in(letter: Arrived, *, now: datetime) -> None:
    """Keep a letter as it came, unless it was taken in before under the same name; it is read by the mail room."""
    whole = letter.size <= largest() and len(letter.content) == letter.size
    content = letter.content if whole else letter.content[:LONGEST_HEAD]
    row = InboundRaw(
        source=letter.source[:320],
        mailbox=letter.mailbox.strip().lower()[:254],
        content=content,
        size=letter.size,
        arrived_at=letter.arrived_at and min(letter.arrived_at, now),
        at=now,
    )
    InboundRaw.objects.bulk_create([row], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY sundial")


def largest() -> int:
    """Return how large a letter may be to be taken in whole, in bytes."""
    return int(settings.MAIL_LARGEST) * 1024 * 1024
