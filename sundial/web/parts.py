"""What every template may count on, how pages look, and how a part of a page leads to another."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sundial.models import NoProtocol, protocol_in_force
from sundial.web.access import UTC_ZONE, SignedIn

THEME = "theme"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600  # seconds


def page(request: HttpRequest) -> dict[str, Any]:
    """Tell every template what it may count on: person, now, zone, theme, and the portal's name."""
    person = getattr(request, "user", None)
    now = getattr(request, "now", None)
    theme = request.COOKIES.get(THEME, "")
    return {
        "person": person if person is not None and person.is_authenticated else None,
        "now": now,
        "zone": getattr(request, "zone", UTC_ZONE),
        "theme": theme if theme in THEMES else "",
        **_names(now),
    }


def lead(request: SignedIn, to: str) -> HttpResponse:
    """Go to another page, also where htmx asked for a part of this one."""
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep how somebody wants their pages to look, in this browser, and go back to where they were."""
    there = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = redirect(there if safe else "/")
    theme = request.POST.get(THEME, "")
    if theme in THEMES:
        response.set_cookie(THEME, theme, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(THEME)
    return response


def _names(now: Any) -> dict[str, str]:
    """Return what the protocol document calls the portal and the vendor."""
    try:
        protocol = protocol_in_force(now) if now else None
    except NoProtocol:
        protocol = None
    return {"portal": protocol.portal if protocol else "Support", "vendor": protocol.vendor if protocol else ""}
