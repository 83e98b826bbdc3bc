"""Letters that came by mail in the demo, through the door that every letter takes: laid down, read, judged (O7.4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from sundial.commands.inbound import Arrived, take_in
from sundial.commands.inbound_reading import read_in
from sundial.models import Case, InboundLetter, InboundRaw, Person

VP, EMEA, AMERICAS = (f"supportescalation_{one}@opswat.com" for one in ("vp", "emea", "amer"))
SUPPORT = "support@opswat.com"
SELLER = ("Brook Tanner", "brook@bestleads.example")


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter of the demo: so many minutes ago, by a contact (by their key) or a stranger, to an address."""

    ago: int
    by: str
    to: str
    subject: str
    text: str
    lines: Mapping[str, str]


SENT = (
    Sent(204, "beth", SUPPORT, "Question about licences", "Hello, where do I find our licence file? Thanks, Beth", {}),
    Sent(
        131,
        "ingrid",
        VP,
        "Automatic reply: your message",
        "I am out of the office until Thursday. For anything urgent please call my colleague.",
        {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    ),
    Sent(
        41,
        "walt",
        VP,
        "{number}: we cannot wait any longer",
        "I opened {number} and the answers I get do not help us any further. Our board asks me every morning.\n\n"
        "I would like somebody who can decide to call me today.\n\nWalt Brennan",
        {},
    ),
    Sent(
        12,
        "silke",
        EMEA,
        "Two sites without a gateway",
        "We have two sites without a gateway since this morning, and nobody tells us when that ends. The case is "
        "{number}.\n\nPlease see to it that somebody takes this in hand.\n\nSilke Brandt",
        {},
    ),
    Sent(6, "", AMERICAS, "Qualified leads for your sales team", "May I offer you 10,000 qualified leads?", {}),
)


def leave_letters(people: Mapping[str, Person], now: datetime) -> list[InboundLetter]:
    """Let them come in, each at its own time, and be read; return what was made of each."""
    return list(filter(None, (_arrive(one, people, now - timedelta(minutes=one.ago)) for one in SENT)))


def _arrive(sent: Sent, people: Mapping[str, Person], at: datetime) -> InboundLetter | None:
    content = _written(sent, people.get(sent.by), at).as_bytes()
    source = f"imap:demo:{sent.ago}"
    take_in(Arrived(source, sent.to, content, len(content), at), now=at)
    return read_in(InboundRaw.objects.get(source=source), now=at)


def _written(sent: Sent, by: Person | None, at: datetime) -> EmailMessage:
    number = next(_numbers(by), "our case")
    letter = EmailMessage()
    letter["From"] = formataddr((by.name, by.email) if by else SELLER)
    letter["To"], letter["Date"] = sent.to, format_datetime(at)
    letter["Subject"] = sent.subject.format(number=number)
    for name, value in sent.lines.items():
        letter[name] = value
    letter.set_content(sent.text.format(number=number))
    return letter


def _numbers(by: Person | None) -> Iterator[str]:
    """Yield the numbers of their open cases that nobody has escalated, the gravest first."""
    if by is not None:
        rows = Case.objects.open().filter(organization=by.organization_id, rung=0).order_by("severity", "opened_at")
        yield from rows.values_list("number", flat=True)
