"""One draft of a notice: read, edited, sent alone through the guard, or dropped with a reason (O6.4)."""

from functools import partial
from typing import Any
from uuid import UUID
from zlib import crc32

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sundial.commands.notices import drop_notice, edit_notice, send_notice
from sundial.models import NoticeDraft
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_staff, zone_of
from sundial.web.desk import case as cases
from sundial.web.desk import composer, people
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import Draft, MessageForm
from sundial.web.desk.notices import drafts, rows_of
from sundial.web.doing import do_once
from sundial.web.promises import read_one

PAGE = "desk/notices/draft.html"


class NoticeForm(MessageForm):
    """The words of a notice, which leave the company."""

    mode = forms.ChoiceField(choices=[(composer.PUBLIC, composer.PUBLIC)])


@require_GET
@for_staff
def one(request: SignedIn, draft: UUID) -> HttpResponse:
    """Show a draft, its case beside it."""
    return _page(request, draft_or_404(request, draft))


@require_POST
@for_staff
def texts(request: SignedIn, draft: UUID) -> HttpResponse:
    """Keep other words, and send nothing."""
    found = draft_or_404(request, draft)
    text = request.POST.get("text", "")[: composer.LONGEST]
    problem = do_once(request, partial(edit_notice, found, text, by=request.user))
    return _page(request, found, problem) if problem else redirect("desk:notice", draft)


@require_POST
@for_staff
def sendings(request: SignedIn, draft: UUID) -> HttpResponse:
    """Send it, in the words that stand in the form; what should be looked at again waits there."""
    found = draft_or_404(request, draft)
    case = case_or_404(request, found.case.number)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, composer.problem(form))
    entries = cases.conversation(case, read_one(case, request.now, inside=True), request.zone)
    if waiting := composer.held(form, case, entries, request.user):
        return _page(request, found, held=waiting)
    text = form.cleaned_data["text"]
    problem = do_once(request, partial(send_notice, found, by=request.user, now=request.now, text=text))
    return _page(request, found, problem) if problem else redirect(_back(request, found))


@require_POST
@for_staff
def drops(request: SignedIn, draft: UUID) -> HttpResponse:
    """Drop it: nothing is sent by it, and what is owed stays owed."""
    found = draft_or_404(request, draft)
    reason = request.POST.get("reason", "")
    problem = do_once(request, partial(drop_notice, found, by=request.user, now=request.now, reason=reason))
    return _page(request, found, problem) if problem else redirect(_back(request, found))


def draft_or_404(request: SignedIn, draft: UUID) -> NoticeDraft:
    """Return a draft on a case that the person sees; raises Http404, the same for one that never was."""
    found = drafts(request).filter(pk=draft).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _page(request: SignedIn, draft: NoticeDraft, problem: str = "", held: Draft | None = None) -> HttpResponse:
    draft = draft_or_404(request, draft.pk)
    case = case_or_404(request, draft.case.number)
    (row,) = rows_of([draft], request, zone_of(case.organization))
    names = people.readers(case)
    context: dict[str, Any] = {
        "notice": draft,
        "row": row,
        "held": held,
        "text": request.POST.get("text", draft.text),
        "edition": crc32(draft.text.encode()),  # what a browser keeps of other words is not for these
        "seen": case.head_seq,
        "readers": people.audience(names, case.organization.name),
        "there": zone_of(case.organization),
        "back_to": _came_from(request),
    }
    answer = act_page(request, case, PAGE, context, problem=problem)
    if held:
        answer.status_code = 422
    return answer


def _back(request: SignedIn, draft: NoticeDraft) -> str:
    """Return where one came from: the notices of the release, else the case."""
    if _came_from(request) and draft.event.release_id:
        return reverse("desk:notices", args=[draft.event.release_id])
    return reverse("desk:case", args=[draft.case.number])


def _came_from(request: SignedIn) -> str:
    """Return `release` where one came from its notices, else ""."""
    said = request.POST.get("back") or request.GET.get("back", "")
    return said if said == "release" else ""
