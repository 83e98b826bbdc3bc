"""People entered and changed: by a manager of their region all of it, by themselves what leads to them."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.people import Member
from sundial.commands.rota_ground import colleague_of
from sundial.commands.staff import StaffRefused, change_person, change_ways, enter_person, may_change
from sundial.models import Person, protocol_in_force
from sundial.protocol.staffing import DIRECTOR, may_staff, roles_of_people
from sundial.web import languages
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.staff_person import staff_or_404
from sundial.web.desk.staff_rows import PEOPLE, page
from sundial.web.doing import do_once

FORM = "desk/people/form.html"
AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
ZONES = ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(AREAS)))
Refusal = tuple[str, str]  # the field that is wrong, "" for all of it, and why; ("", "") for none


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new(request: SignedIn) -> HttpResponse:
    """Ask for a new colleague, or enter them in the manager's own region."""
    if not may_staff(colleague_of(request.user), request.user.region):
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _form(request, None, {"region": request.user.region, "zone": request.user.zone, "role": "engineer"})
    entered: list[Person] = []
    member = _member(request.POST, request.POST.get("email", ""))
    refused = _attempt(request, lambda: entered.append(enter_person(member, by=request.user, now=request.now)))
    if refused[1]:
        return _form(request, None, _typed(request.POST), refused)
    return redirect("desk:person", entered[0].pk) if entered else redirect("desk:people")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def changes(request: SignedIn, person: UUID) -> HttpResponse:
    """Show what somebody is, to be changed; or change it. What leads to oneself one changes oneself."""
    one = staff_or_404(person)
    own = one.pk == request.user.pk
    if not own and not may_change(request.user, one, request.now):
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _form(request, one, _values(one))
    member = _member(request.POST, one.email)
    verb = partial(change_person, one, member, by=request.user, now=request.now)
    refused = _attempt(request, partial(change_ways, one, member, now=request.now) if own else verb)
    return _form(request, one, _typed(request.POST), refused) if refused[1] else redirect("desk:person", one.pk)


def _attempt(request: SignedIn, verb: Callable[[], object]) -> Refusal:
    """Do it once; return which field is refused, and why."""
    fields = [""]

    def tried() -> None:
        try:
            verb()
        except StaffRefused as refusal:
            fields.append(refusal.field)
            raise

    text = do_once(request, tried)
    return (fields[-1], text)


def _form(request: SignedIn, one: Person | None, values: dict[str, Any], refused: Refusal = ("", "")) -> HttpResponse:
    protocol = protocol_in_force(request.now)
    roles = roles_of_people(protocol)
    if request.user.role != DIRECTOR:
        roles = {key: title for key, title in roles.items() if key != DIRECTOR}
    here = protocol.regions.get(request.user.region)
    context = {
        "one": one,
        "own": one is not None and one.pk == request.user.pk,
        "values": values,
        "roles": roles,
        "tiers": protocol.tiers,
        "groups": protocol.groups,
        "skills": protocol.skills,
        "regions": {request.user.region: here.name if here else "", **({"": "No region: let go"} if one else {})},
        "zones": ZONES,
        "host": request.user.email.partition("@")[2],
    }
    return page(request, FORM, PEOPLE, context, refused)


def _member(post: QueryDict, email: str) -> Member:
    """Return what the form says; what is not offered stays to be refused by its rule."""
    said = {name: post.get(name, "").strip()[:120] for name in ("name", "role", "region", "group", "title", "zone")}
    ways = {name: " ".join(post.get(name, "").split()) for name in ("phone", "chat")}
    tier = post.get("tier", "")
    return Member(
        **said,
        **{name: text[:80] for name, text in ways.items()},
        email=email,
        tier=int(tier) if tier.isascii() and tier.isdigit() and len(tier) < 4 else None,
        languages=languages.written(post.get("languages", "")[:400]),
        skills=tuple(post.getlist("skills")),
    )


def _values(one: Person) -> dict[str, Any]:
    fields = ("name", "role", "region", "group", "title", "zone", "phone", "chat", "skills", "email")
    values = {name: getattr(one, name) for name in fields}
    return values | {"tier": str(one.tier or ""), "languages": languages.names(one.languages)}


def _typed(post: QueryDict) -> dict[str, Any]:
    return post.dict() | {"skills": post.getlist("skills")}
