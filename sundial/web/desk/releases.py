"""Releases: what is planned of each product, what is in it, who waits for it; planned, and filled with fixes."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sundial.commands.decisions import may_decide
from sundial.commands.releases import assign_fix, plan_release
from sundial.models import Fix, Kind, Person, Release
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk import release_rows
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.moments import MomentField
from sundial.web.desk.side import RELEASES, side_of
from sundial.web.doing import do_once

INDEX, PAGE, NEW = "desk/releases/index.html", "desk/releases/release.html", "desk/releases/new.html"


class PlanForm(forms.Form):
    """A release to be planned; its date is on the reader's own clock."""

    product = forms.CharField(max_length=120, error_messages={"required": "Name the product."})
    name = forms.CharField(max_length=40, error_messages={"required": "Name the release."})
    planned_at = MomentField(required=False, max_length=20)
    owner = forms.UUIDField(error_messages={"required": "Choose who owns it."})


@require_GET
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """Show every product with its releases."""
    context = {"products": release_rows.products(request.user), "decides": may_decide(request.user)}
    return show(request, INDEX, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new(request: SignedIn) -> HttpResponse:
    """Ask for a release, or plan it."""
    if request.method != "POST":
        return _ask(request)
    form = PlanForm(request.POST)
    form.fields["planned_at"].zone = request.zone  # type: ignore[attr-defined]
    if not form.is_valid():
        return _ask(request, problem_of(form))
    said = form.cleaned_data
    owner = _staff().filter(pk=said["owner"]).first()
    if owner is None:
        return _ask(request, "Choose who owns it.")
    by, now = request.user, request.now
    verb = partial(plan_release, said["product"], said["name"], said["planned_at"], owner=owner, by=by, now=now)
    problem = do_once(request, verb)
    return _ask(request, problem) if problem else redirect("desk:releases")


@require_GET
@for_staff
def one(request: SignedIn, release: UUID) -> HttpResponse:
    """Show one release: its fixes, its notices, everything that was decided about it."""
    return page(request, release_or_404(release))


@require_POST
@for_staff
def assignments(request: SignedIn, release: UUID) -> HttpResponse:
    """Put a fix into the release."""
    there = release_or_404(release)
    fix = fix_or_404(request.POST.get("fix", ""))
    problem = do_once(request, partial(assign_fix, fix, there, by=request.user, now=request.now))
    return page(request, there, problem) if problem else redirect("desk:release", release)


def page(request: SignedIn, release: Release, problem: str = "") -> HttpResponse:
    """Answer the page of a release, with what could not be done to it."""
    fixes = list(Fix.objects.filter(product=release.product, withdrawn_at=None).order_by("key"))
    mine = [fix for fix in fixes if fix.release_id == release.pk]
    waiting = release_rows.waiting_for((fix.key for fix in mine), request.user)
    context = {
        "release": release,
        "row": release_rows.row_of(release, mine, waiting),
        "loose": [fix for fix in fixes if fix.release_id is None],
        "history": release_rows.history(release, request.user, request.now, request.zone),
        "decides": may_decide(request.user, release) and release.state == Release.State.PLANNED,
        "problem": problem,
    }
    return show(request, PAGE, context, status=422 if problem else 200)


def show(request: SignedIn, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer a page beside the views."""
    side = side_of(request.user, RELEASES, request.now, request.zone)
    around = {"side": side, "keys": EVERYWHERE, "key": request.POST.get("key") or new_key(), "typed": request.POST}
    return render(request, template, around | context, status=status)


def problem_of(form: forms.Form) -> str:
    """Return the first thing that is wrong with a form, as a sentence."""
    return next((str(words[0]) for words in form.errors.values()), "")


def release_or_404(release: UUID) -> Release:
    """Return a release by its id; raises Http404."""
    found = Release.objects.select_related("owner").filter(pk=release).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def fix_or_404(fix: str) -> Fix:
    """Return a fix by its id as an address or a form says it; raises Http404."""
    try:
        found = Fix.objects.select_related("release").filter(pk=UUID(fix)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _ask(request: SignedIn, problem: str = "") -> HttpResponse:
    products = {*Release.objects.values_list("product", flat=True), *Fix.objects.values_list("product", flat=True)}
    context = {
        "products": sorted(products),
        "owners": _staff().order_by("name"),
        "problem": problem,
        "decides": may_decide(request.user),
    }
    return show(request, NEW, context, status=422 if problem else 200)


def _staff() -> Any:
    return Person.objects.filter(kind=Kind.STAFF, is_active=True)
