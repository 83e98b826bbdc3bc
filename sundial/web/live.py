"""/live: a stream that says "something changed" and nothing else; the page fetches again with its own rights."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connections, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from sundial.models import Case, Person, viewing
from sundial.web.hub import hub
from sundial.web.live_looks import Reader, reader_of
from sundial.web.stream import Change, NoRoomError, Stream

SLACK = timedelta(seconds=2)  # what was on its way to the database while the page was read


@transaction.non_atomic_requests
@require_GET
async def live(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Open a stream for one page: `?case=NUMBER` for a case's own, `?since=INSTANT` for when the page was read.

    A seventh stream of one person is refused with 429: their page reads again when they come back to it.
    """
    reader, case, missed = await sync_to_async(_subscribe)(request)
    stream = Stream(reader, case)
    if missed:
        stream.tell(Change.LIVE)
    try:
        hub().check_room(reader.person)
    except NoRoomError:
        return HttpResponse("You have six pages open that listen; close one.", status=429)
    response = StreamingHttpResponse(_words(stream), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _subscribe(request: HttpRequest) -> tuple[Reader, UUID | None, bool]:
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    with transaction.atomic(), viewing(person):
        case = _case(request.GET.get("case", ""))
        return reader_of(person, request.session.session_key or ""), case, _missed(request, case)


async def _words(stream: Stream) -> AsyncIterator[bytes]:
    """Let go of the request's connection, which would else be held for as long as the page is open, and feed it."""
    await sync_to_async(connections.close_all)()
    async for words in hub().feed(stream):
        yield words


def _case(number: str) -> UUID | None:
    if not number:
        return None
    found: UUID | None = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return found


def _missed(request: HttpRequest, case: UUID | None) -> bool:
    """Tell whether anything changed between the page and its stream."""
    since = _instant(request.GET.get("since", ""))
    if since is None:
        return False
    person = request.user
    moved = "changed_at" if getattr(person, "is_staff_member", False) else "told_at"
    changed = Case.objects.filter(**{f"{moved}__gt": since - SLACK})
    return (changed.filter(pk=case) if case else changed).exists()


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
