"""One document: what it says differently, what it would do to the open cases, and what is to become of it."""

from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.fitting import what_is_lacking, what_it_leaves_out
from sundial.commands.moves import (
    EVERY,
    NEW_CASES_ALONE,
    Decision,
    decide,
    is_in_force,
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

PAGE = "desk/protocol/document.html"
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
        decision = decision_of(request.POST, protocol)
        reason = request.POST.get("reason", "").strip()
        verb = partial(decide, digest, decision, by=request.user, now=request.now, reason=reason)
        problem = do_once(request, verb)
        if not problem:
            return redirect("desk:protocol")
    return show(
        request, PAGE, _context(request, digest, protocol, candidate) | {"problem": problem}, status=_status(problem)
    )


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
    }


def _status(problem: str) -> int:
    return 422 if problem else 200
