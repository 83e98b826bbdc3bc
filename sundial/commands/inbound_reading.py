"""Protocol 01 and 07: a letter that came in is read and judged, and whoever looks after it hears of it (O1.6, O7.4)."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from sundial.commands.later import deliver_later, later
from sundial.commands.team_now import colleagues
from sundial.models import Alert, AlertKind, InboundLetter, InboundRaw, Kind, Organization, Person, protocol_in_force
from sundial.protocol.document import Protocol
from sundial.protocol.letters import Fate, Letter, Ours, Seen, Verdict, Why, judge, may_answer, read
from sundial.protocol.letters.headers import head_of
from sundial.protocol.letters.proof import received_at
from sundial.protocol.letters.seeing import Shown, leader_of, who_hears, who_sees
from sundial.protocol.stand_in import Colleague

HOUR = timedelta(hours=1)
LONGEST_AGO = timedelta(days=3)  # what our mail server says of when a letter came is believed so far back
AT_ONCE = 50  # letters of which somebody is reminded in one transaction
WAITED = timedelta(minutes=30)  # then everybody who may settle a letter hears that it still waits

LOOKED_AT = [str(one) for one in Why if Verdict(Fate.HELD, one).wants_a_look]
UNSETTLED = Q(settled_at__isnull=True, fate__in=(Fate.QUEUE, Fate.HELD))
OPEN = UNSETTLED & Q(why__in=LOOKED_AT)


def read_in(raw: InboundRaw, *, now: datetime, readable: bool = True) -> InboundLetter | None:
    """Read and judge one letter, and owe word of it; None for one that came before by another way.

    One that is not `readable` is held unread: a reader that was begun and never ended must not be begun for ever.
    """
    protocol, content = protocol_in_force(now), bytes(raw.content)
    letter = read(content if readable else b"", ours(protocol), whole=len(content) == raw.size)
    leader = leader_of(raw.mailbox, protocol)
    contact, about = _whose(letter)
    verdict = judge(letter, _seen(letter, raw.mailbox, about, now), leadership=leader is not None)
    if not readable:
        letter = replace(letter, digest=hashlib.sha256(content).hexdigest())
        verdict = Verdict(Fate.HELD if leader else Fate.DROPPED, Why.TANGLED)
    row = _row(raw, letter, verdict, now)
    row.leadership, row.region = leader is not None, (leader.region if leader else None) or ""
    row.contact, row.about = contact, about
    raw.read_at, raw.content = now, b"" if verdict.why is Why.FLOOD else content
    raw.save(update_fields=["read_at", "content"])
    InboundLetter.objects.bulk_create([row], ignore_conflicts=True)
    if not InboundLetter.objects.filter(pk=row.pk).exists():
        return None
    if verdict.wants_a_look:
        tell(row, AlertKind.LETTER_CAME, now=now)
    if verdict.fate is Fate.ASTRAY and row.answerable:
        later("answer_astray", letter=str(row.pk))
    return row


def ours(protocol: Protocol) -> Ours:
    """Return by what this desk knows its own letters, and whose word on senders it takes."""
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    mailboxes = {one.mailbox.lower() for one in protocol.leadership} | {one.mailbox for one in settings.MAIL_ACCOUNTS}
    return Ours(frozenset({own, *mailboxes}), own.rpartition("@")[2], settings.MAIL_TRUSTS)


def tell(letter: InboundLetter, kind: AlertKind, *, now: datetime) -> None:
    """Owe word of a letter to those who may see it, each once; it says that there is one, and nothing else."""
    seeing = who_sees(shown(letter), colleagues())
    hearing = seeing if kind == AlertKind.LETTER_WAITS else who_hears(seeing)
    told = set(Alert.objects.filter(kind=kind, about=str(letter.pk)).values_list("person_id", flat=True))
    alerts = [_alert(letter, kind, one, now) for one in hearing if UUID(one.id) not in told]
    Alert.objects.bulk_create(alerts)
    deliver_later(one.pk for one in alerts)


def remind(now: datetime) -> int:
    """Tell everybody who may settle it of each letter that has waited for half an hour; return of how many."""
    waiting = InboundLetter.objects.select_for_update(skip_locked=True, of=("self",))
    found = list(waiting.filter(OPEN, at__lte=now - WAITED, reminded_at__isnull=True)[:AT_ONCE])
    for letter in found:
        tell(letter, AlertKind.LETTER_WAITS, now=now)
        letter.reminded_at = now
        letter.save(update_fields=["reminded_at"])
    return len(found)


def think_again() -> int:
    """Find whose the open letters may be anew: a contact entered since may be behind a wall. Return how many moved."""
    moved = 0
    for letter in InboundLetter.objects.select_for_update(skip_locked=True).filter(UNSETTLED):
        contact, about = _whose_address(letter.sender)
        if (letter.contact_id, set(letter.about)) != (contact and contact.pk, set(about)):
            letter.contact, letter.about = contact, about
            letter.save(update_fields=["contact", "about"])
            moved += 1
    return moved


def shown(letter: InboundLetter) -> Shown:
    """Return by what an unconfirmed letter is shown."""
    walls = Organization.objects.filter(pk__in=letter.about, restricted=True).values_list("regions", flat=True)
    return Shown(letter.region, tuple(walls), known=letter.contact_id is not None)


def _whose(letter: Letter) -> tuple[Person | None, list[UUID]]:
    return _whose_address(letter.sender.address)


def _whose_address(address: str) -> tuple[Person | None, list[UUID]]:
    """Return the contact with an address, and the organizations whose it may be: theirs, else those of its host."""
    contact = Person.objects.filter(kind=Kind.CONTACT, email=address).first() if address else None
    if contact is not None and contact.organization_id is not None:
        return contact, [contact.organization_id]
    host = address.rpartition("@")[2]
    rows = Person.objects.filter(kind=Kind.CONTACT, email__endswith=f"@{host}") if host else Person.objects.none()
    return None, sorted({one for one in rows.values_list("organization_id", flat=True) if one})


def _seen(letter: Letter, mailbox: str, about: list[UUID], now: datetime) -> Seen:
    address = letter.sender.address
    _stand_in_line(mailbox)
    lately = InboundLetter.objects.filter(at__gt=now - HOUR)
    of_sender = lately.filter(sender=address).count() if address else 0
    of_strangers = lately.filter(mailbox=mailbox, about=[]).count() if not about else 0
    return Seen(of_sender, of_strangers, stranger=not about)


def _stand_in_line(mailbox: str) -> None:
    """Count one after the other: of two readers at once neither misses the other's letter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbound'), hashtext(%s))", [mailbox])


