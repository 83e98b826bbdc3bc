"""The first API: a case and its clocks, for whoever has signed in, behind the same wall as the pages (O2.7, O12.1)."""

from __future__ import annotations

from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from ninja import NinjaAPI, Query
from ninja.errors import HttpError

from sundial.models import Person
from sundial.web.access import SignedIn, case_or_404
from sundial.web.api import answers
from sundial.web.api.shapes import Case, Clocks, Misunderstood, Problem, StaffCase, StaffClocks
from sundial.web.promises import read_one

ROOT = "/api/v1/"
Zone = Annotated[
    str, Query(description="the IANA zone in which words say their times; without it, your own", max_length=64)
]
REFUSALS: Any = {401: Problem, 404: Problem, 422: Misunderstood}


def signed_in(request: HttpRequest) -> Person | None:
    """Return whoever asks, as the session knows them; the API answers 401 where that is nobody."""
    return request.user if request.user.is_authenticated else None


api = NinjaAPI(
    title="Sundial",
    version="1",
    description="Cases and their promises, as far as whoever asks may see them. Instants are in UTC.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    auth=signed_in,
)


@api.get(
    "cases/{number}",
    response={200: StaffCase | Case, **REFUSALS},
    url_name="case",
    summary="A case",
    operation_id="case",
)
def show(request: HttpRequest, number: str) -> Case:
    """Say what a case is about and where it stands; the staff read what is inside as well."""
    asked = cast(SignedIn, request)
    case, inside = case_or_404(asked, number), asked.user.is_staff_member
    reading = read_one(case, asked.now, inside=inside)
    return answers.case_of(case, reading, reverse("api:clocks", args=[case.number]), inside=inside)


@api.get(
    "cases/{number}/clocks",
    response={200: StaffClocks | Clocks, **REFUSALS},
    url_name="clocks",
    summary="Every promise of a case, with the steps of its due time",
    operation_id="clocks",
)
def clocks(request: HttpRequest, number: str, zone: Zone = "") -> Clocks:
    """Say every promise that a case ever owed: when it was due and why, what became of it, by the newest facts."""
    asked = cast(SignedIn, request)
    case, inside = case_or_404(asked, number), asked.user.is_staff_member
    reading = read_one(case, asked.now, inside=inside)
    return answers.clocks_of(case, reading, _zone(zone) if zone else asked.zone, now=asked.now, inside=inside)


@api.get("openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest) -> Any:
    """Describe this API to a program."""
    return api.get_openapi_schema(path_prefix=ROOT)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise HttpError(422, f"{name!r} is no time zone; write one such as Europe/Bucharest") from None


def _doors(patterns: list[Any]) -> list[URLPattern]:
    """Open the doors: each asks itself who comes, and answers 401 where a page would lead to the sign-in."""
    opened = [one for one in patterns if one.name != "api-root"]
    for one in opened:
        login_not_required(one.callback)
    return opened


DOORS = (_doors(api.urls[0]), "api")
