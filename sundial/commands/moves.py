"""Protocol change: a document is tried, put in force, and the open cases are moved to it, pinned, or left (O12.1).

Only the desk's own hands put a document in force and move cases: a page keeps a candidate and a decision, and a job
carries it out. What is decided stands in a table, so that a worker that is killed is succeeded by one that goes on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sundial.commands.ahead import JOB, WaitsForItsDay, check_starts, is_coming, note_calling_off
from sundial.commands.errors import Refused
from sundial.commands.fitting import what_is_lacking, what_it_leaves_out
from sundial.commands.later import later
from sundial.models import (
    Case,
    NoProtocol,
    Person,
    ProtocolCandidate,
    ProtocolMove,
    ProtocolRevision,
    protocol_in_force,
)
from sundial.models.protocol import read_document
from sundial.protocol.document import Protocol, to_json
from sundial.protocol.stand_in import MANAGERS

SOMETHING = "something"  # what is not named, because of whose it may be


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

    Cases of any other plan are left, until they are moved some other time. EVERY stands for all plans. It is carried
    out when `counts_from` has come (UTC), at once where that is None.
    """

    move: tuple[str, ...] = ()
    pin: tuple[str, ...] = ()
    counts_from: datetime | None = None


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
    """Forget a document that was tried. Raises NotYoursToDecide, WaitsForItsDay."""
    _check(by, now)
    if is_coming(candidate.digest):
        raise WaitsForItsDay
    candidate.delete()


def decide(digest: str, decision: Decision, *, by: Person, now: datetime, reason: str = "") -> None:
    """Note that a document, by its digest, is to be in force, and what becomes of open cases; a job carries it out.

    Raises NotYoursToDecide, Gone, InForceAlready, Unfit for what an open case has that `by` can see, LeavesOut,
    StartsBefore, AnotherComes, and AnotherWaits.
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
        check_starts(decision.counts_from, now)
        note(digest, decision, by=by, now=now, reason=reason)
        if decision.counts_from is None:
            later(JOB)


def withdraw(digest: str, *, by: Person, now: datetime) -> None:
    """Call off a document that waits for its day. Raises NotYoursToDecide, NothingWaits."""
    _check(by, now)
    note_calling_off(digest, by=by, now=now)


def note(digest: str, decision: Decision, *, by: Person | None, now: datetime, reason: str = "") -> None:
    """Write a decision down, to be carried out: what is pinned first, so that a move of all passes it by."""
    kinds = ((ProtocolMove.Kind.PIN, decision.pin), (ProtocolMove.Kind.MOVE, decision.move))
    rows = [(kind, [] if plans == EVERY else list(plans)) for kind, plans in kinds if plans]
    for kind, plans in rows or [(ProtocolMove.Kind.KEEP, [])]:
        ProtocolMove.objects.create(
            kind=kind,
            digest=digest,
            plans=plans,
            by=by,
            at=now,
            reason=reason[:300],
            counts_from=decision.counts_from,
            check_at=decision.counts_from,
        )


def is_in_force(digest: str, now: datetime) -> bool:
    """Say whether the revision of this digest is the one in force."""
    latest = ProtocolRevision.objects.filter(in_force_from__lte=now).order_by("-in_force_from")
    return latest.values_list("digest", flat=True).first() == digest


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


def _check(by: Person, now: datetime) -> None:
    if not may_decide(by, now):
        raise NotYoursToDecide
