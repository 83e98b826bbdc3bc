"""Protocol change: a document is tried, put in force, and the open cases are moved to it, pinned, or left (O12.1).

Only the desk's own hands put a document in force and move cases: a page keeps a candidate and a decision, and a job
carries it out. What is decided stands in a table, so that a worker that is killed is succeeded by one that goes on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from sundial.commands.errors import Refused
from sundial.commands.later import later
from sundial.models import (
    Case,
    Entitlement,
    NoProtocol,
    Organization,
    Person,
    ProtocolCandidate,
    ProtocolMove,
    ProtocolRevision,
    protocol_in_force,
)
from sundial.models.protocol import read_document
from sundial.protocol.document import Protocol, to_json
from sundial.protocol.stand_in import MANAGERS

JOB = "carry_out_moves"
PARTS = (("plan", "plans"), ("severity", "severities"), ("home_region", "regions"), ("waiting", "statuses"))
SOMETHING = "something"  # what is not named, because of whose it may be
NAMES = {"plan": "the plan", "severity": "severity", "home_region": "the region", "waiting": "the status"}


class NotYoursToDecide(Refused):
    """Only Duty Managers, Directors and the support leadership change the protocol."""

    def __init__(self) -> None:
        super().__init__("Only a Support Duty Manager, a Director or the support leadership can change the protocol.")


class Unfit(Refused):
    """The document lacks what an open case has."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Open cases have {what}, which this document does not know. Nothing was changed.")


class LeavesOut(Refused):
    """The document lacks what the one in force has, whether an open case has it or not."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The document in force has {what}, which this one does not know. What is given up is given up on the"
            " command line, which looks at every open case. Nothing was changed."
        )


class InForceAlready(Refused):
    """What is to be put in force is in force."""

    def __init__(self) -> None:
        super().__init__("This document is in force already.")


class Gone(Refused):
    """Somebody threw the document away before it was put in force."""

    def __init__(self) -> None:
        super().__init__("The document was thrown away meanwhile. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the cases that are open, by their plan: those of these plans are moved, those are pinned.

    Cases of any other plan are left, until they are moved some other time. EVERY stands for all plans.
    """

    move: tuple[str, ...] = ()
    pin: tuple[str, ...] = ()


EVERY = ("*",)
NEW_CASES_ALONE = Decision()


def may_decide(person: Person, now: datetime) -> bool:
    """Say whether somebody may change the protocol: the managers, and whoever the document's directory names."""
    if not person.is_staff_member or not person.is_active:
        return False
    try:
        leaders = {leader.role for leader in protocol_in_force(now).leadership}
    except NoProtocol:
        leaders = set()
    return person.role in leaders.union(MANAGERS)


def keep_candidate(protocol: Protocol, name: str, *, by: Person, now: datetime) -> ProtocolCandidate:
    """Keep a document to be tried. Raises NotYoursToDecide."""
    _check(by, now)
    document = json.dumps(to_json(protocol), ensure_ascii=False)
    return ProtocolCandidate.objects.create(name=name[:120], digest=protocol.digest, document=document, by=by, at=now)


def throw_away(candidate: ProtocolCandidate, *, by: Person, now: datetime) -> None:
    """Forget a document that was tried. Raises NotYoursToDecide."""
    _check(by, now)
    candidate.delete()


def decide(digest: str, decision: Decision, *, by: Person, now: datetime, reason: str = "") -> None:
    """Note that a document, by its digest, is to be in force, and what becomes of open cases; a job carries it out.

    Raises NotYoursToDecide, Gone, InForceAlready, Unfit for what an open case has that `by` can see, and LeavesOut.
    """
    _check(by, now)
    protocol = read_document(_document(digest))
    if is_in_force(digest, now) and decision == NEW_CASES_ALONE:
        raise InForceAlready
    if lacking := what_is_lacking(protocol, by):
        raise Unfit(lacking)
    if left_out := what_it_leaves_out(protocol, now):
        raise LeavesOut(left_out)
    with transaction.atomic():
        note(digest, decision, by=by, now=now, reason=reason)
        later(JOB)


def note(digest: str, decision: Decision, *, by: Person | None, now: datetime, reason: str = "") -> None:
    """Write a decision down, to be carried out: what is pinned first, so that a move of all passes it by."""
    kinds = ((ProtocolMove.Kind.PIN, decision.pin), (ProtocolMove.Kind.MOVE, decision.move))
    rows = [(kind, [] if plans == EVERY else list(plans)) for kind, plans in kinds if plans]
    for kind, plans in rows or [(ProtocolMove.Kind.KEEP, [])]:
        ProtocolMove.objects.create(kind=kind, digest=digest, plans=plans, by=by, at=now, reason=reason[:300])


