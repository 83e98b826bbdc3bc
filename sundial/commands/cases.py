"""The life of a case: opened, resolved, reopened, closed."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from sundial.commands.errors import AlreadyResolved, CaseClosed, FirstResponseOwed, NotOffered, NotResolved, NotStaff
from sundial.commands.messages import reply
from sundial.commands.record import Recorded, record
from sundial.models import Case, Entitlement, Organization, Person, protocol_of
from sundial.models.protocol import digest_in_force
from sundial.protocol.case import State
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Closed, Opened, Reopened, Resolved
from sundial.protocol.number import COUNT, number_of


@dataclass(frozen=True, slots=True)
class NewCase:
    """What somebody says who opens a case; `text` is their own account of it."""

    subject: str
    text: str
    severity: int
    product: str = ""
    channel: str = "portal"


def open_case(new: NewCase, *, contact: Person, by: Person, now: datetime) -> Recorded:
    """Open a case for a contact under their organization's entitlement; what it is owed runs from `now` (O5.1).

    An expired entitlement still counts; without any, the last plan of the document does, so that no case is lost
    (O3.5). Raises NotOffered for a severity that the protocol does not have, NoProtocol if none is in force.
    """
    organization = contact.organization
    if organization is None:
        raise NotOffered("A case is opened for a customer's contact.")
    with transaction.atomic():
        digest = digest_in_force(now)
        protocol = protocol_of(digest)
        if new.severity not in protocol.severities:
            raise NotOffered(f"The protocol has no severity {new.severity}.")
        entitlement = entitlement_of(organization)
        opened = _opened(new, organization, plan_of(entitlement, protocol), digest)
        case = _insert(_case(new, opened, contact, entitlement, now))
        return record(case, opened, by=by, now=now, text=new.text)


def resolve(case: Case, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Hold the case to be solved, with a public message if there are words; what runs is cancelled.

    Raises FirstResponseOwed if the customer would be left without any answer, AlreadyResolved, CaseClosed.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        _refuse_closed(case)
        if case.state == State.RESOLVED:
            raise AlreadyResolved
        if text.strip():
            reply(case, by=by, text=text, now=now)
        elif case.state == State.NEW:
            raise FirstResponseOwed
        return record(case, Resolved(), by=by, now=now)


def reopen(case: Case, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Take a resolved case up again, for either side; the words, if any, are public (O6.10).

    Raises NotResolved, CaseClosed.
    """
    with case.locked():
        _refuse_closed(case)
        if case.state != State.RESOLVED:
            raise NotResolved
        return record(case, Reopened(), by=by, now=now, text=text.strip())


def close(case: Case, *, by: Person | None, now: datetime) -> Recorded:
    """End the case for good; by nobody when the desk itself does. Raises CaseClosed, FirstResponseOwed."""
    if by is not None and not by.is_staff_member:
        raise NotStaff
    with case.locked():
        _refuse_closed(case)
        if case.state == State.NEW:
            raise FirstResponseOwed
        return record(case, Closed(), by=by, now=now)


def entitlement_of(organization: Organization) -> Entitlement | None:
    """Return the entitlement that counts: the one that lasts longest; None if the customer never had one."""
    return organization.entitlements.order_by(F("until").desc(nulls_first=True), "pk").first()


def plan_of(entitlement: Entitlement | None, protocol: Protocol) -> str:
    """Return the plan that decides the promises; without an entitlement, the last in the document (O3.5)."""
    return entitlement.plan if entitlement and entitlement.plan in protocol.plans else list(protocol.plans)[-1]


def _opened(new: NewCase, organization: Organization, plan: str, digest: str) -> Opened:
    return Opened(
        severity=new.severity,
        plan=plan,
        home_region=organization.home_region,
        regions=tuple(organization.regions),
        channel=new.channel,
        protocol=digest,
    )


def _case(new: NewCase, opened: Opened, contact: Person, entitlement: Entitlement | None, now: datetime) -> Case:
    return Case(
        organization=contact.organization,
        entitlement=entitlement,
        contact=contact,
        subject=" ".join(new.subject.split()),  # one line: it stands in lists and in letters
        product=new.product,
        plan=opened.plan,
        home_region=opened.home_region,
        regions=list(opened.regions),
        severity=opened.severity,
        opened_at=now,
        changed_at=now,
        told_at=now,
    )


def _insert(case: Case) -> Case:
    """Insert the row under a number that nobody has; a taken number is drawn again and never spoken of."""
    while True:
        case.pk, case.number = uuid4(), number_of(secrets.randbelow(COUNT))
        Case.objects.bulk_create([case], ignore_conflicts=True)
        if Case.objects.filter(pk=case.pk).exists():
            return case


def _refuse_closed(case: Case) -> None:
    if case.state == State.CLOSED:
        raise CaseClosed
