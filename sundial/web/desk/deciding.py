"""A decision about a release: its form, then every case that it will touch, and only then the press (O6.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.decisions import LONGEST_REASON, Why, check_ahead, check_then, may_decide
from sundial.commands.errors import Refused
from sundial.commands.releases import check_moves, drop_release, give_up_fix, move_release, remove_fix, ship
from sundial.models import Fix, Release
from sundial.protocol.releases import Decided, Decision
from sundial.web.access import SignedIn, for_staff
from sundial.web.desk.moments import MomentField
from sundial.web.desk.release_preview import preview
from sundial.web.desk.releases import fix_or_404, problem_of, release_or_404, show
from sundial.web.doing import do_once

PAGE = "desk/releases/decide.html"
KEPT = ("to", "unknown", "instead", "at", "reason")  # what the press repeats of what was looked at


class DecideForm(forms.Form):
    """What is decided, when, and why; moments are on the reader's own clock."""

    to = MomentField(required=False, max_length=20)
    unknown = forms.BooleanField(required=False)
    instead = forms.UUIDField(required=False)
    at = MomentField(required=False, max_length=20)
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)
    page = forms.IntegerField(required=False, min_value=1, max_value=9999)

    def __init__(self, data: Any, request: SignedIn) -> None:
        super().__init__(data)
        for name in ("to", "at"):
            self.fields[name].zone = request.zone  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of decision: its title, what its press says, and what it is about."""

    kind: Decided
    title: str
    press: str
    release: Release | None
    fix: Fix | None = None

    @property
    def fixes(self) -> Sequence[str]:
        """The keys of the fixes that it is about."""
        if self.fix is not None:
            return [self.fix.key]
        assert self.release is not None
        return list(self.release.fixes.order_by("key").values_list("key", flat=True))

    @property
    def moves(self) -> bool:
        return self.kind is Decided.RESCHEDULED

    @property
    def takes_out(self) -> bool:
        return self.kind is Decided.REMOVED

    @property
    def wants_reason(self) -> bool:
        return self.kind is not Decided.SHIPPED

    @property
    def back(self) -> str:
        """Where one goes from it."""
        return reverse("desk:release", args=[self.release.pk]) if self.release else reverse("desk:releases")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def moves(request: SignedIn, release: UUID) -> HttpResponse:
    """Move a release to another date, or to none that is known."""
    there = release_or_404(release)
    deed = Deed(Decided.RESCHEDULED, f"Move {there.name}", "Move the release", there)
    return _answer(request, deed, lambda said, why: partial(move_release, there, said["to"], why=why))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def shipments(request: SignedIn, release: UUID) -> HttpResponse:
    """Say that a release is out."""
    there = release_or_404(release)
    deed = Deed(Decided.SHIPPED, f"{there.name} is out", "It is out", there)
    return _answer(request, deed, lambda said, why: partial(ship, there, why=why))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def droppings(request: SignedIn, release: UUID) -> HttpResponse:
    """Give a release up; every fix is taken out of it."""
    there = release_or_404(release)
    deed = Deed(Decided.DROPPED, f"Drop {there.name}", "Drop the release", there)
    return _answer(request, deed, lambda said, why: partial(drop_release, there, why=why))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def removals(request: SignedIn, fix: UUID) -> HttpResponse:
    """Take a fix out of its release, and perhaps put it into another."""
    one = fix_or_404(str(fix))
    deed = Deed(Decided.REMOVED, f"Take {one.key} out", "Take it out", one.release, one)
    return _answer(request, deed, lambda said, why: partial(remove_fix, one, to=_instead(one, said), why=why))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def withdrawals(request: SignedIn, fix: UUID) -> HttpResponse:
    """Give a fix up: no case waits for it any more."""
    one = fix_or_404(str(fix))
    deed = Deed(Decided.WITHDRAWN, f"Give {one.key} up", "Give it up", one.release, one)
    return _answer(request, deed, lambda said, why: partial(give_up_fix, one, why=why))


Verb = Callable[[dict[str, Any], Why], Callable[..., object]]


def _answer(request: SignedIn, deed: Deed, verb: Verb) -> HttpResponse:
    """Ask, show what it will touch, or do it."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("look") and request.method != "POST":
        return _page(request, deed)
    form = DecideForm(asked, request)
    if not form.is_valid() or (wrong := _wrong(deed, form)):
        return _page(request, deed, form, problem_of(form) or wrong)
    why = Why(form.cleaned_data["at"] or request.now, form.cleaned_data["reason"])
    if request.method == "POST":
        do = verb(form.cleaned_data, why)
        problem = do_once(request, partial(do, by=request.user, now=request.now))
        return _page(request, deed, form, problem) if problem else redirect(deed.back)
    barred = _barred(deed, form.cleaned_data, request.now)
    return _page(request, deed, form, barred, look=not barred)


def _wrong(deed: Deed, form: DecideForm) -> str:
    """Say what is missing; "" where nothing is."""
    said = form.cleaned_data
    if deed.moves and bool(said["to"]) == said["unknown"]:
        return "Name the new date, or say that it is not known."
    if deed.wants_reason and not said["reason"]:
        return "Say why in a few words: the reason stays beside the decision."
    return ""


def _barred(deed: Deed, said: dict[str, Any], now: datetime) -> str:
    """Say why the press would be refused, so that nothing impossible is looked at; "" where it would not."""
    try:
        if deed.moves and deed.release:
            check_ahead(said["to"], now)
            check_moves(deed.release, said["to"])
        check_then(deed.release, deed.fix, said["at"] or now, now)
    except Refused as refusal:
        return str(refusal)
    return ""


def _page(
    request: SignedIn, deed: Deed, form: DecideForm | None = None, problem: str = "", *, look: bool = False
) -> HttpResponse:
    decides = may_decide(request.user, deed.release)
    said = getattr(form, "cleaned_data", {}) if form else {}
    at = said.get("at") or request.now
    context = {
        "deed": deed,
        "decides": decides,
        "form": form,
        "asked": form.data if form else {},
        "kept": [(name, form.data[name]) for name in KEPT if form.data.get(name)] if form else [],
        "others": _others(deed),
        "problem": problem,
        "instead": _named(deed, said),
        "preview": preview(request, _decision(deed, said), at, said.get("page") or 1) if look and decides else None,
        "said": said,
    }
    return show(request, PAGE, context, status=422 if problem and request.method == "POST" else 200)


def _decision(deed: Deed, said: dict[str, Any]) -> Decision:
    release = deed.release.name if deed.release else ""
    was: datetime | None = deed.release.planned_at if deed.release else None
    return Decision(deed.kind, release, tuple(deed.fixes), was, said.get("to"))


def _others(deed: Deed) -> list[Release]:
    """Return the releases into which a fix that is taken out could be put."""
    if not deed.takes_out or deed.fix is None:
        return []
    rows = Release.objects.filter(product=deed.fix.product, state=Release.State.PLANNED).order_by("planned_at", "name")
    return [one for one in rows if one.pk != deed.fix.release_id]


def _named(deed: Deed, said: dict[str, Any]) -> Release | None:
    return next((one for one in _others(deed) if one.pk == said.get("instead")), None)


def _instead(fix: Fix, said: dict[str, Any]) -> Release | None:
    return Release.objects.filter(pk=said["instead"], product=fix.product).first() if said.get("instead") else None