def is_in_force(digest: str, now: datetime) -> bool:
    """Say whether the revision of this digest is the one in force."""
    latest = ProtocolRevision.objects.filter(in_force_from__lte=now).order_by("-in_force_from")
    return latest.values_list("digest", flat=True).first() == digest


def what_is_lacking(protocol: Protocol, person: Person | None = None) -> str:
    """Name the first thing that an open case has and a document lacks; "" where there is none.

    `person` is one of the staff, of whose cases alone is spoken; None: whatever the viewer sees.
    """
    cases = Case.objects.open().filter(_seen_by(person))
    for column, part in PARTS:
        known = [*getattr(protocol, part), *([""] if column == "waiting" else [])]
        found = cases.exclude(**{f"{column}__in": known}).order_by(column)
        if (value := found.values_list(column, flat=True).first()) is not None:
            return _named(column, value)
    return _lacking_region(protocol, cases)


def what_is_held(protocol: Protocol, now: datetime) -> str:
    """Name the first plan to which a customer is entitled, or region in which one is at home, that a document lacks.

    "" where there is none. It asks as the viewer, and is for whoever sees every customer.
    """
    entitled = Entitlement.objects.filter(Q(until=None) | Q(until__gte=now.date())).exclude(plan__in=protocol.plans)
    if (plan := entitled.order_by("plan").values_list("plan", flat=True).first()) is not None:
        return _named("plan", plan)
    homes = Organization.objects.exclude(home_region__in=protocol.regions).order_by("home_region")
    region = homes.values_list("home_region", flat=True).first()
    return _named("home_region", region) if region is not None else ""


def what_it_leaves_out(protocol: Protocol, now: datetime) -> str:
    """Name the first thing that the document in force has and another lacks; "" where there is none.

    No case is asked: a refusal that came of one behind the wall would tell of it (O2.7).
    """
    in_force = protocol_in_force(now)
    named = ((column, key) for column, part in PARTS for key in getattr(in_force, part))
    parts = dict(PARTS)
    return next((_named(column, key) for column, key in named if key not in getattr(protocol, parts[column])), "")


def enforce(move: ProtocolMove, *, now: datetime) -> None:
    """Put the document of a decision in force, as the worker, who sees every case and names none (O2.7).

    Raises Gone, LeavesOut, and Unfit for what an open case has.
    """
    document = _document(move.digest)
    protocol = read_document(document)
    if left_out := what_it_leaves_out(protocol, now):
        raise LeavesOut(left_out)
    if what_is_lacking(protocol):
        raise Unfit(SOMETHING)
    if not is_in_force(move.digest, now):
        ProtocolRevision.objects.create(digest=move.digest, document=document, in_force_from=now)


def concerned(move: ProtocolMove) -> Iterable[str]:
    """Return the ids of the open cases that still lack the fact of a decision, in order."""
    cases = Case.objects.open().filter(pinned=False)
    if move.plans:
        cases = cases.filter(plan__in=move.plans)
    if move.kind == ProtocolMove.Kind.MOVE:
        cases = cases.exclude(revision=move.digest)
    if move.kind == ProtocolMove.Kind.KEEP:
        return ()
    return [str(pk) for pk in cases.order_by("pk").values_list("pk", flat=True)]


def _document(digest: str) -> str:
    """Return the text of a document that was in force or is tried; raises Gone."""
    for kept in (ProtocolRevision, ProtocolCandidate):
        document = kept.objects.filter(digest=digest).values_list("document", flat=True).first()
        if document is not None:
            return str(document)
    raise Gone


def _seen_by(person: Person | None) -> Q:
    return Q(regions=[]) | Q(regions__contains=[person.region]) if person else Q()


def _lacking_region(protocol: Protocol, cases: QuerySet[Case]) -> str:
    """Find a designated region that a document lacks."""
    designated = cases.filter(~Q(regions=[]) & ~Q(regions__contained_by=list(protocol.regions)))
    regions = designated.values_list("regions", flat=True).first() or ()
    return next((_named("home_region", region) for region in regions if region not in protocol.regions), "")


def _named(column: str, value: object) -> str:
    return f"{NAMES[column]} {value}"


def _check(by: Person, now: datetime) -> None:
    if not may_decide(by, now):
        raise NotYoursToDecide
