"""Who may come in, and what they may see: the viewer of a request, the doors, and the case or nothing (O2.7).

PostgreSQL's row security decides; what is here checks again, and either alone must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from sundial.models import Case, GlassAnswer, GlassLook, Kind, Organization, Person
from sundial.models.asked_once import asking_once
from sundial.models.glass import glass_open, looking_through
from sundial.models.presence import notice_presence
from sundial.models.written import Written
from sundial.outside.failpoint import reached
from sundial.protocol.number import normalise

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

UTC_ZONE = ZoneInfo("UTC")
READS = ("GET", "HEAD")
NOT_FOUND = "There is nothing at this address."  # the same words for what is hidden and for what never was


OF_CUSTOMER, PEOPLE = ("organization", "entitlement"), ("owner", "contact")
WITH = (*OF_CUSTOMER, *PEOPLE)  # what is read with a case
NUMBERED = Written(lambda number: Case.objects.select_related(*WITH).filter(number=number), "SD-0000-000")
UNPEOPLED = Written(lambda number: Case.objects.select_related(*OF_CUSTOMER).filter(number=number), "SD-0000-000")

View = Callable[..., HttpResponseBase]
Wall = tuple[str, str]  # the staff of one region, or the contacts of one organization


class SignedIn(HttpRequest):
    """A request whose person is known; `now` is the database's time at its start, `zone` the person's own."""

    user: Person
    now: datetime
    zone: ZoneInfo
    transaction: ExitStack
    depth: int
    htmx: HtmxDetails


class Door(Protocol):
    """A view of somebody who has signed in."""

    def __call__(self, request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase: ...


class ViewerMiddleware:
    """Open the request's one transaction, name its viewer in it, and read the time: one query.

    A view that does much, piece by piece, ends it after each (`keep_what_is_done`), and goes on in another.
    It must stand behind the session and before whoever asks for `request.user`. What a response streams is sent
    after the transaction, with no viewer: a stream names its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.session.get(SESSION_KEY, "")
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic())
            request.transaction, request.depth = stack, _depth()  # type: ignore[attr-defined]
            request.now = _begin(person)  # type: ignore[attr-defined]
            request.zone = UTC_ZONE  # type: ignore[attr-defined]
            if person and request.user.is_authenticated:
                request.zone = zone_of(request.user)  # type: ignore[attr-defined]
            with asking_once() if request.method in READS else nullcontext():
                response = self.get_response(request)
            if request.method == "POST" and response.status_code < 400:
                _notice(request, person)
        reached("web.committed_not_answered")
        if person and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Send who has not signed in to the sign-in page; a part of a page sends the whole page there."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: View
    ) -> HttpResponseBase:
        """Redirect, so that sign-in leads back; htmx would else put the sign-in page into the part."""
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        page = request.headers.get("HX-Current-URL", "").partition("://")[2].partition("/")[2]
        query = urlencode({"next": f"/{page}"})
        return HttpResponse(status=401, headers={"HX-Redirect": f"{self.get_login_url(view_func)}?{query}"})


def for_contacts(view: Door) -> Door:
    """Open a portal page to contacts; the staff are shown their own door."""

    @wraps(view)
    def opened(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff_member:
            return view(request, *args, **kwargs)
        if request.method != "GET":
            raise Http404(NOT_FOUND)
        return redirect(f"/desk{request.path}" if "number" in kwargs else "/desk/")

    return opened


def for_staff(view: Door) -> Door:
    """Open a desk page to the staff; for a contact there is no such page.

    Nor is there any more for those before whom a wall closes between the look at a case and the lock that a verb takes.
    """

    @wraps(view)
    def opened(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff_member:
            raise Http404(NOT_FOUND)
        try:
            return view(request, *args, **kwargs)
        except Case.DoesNotExist:
            raise Http404(NOT_FOUND) from None

    return opened


def case_or_404(request: SignedIn, number: str, asked: Written[Case] = NUMBERED) -> Case:
    """Return the case with this number if the person may see it; what they may not see does not exist.

    UNPEOPLED is for a page that reads its owner and contact with others. Raises Http404, the same for a hidden case
    and for a number that never was.
    """
    case = asked.first(normalise(number) or "")
    if case is None or not may_see(request.user, case):
        raise Http404(NOT_FOUND)
    return case


@contextmanager
def through_the_glass(request: SignedIn, number: str) -> Iterator[tuple[Case, GlassAnswer]]:
    """Give the case that somebody was let in to read from outside its wall, and by what; that they look is kept first.

    Nothing can be written in the block. Raises Http404, the same for a case that they were not let in to, and for a
    number that never was.
    """
    answer = glass_open(request.user.pk, normalise(number) or "", request.now)
    if answer is None or not request.user.is_active:
        raise Http404(NOT_FOUND)
    GlassLook.objects.create(answer=answer, what="case", at=request.now)
    with looking_through(answer.case_id):
        case = Case.objects.select_related(*WITH).filter(pk=answer.case_id).first()
        if case is None:
            raise Http404(NOT_FOUND)
        yield case, answer


def may_see(person: Person, case: Case) -> bool:
    """Say whether a person stands inside both walls of a case: its organization's, and its designated regions'."""
    if not person.is_active:
        return False
    if not person.is_staff_member:
        return person.organization_id is not None and person.organization_id == case.organization_id
    return not case.regions or person.region in case.regions


def wall_of(person: Person) -> Wall:
    """Return the class of people who see exactly what this one sees."""
    if person.is_staff_member:
        return (Kind.STAFF, person.region)
    return (Kind.CONTACT, str(person.organization_id))


def inside(wall: Wall, to_case: str = "") -> Q:
    """Return `may_see` as a condition for a list; `to_case` leads from its rows to their case: `case__`."""
    kind, name = wall
    if kind == Kind.CONTACT:
        return Q(**{f"{to_case}organization_id": name})
    return Q(**{f"{to_case}restricted": False}) | Q(**{f"{to_case}regions__contains": [name]})


def zone_of(person: Person | Organization) -> ZoneInfo:
    """Return the zone in which a person reads times, or a customer lives; UTC where theirs is not known here."""
    try:
        return ZoneInfo(person.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC_ZONE


def keep_what_is_done(request: SignedIn) -> None:
    """Commit what a view has done so far, and go on in another transaction with the same viewer.

    Whatever comes of the rest, this stays. The view is `transaction.non_atomic_requests`, and in no block of its own.
    """
    assert _depth() == request.depth, "what is done stands in a block that could still be rolled back"
    request.transaction.close()
    request.transaction.enter_context(transaction.atomic())
    _begin(str(request.user.pk))


def look_as(person_id: str) -> None:
    """Let the rest of this request's transaction look with the eyes of somebody who has just come in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('sundial.viewer', %s, true)", [_viewer(person_id)])


def _notice(request: HttpRequest, person: str) -> None:
    """Write down that one of the staff has just acted, unless they went out or somebody else came in."""
    user = request.user
    is_theirs = user.is_authenticated and user.is_staff_member and str(user.pk) == person
    if is_theirs and not connection.needs_rollback:
        notice_presence(UUID(person), request.now)  # type: ignore[attr-defined]


def _depth() -> int:
    return len(connection.savepoint_ids)


def _begin(person: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp(), set_config('sundial.viewer', %s, true)", [_viewer(person)])
        now, _ = cursor.fetchone()
    return cast(datetime, now)


def _viewer(person: str) -> str:
    try:
        return str(UUID(person)) if person else ""
    except ValueError:
        return ""