def _row(raw: InboundRaw, letter: Letter, verdict: Verdict, now: datetime) -> InboundLetter:
    keeps = verdict.why is not Why.FLOOD
    attachments = [{"name": one.name, "kind": one.kind, "size": one.size} for one in letter.attachments]
    return InboundLetter(
        pk=raw.pk,
        mailbox=raw.mailbox,
        digest=letter.digest,
        fate=str(verdict.fate),
        why=str(verdict.why),
        sender=letter.sender.address,
        sender_name=letter.sender.name,
        message_id=letter.message_id,
        subject=letter.subject,
        text=letter.text if keeps else "",
        attachments=attachments if keeps else [],
        proven=str(letter.proof.proven),
        proof=letter.proof.says,
        garbled="garbled" in letter.marks,
        answerable=may_answer(letter),
        size=raw.size,
        arrived_at=_arrived_at(raw),
        at=now,
    )


def _arrived_at(raw: InboundRaw) -> datetime:
    """Return when it came: as the mailbox says, else as our own mail server says, else when it was laid down here."""
    said = raw.arrived_at or received_at(head_of(bytes(raw.content)), settings.MAIL_TRUSTS)
    if said is None or (raw.arrived_at is None and not raw.at - LONGEST_AGO <= said <= raw.at):
        return raw.at
    return said


def _alert(letter: InboundLetter, kind: AlertKind, person: Colleague, now: datetime) -> Alert:
    return Alert(seq=0, kind=kind, about=str(letter.pk), person_id=UUID(person.id), text=kind.label, at=now)
