"""/health: whether the desk keeps watch, for whoever asks; what is wrong and since when, for the staff."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sundial.commands.dead_letters import may_see_to
from sundial.jobs.health import Health, health
from sundial.web.access import UTC_ZONE, SignedIn, for_staff
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import side_of

OK, STARTING, DEGRADED = "ok", "starting", "degraded"


@require_safe
@for_staff
def delay(request: SignedIn) -> HttpResponse:
    """Answer the line about alerts that are late, alone: the page asks for it when it begins, and when it is over."""
    zone = UTC_ZONE if "utc" in request.GET else request.zone
    return render(request, "desk/_delayed.html", {"since": health(request.now).delayed_since, "zone": zone})


@login_not_required
@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Answer 200 and ok (or starting), or 503 and degraded; as a page to a browser of the staff, else as JSON.

    Without sign-in, and to contacts, that one word is all: no figures, no names.
    """
    found = health(request.now)  # type: ignore[attr-defined]
    person = request.user
    inside = person.is_authenticated and getattr(person, "is_staff_member", False)
    status = 503 if found.troubles else 200
    if inside and request.accepts("text/html") and request.GET.get("format") != "json":
        return _page(request, found, status)
    said: dict[str, Any] = {"status": DEGRADED if found.troubles else STARTING if found.starting else OK}
    return JsonResponse(said | (_details(found) if inside else {}), status=status)


def _page(request: Any, found: Health, status: int) -> HttpResponse:
    side = side_of(request.user, "", request.now, request.zone)
    context = {"health": found, "side": side, "keys": EVERYWHERE, "utc": UTC_ZONE, "may": may_see_to(request.user)}
    return render(request, "desk/health.html", context, status=status)


def _details(found: Health) -> dict[str, Any]:
    pulse = found.pulse
    return {
        "wrong": [str(one) for one in found.troubles],
        "notes": list(found.notes),
        "looked_at": pulse and pulse.looked_at,
        "waiting_since": pulse and pulse.waiting_since,
        "worker_at": pulse and pulse.worker_at,
        "synthetic_asked_at": pulse and pulse.asked_at,
        "synthetic_arrived_at": pulse and pulse.arrived_at,
    }
