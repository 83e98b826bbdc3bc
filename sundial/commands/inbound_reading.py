"""Protocol 01 and 07: a letter that came in is read and judged, and whoever looks after it hears of it (O1.6, O7.4)."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import CharField, F, Func, Q, Value

from sundial.commands.later import later
from sundial.commands.letters_told import HOUR, UNSETTLED, tell, tell_anew, tell_of_a_flood
from sundial.models import AlertKind, InboundLetter, InboundRaw, Kind, Person, protocol_in_force
from sundial.protocol.document import Protocol
from sundial.protocol.letters import Fate, Letter, Mark, Ours, Proven, Seen, Verdict, Why, judge, may_answer, read
from sundial.protocol.letters.headers import head_of
from sundial.protocol.letters.proof import received_at
from sundial.protocol.letters.seeing import leader_of

LONGEST_AGO = timedelta(days=3)  # what our mail server says of when a letter came is believed so far back
BY_MACHINE = {Mark.LOOP, Mark.BOUNCE, Mark.AUTOMATIC, Mark.LIST}


def read_in(raw: InboundRaw, *, now: datetime, readable: bool = True) -> InboundLetter | None:
    """Read and judge one letter, and owe word of it; None for one that came before by another way.

    One that is not `readable` is held unread: a reader that was begun and never ended must not be begun for ever.
    """
    protocol, content = protocol_in_force(now), bytes(raw.content)
    letter = read(content if readable else b"", ours(protocol), whole=len(content) == raw.size)
    leader = leader_of(raw.mailbox, protocol)
    contact, about = _whose_addresses([letter.sender.address])[letter.sender.address]
    verdict = judge(letter, _seen(letter, raw.mailbox, about, now), leadership=leader is not None)
    if not readable:
        letter = replace(letter, digest=hashlib.sha256(content).hexdigest())
        verdict = Verdict(Fate.HELD if leader else Fate.DROPPED, Why.TANGLED)
    row = _row(raw, letter, verdict, now)
    row.leadership, row.region = leader is not None, (leader.region if leader else None) or ""
    row.contact_id, row.about = contact, sorted(about)
    raw.read_at, raw.content = now, b"" if verdict.why is Why.FLOOD else content
    raw.save(update_fields=["read_at", "content"])
    InboundLetter.objects.bulk_create([row], ignore_conflicts=True)
    if not InboundLetter.objects.filter(pk=row.pk).exists():
        InboundRaw.objects.filter(pk=raw.pk).update(content=b"")  # it is kept as it came first
        return None
    if verdict.wants_a_look:
        tell(row, AlertKind.LETTER_CAME, now=now)
    elif verdict == Verdict(Fate.HELD, Why.OFTEN):
        tell_of_a_flood(row, now=now)
    if verdict.fate is Fate.ASTRAY and row.answerable:
        later("answer_astray", letter=str(row.pk))
    return row


def ours(protocol: Protocol) -> Ours:
    """Return by what this desk knows its own letters, and whose word on senders it takes."""
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    mailboxes = {one.mailbox.lower() for one in protocol.leadership} | {one.mailbox for one in settings.MAIL_ACCOUNTS}
    return Ours(frozenset({own, *mailboxes}), own.rpartition("@")[2], settings.MAIL_TRUSTS)


def think_again(now: datetime) -> int:
    """Find whose the open letters may be anew: a contact entered since may be behind a wall. Return how many moved.

    Whoever may see one by now hears of it, and is reminded of it like everybody else.
    """
    open_letters = InboundLetter.objects.filter(UNSETTLED)
    read = list(open_letters.values_list("pk", "sender", "contact", "about"))
    whose = _whose_addresses({sender for _, sender, _, _ in read})
    new = {pk: whose[sender] for pk, sender, contact, about in read if (contact, set(about)) != whose[sender]}
    moved = open_letters.select_for_update(skip_locked=True).filter(pk__in=new).values_list("pk", flat=True)
    for pk in moved:
        contact, about = new[pk]
        InboundLetter.objects.filter(pk=pk).update(contact=contact, about=sorted(about), reminded_at=None)
        tell_anew(InboundLetter.objects.get(pk=pk), now=now)
    return len(moved)


def _whose_addresses(addresses: Collection[str]) -> dict[str, tuple[UUID | None, set[UUID]]]:
    """Return of each address its contact, and the organizations whose it may be: theirs, else those of its host.

    In one query, for however many.
    """
    hosts = {one: one.rpartition("@")[2] for one in addresses}
    of_host = Func(F("email"), Value("@"), Value(-1), function="split_part", output_field=CharField())
    rows = Person.objects.filter(kind=Kind.CONTACT, organization__isnull=False).annotate(host=of_host)
    contacts: dict[str, tuple[UUID, UUID]] = {}
    theirs: dict[str, set[UUID]] = {}
    for pk, email, host, organization in rows.filter(host__in=filter(None, set(hosts.values()))).values_list(
        "pk", "email", "host", "organization_id"
    ):
        contacts[email] = pk, organization
        theirs.setdefault(host, set()).add(organization)
    known = {one: (contacts[one][0], {contacts[one][1]}) for one in addresses if one in contacts}
    return {one: known.get(one, (None, theirs.get(host, set()))) for one, host in hosts.items()}


def _seen(letter: Letter, mailbox: str, about: Collection[UUID], now: datetime) -> Seen:
    address = letter.sender.address
    _stand_in_line(mailbox)
    lately = InboundLetter.objects.filter(at__gt=now - HOUR).exclude(_counts_not_against(letter))
    of_sender = lately.filter(sender=address).count() if address else 0
    of_strangers = lately.filter(mailbox=mailbox, about=[]).count() if not about else 0
    return Seen(of_sender, of_strangers, stranger=not about)


def _counts_not_against(letter: Letter) -> Q:
    """Return which letters count not against a person's own: what a machine wrote, and what is proved less than it.

    Anybody can write under their name: it must not silence them.
    """
    proven = letter.proof.proven
    if proven is Proven.FAILED or letter.marks & BY_MACHINE:
        return Q(pk__in=())
    less = [Proven.FAILED] if proven is Proven.NO else [Proven.FAILED, Proven.NO]
    return Q(proven__in=less) | Q(why__in=(Why.BOUNCE, Why.AUTOMATIC, Why.LIST, Why.LOOP))


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
