"""/live: a stream that says "something changed" and nothing else; the page fetches again with its own rights."""

from datetime import datetime
from typing import cast

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from sundial.models import Person, viewing
from sundial.web.access import SignedIn, case_or_404
from sundial.web.hub import hub
from sundial.web.live_looks import reader_of
from sundial.web.stream import NoRoomError, Stream

YEARS = range(2000, 2200)  # when a page can have been read


@transaction.non_atomic_requests
@require_GET
async def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Open a stream for one page: `?case=NUMBER` for a case's own, `?since=INSTANT` for when the page was read.

    A sixth stream of one person is refused with 429: their page tries again, and reads at each try.
    """
    stream = await sync_to_async(_subscribe)(request)
    try:
        hub().check_room(stream.reader.person)
    except NoRoomError:
        return HttpResponse("You have five pages open that listen; close one.", status=429)
    words = hub().feed(stream, _instant(request.GET.get("since", "")))
    response = StreamingHttpResponse(words, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _subscribe(request: HttpRequest) -> Stream:
    """Find out who listens to what; raises Http404 for a case that the person may not see."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    with transaction.atomic(), viewing(person):
        number = request.GET.get("case", "")
        case = case_or_404(cast(SignedIn, request), number).pk if number else None
    return Stream(reader_of(person, request.session.session_key or ""), case)


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo and found.year in YEARS else None
