"""One document: what it says differently, what it would do to the open cases, and what is to become of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.ahead import StartsBefore, waiting
from sundial.commands.fitting import what_is_lacking, what_it_leaves_out
from sundial.commands.moves import (
    EVERY,
    NEW_CASES_ALONE,
    Decision,
    decide,
    is_in_force,
    withdraw,
)
from sundial.models import ProtocolCandidate, ProtocolRevision, protocol_in_force
from sundial.models.protocol import digest_in_force, read_document
from sundial.protocol.diff import TITLES, Kind, differences
from sundial.protocol.document import Protocol
from sundial.web.access import NOT_FOUND, SignedIn
from sundial.web.desk.protocol import candidate_or_404
from sundial.web.desk.protocol_people import for_deciders, show
from sundial.web.desk.protocol_trial import tried
from sundial.web.doing import do_once

PAGE, OFF = "desk/protocol/document.html", "desk/protocol/off.html"
FIRST = (Kind.TARGET, Kind.CALENDAR, Kind.READING, Kind.PLAN, Kind.SEVERITY)  # what moves promises stands open
BY_PLAN, ALL, NEW = "plans", "all", "new"
STAY, MOVE, PIN = "stay", "move", "pin"


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def candidate(request: SignedIn, candidate: UUID) -> HttpResponse:
    """Show a document that is tried, or decide about it."""
    found = candidate_or_404(candidate)
    return _page(request, found.digest, read_document(found.document), found)


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def revision(request: SignedIn, digest: str) -> HttpResponse:
    """Show a revision that was in force, or give it to open cases."""
    kept = ProtocolRevision.objects.filter(digest=digest).first()
    if kept is None:
        raise Http404(NOT_FOUND)
    return _page(request, digest, read_document(kept.document), None)


def _page(request: SignedIn, digest: str, protocol: Protocol, candidate: ProtocolCandidate | None) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        problem = do_once(request, partial(_decide, request, digest, protocol))
        if not problem:
            return redirect("desk:protocol")
    return show(
        request, PAGE, _context(request, digest, protocol, candidate) | {"problem": problem}, status=_status(problem)
    )


def _decide(request: SignedIn, digest: str, protocol: Protocol) -> None:
    said = request.POST
    decision = replace(decision_of(said, protocol), counts_from=starts_of(said, request.zone))
    decide(digest, decision, by=request.user, now=request.now, reason=said.get("reason", "").strip())


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def withdrawals(request: SignedIn, digest: str) -> HttpResponse:
    """Call a document off that waits for its day; ask first."""
    move = waiting().select_related("by").filter(digest=digest).first()
    if move is None:
        raise Http404(NOT_FOUND)
    problem = ""
    if request.method == "POST":
        problem = do_once(request, partial(withdraw, digest, by=request.user, now=request.now))
        if not problem:
            return redirect("desk:protocol")
    return show(request, OFF, {"move": move, "problem": problem}, status=_status(problem))


def starts_of(said: Any, zone: tzinfo) -> datetime | None:
    """Return from when a decision counts: the beginning of a day on the reader's clock, None for at once.

    Raises StartsBefore for what is no date.
    """
    typed = str(said.get("counts_from", "")).strip()
    if not typed:
        return None
    try:
        return datetime.combine(date.fromisoformat(typed), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise StartsBefore from None


def decision_of(said: Any, protocol: Protocol) -> Decision:
    """Read what becomes of open cases out of a form: of all, or of each plan."""
    scope = said.get("scope", NEW)
    if scope == ALL:
        return Decision(move=EVERY)
    if scope != BY_PLAN:
        return NEW_CASES_ALONE
    chosen = {plan: said.get(f"plan-{plan}", STAY) for plan in protocol.plans}
    moved, pinned = ([plan for plan, what in chosen.items() if what == one] for one in (MOVE, PIN))
    return Decision(tuple(moved), tuple(pinned))


def _context(request: SignedIn, digest: str, protocol: Protocol, candidate: ProtocolCandidate | None) -> dict[str, Any]:
    now = request.now
    lacking = what_is_lacking(protocol, request.user)
    found = differences(protocol_in_force(now), protocol)
    groups = [(kind, [one.says for one in some]) for kind, some in groupby(found, key=lambda change: change.kind)]
    typed = request.POST
    chosen = [(plan, typed.get(f"plan-{plan.key}", STAY)) for plan in protocol.plans.values()]
    return {
        "protocol": protocol,
        "digest": digest,
        "candidate": candidate,
        "in_force": is_in_force(digest, now),
        "against": digest_in_force(now),
        "open_groups": [(TITLES[kind], says) for kind, says in groups if kind in FIRST],
        "other_groups": [(TITLES[kind], says) for kind, says in groups if kind not in FIRST],
        "others": sum(len(says) for kind, says in groups if kind not in FIRST),
        "lacking": lacking,
        "left_out": what_it_leaves_out(protocol, now),
        "trial": None if lacking else tried(request, digest, protocol),
        "plans": chosen,
        "scope": typed.get("scope", NEW),
        "reason": typed.get("reason", ""),
        "counts_from": typed.get("counts_from", ""),
        "waits": waiting().filter(digest=digest).first(),
    }


def _status(problem: str) -> int:
    return 422 if problem else 200
