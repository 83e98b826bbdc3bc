"""The life of a case: opened, resolved, reopened, closed."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from sundial.commands.entitlements import Entitled, entitled
from sundial.commands.errors import AlreadyResolved, FirstResponseOwed, NotOffered, NotResolved, NotStaff
from sundial.commands.grounds import check_not_over
from sundial.commands.messages import reply
from sundial.commands.owed import Staff
from sundial.commands.record import Entry, Recorded, record, record_on
from sundial.models import Case, Entitlement, Organization, Person, protocol_of
from sundial.models.organization import lock_wall
from sundial.models.protocol import digest_in_force
from sundial.protocol.case import State
from sundial.protocol.facts import Closed, Opened, OwnerSet, Reopened, Resolved
from sundial.protocol.number import COUNT, number_of
from sundial.protocol.stand_in import hearers
from sundial.protocol.team import Role, Told, in_charge

OF_THE_WALL = ("home_region", "regions", "asked_regions", "asked_at")


@dataclass(frozen=True, slots=True)
class NewCase:
    """What somebody says who opens a case; `text` is their own account of it."""

    subject: str
    text: str
    severity: int
    product: str = ""
    version: str = ""
    channel: str = "portal"
    answers: tuple[str, ...] = ()
    split_from: str = ""


def open_case(new: NewCase, *, contact: Person, by: Person, now: datetime) -> Recorded:
    """Open a case for a contact under their organization's entitlement; what it is owed runs from `now` (O5.1).

    Where the entitlement is expired, missing or not the only one, the case is flagged for triage and belongs to the
    Duty Manager in charge at once: none is lost, none is without an owner (O3.5). Raises NotOffered for a severity that
    the protocol does not have, NoProtocol if none is in force.
    """
    organization = contact.organization
    if organization is None:
        raise NotOffered("A case is opened for a customer's contact.")
    with transaction.atomic():
        lock_wall(organization.pk)
        organization.refresh_from_db(fields=OF_THE_WALL)
        digest = digest_in_force(now)
        protocol = protocol_of(digest)
        if new.severity not in protocol.severities:
            raise NotOffered(f"The protocol has no severity {new.severity}.")
        found = entitled(organization, new.product, protocol, now)
        opened = _opened(new, organization, found, digest)
        case = _insert(_case(new, opened, contact, found.entitlement, now))
        manager = manager_of(case) if found.flag else None
        giver = by if manager == str(by.pk) else None  # who opens it themselves knows that they have it
        owning = [Entry(case.pk, OwnerSet(manager), giver)] if manager else []
        return record_on(case, [Entry(case.pk, opened, by, text=new.text), *owning], now=now)


def manager_of(case: Case) -> str | None:
    """Return who answers for a case that nobody owns, by their id: a Duty Manager in charge, or who stands in."""
    regions = tuple(case.stays_with)
    role = Told(Role.DUTY_MANAGER, in_charge(case.home_region, regions))
    return next((one.id for one in hearers(role, Staff.for_([]).people, regions)), None)


def resolve(case: Case, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Hold the case to be solved, with a public message if there are words; what runs is cancelled.

    Raises FirstResponseOwed if the customer would be left without any answer, AlreadyResolved, CaseClosed, CaseMerged.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_not_over(case)
        if case.state == State.RESOLVED:
            raise AlreadyResolved
        if text.strip():
            reply(case, by=by, text=text, now=now)
        elif case.state == State.NEW:
            raise FirstResponseOwed
        return record(case, Resolved(), by=by, now=now)


def reopen(case: Case, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Take a resolved case up again, for either side; the words, if any, are public (O6.10).

    Raises NotResolved, CaseClosed, CaseMerged.
    """
    with case.locked():
        check_not_over(case)
        if case.state != State.RESOLVED:
            raise NotResolved
        return record(case, Reopened(), by=by, now=now, text=text.strip())


def close(case: Case, *, by: Person | None, now: datetime) -> Recorded:
    """End the case for good; by nobody when the desk itself does. Raises CaseClosed, CaseMerged, FirstResponseOwed."""
    if by is not None and not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_not_over(case)
        if case.state == State.NEW:
            raise FirstResponseOwed
        return record(case, Closed(), by=by, now=now)


def _opened(new: NewCase, organization: Organization, found: Entitled, digest: str) -> Opened:
    return Opened(
        severity=new.severity,
        plan=found.plan,
        home_region=organization.home_region,
        regions=tuple(organization.regions),
        channel=new.channel,
        protocol=digest,
        answers=new.answers,
        flag=str(found.flag),
        split_from=new.split_from,
    )


def _case(new: NewCase, opened: Opened, contact: Person, entitlement: Entitlement | None, now: datetime) -> Case:
    return Case(
        organization=contact.organization,
        entitlement=entitlement,
        contact=contact,
        subject=" ".join(new.subject.split()),  # one line: it stands in lists and in letters
        product=new.product,
        version=new.version,
        flag=opened.flag,
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
