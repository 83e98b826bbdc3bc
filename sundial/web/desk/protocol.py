"""The protocol: which documents were in force, what is being tried, what was decided; and a document to be tried."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from sundial.commands.ahead import waiting
from sundial.commands.moves import keep_candidate, throw_away
from sundial.models import Case, Person, ProtocolCandidate, ProtocolMove, ProtocolRevision, protocol_in_force
from sundial.protocol.document import DocumentError, Problem, Protocol, parse
from sundial.web.access import NOT_FOUND, SignedIn, inside, wall_of
from sundial.web.desk.calendar_ahead import waiting_for
from sundial.web.desk.protocol_decided import decided
from sundial.web.desk.protocol_people import for_deciders, show
from sundial.web.doing import do_once

INDEX = "desk/protocol/index.html"
LONGEST = 400_000  # letters: eight times the shipped document
TOO_LONG = Problem("document", "more than 400,000 letters", "a document of that many at the most")
NOTHING = Problem("document", "nothing", "the text of a TOML file, pasted or uploaded")
SHOWN = 20


class CandidateForm(forms.Form):
    """A document that is handed in: pasted, or as a file, which goes before."""

    name = forms.CharField(required=False, max_length=120)
    text = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False)


@dataclass(frozen=True, slots=True)
class InForce:
    """A revision with the time from which it was in force, and how many open cases count by it, of those one sees."""

    digest: str
    since: datetime
    now: bool
    cases: int


@require_GET
@for_deciders
def index(request: SignedIn) -> HttpResponse:
    """Show what is in force, what is tried, what was decided."""
    return _index(request)


@require_POST
@for_deciders
def candidates(request: SignedIn) -> HttpResponse:
    """Keep a document to be tried, or show everything that is wrong with it, with what was handed in."""
    form = CandidateForm(request.POST, request.FILES)
    form.is_valid()
    text, name = _handed_in(form)
    try:
        protocol = _read(text, name)
    except DocumentError as error:
        return _index(request, problems=error.problems, typed={"text": text[:LONGEST], "name": name}, status=422)
    kept = keep(request, protocol, name)
    return redirect("desk:protocol-candidate", kept.pk)


@require_POST
@for_deciders
def removals(request: SignedIn, candidate: UUID) -> HttpResponse:
    """Throw a document away that was tried."""
    found = candidate_or_404(candidate)
    do_once(request, partial(throw_away, found, by=request.user, now=request.now))
    return redirect("desk:protocol")


def keep(request: SignedIn, protocol: Protocol, name: str) -> ProtocolCandidate:
    """Keep a document to be tried."""
    return keep_candidate(protocol, name or protocol.title, by=request.user, now=request.now)


def candidate_or_404(candidate: UUID) -> ProtocolCandidate:
    """Return a document that is tried, by its id; raises Http404."""
    found = ProtocolCandidate.objects.select_related("by").filter(pk=candidate).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def revisions(person: Person, now: datetime) -> list[InForce]:
    """Return the documents that were in force, the latest first, with the open cases that the person sees."""
    mine = Case.objects.open().filter(inside(wall_of(person))).values("revision")
    cases = Counter(dict(mine.annotate(count=Count("pk")).values_list("revision", "count")))
    rows = list(ProtocolRevision.objects.filter(in_force_from__lte=now).order_by("-in_force_from")[:SHOWN])
    return [
        InForce(row.digest, row.in_force_from, place == 0, cases.pop(row.digest, 0)) for place, row in enumerate(rows)
    ]


def _index(request: SignedIn, *, status: int = 200, **more: Any) -> HttpResponse:
    protocol = protocol_in_force(request.now)
    moves = list(ProtocolMove.objects.select_related("by").order_by("-at", "kind", "pk")[:SHOWN])
    under_way = any(move.finished_at is None and move.check_at is None for move in moves)
    today, ahead = request.now.astimezone(request.zone).date(), set(waiting().values_list("pk", flat=True))
    context = {
        "protocol": protocol,
        "under_way": under_way,
        "revisions": revisions(request.user, request.now),
        "candidates": _tried()[:SHOWN],
        "calendars": [(key, one, waiting_for(one, today)) for key, one in protocol.regions.items()],
        "decided": [decided(move, request.user, protocol, waits=move.pk in ahead) for move in moves],
        "typed": {},
        "longest": LONGEST,
    }
    return show(request, INDEX, context | more, status=status)


def _tried() -> QuerySet[ProtocolCandidate]:
    """Return the documents that are tried: not those that have come into force since."""
    kept = ProtocolRevision.objects.values("digest")
    return ProtocolCandidate.objects.select_related("by").exclude(digest__in=kept).order_by("-at", "pk")


def _handed_in(form: CandidateForm) -> tuple[str, str]:
    """Return the text of a document and the name that it goes by; a file's own name where no other is given."""
    said, file = form.cleaned_data, form.cleaned_data.get("file")
    name = said.get("name", "").strip()
    if not isinstance(file, UploadedFile):
        return said.get("text", ""), name
    return file.read(4 * LONGEST + 1).decode("utf-8", "replace"), name or str(file.name)


def _read(text: str, name: str) -> Protocol:
    if len(text) > LONGEST or not text.strip():
        raise DocumentError(name, [TOO_LONG if text.strip() else NOTHING])
    return parse(text, name or "document")
