"""The webhook of a mail provider: a raw letter is posted, signed, and laid down for the mail room (O7.4, TRUST 1.1)."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sundial.commands.inbound import Arrived, largest, take_in
from sundial.models import viewing
from sundial.protocol.letters.headers import ADDRESS
from sundial.protocol.letters.signed import Signing, is_named_in_time
from sundial.web.access import NOT_FOUND

PIECE = 64 * 1024
NOBODY = ""


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def take(request: HttpRequest, mailbox: str) -> HttpResponse:
    """Lay down a letter to the mailbox that the address names; 401 for whoever does not know the secret.

    The same webhook twice is one letter. Answers 204, also to a second one: the provider has done its part.
    """
    if not settings.MAIL_HOOK_SECRETS or not ADDRESS.fullmatch(mailbox.lower()):
        raise Http404(NOT_FOUND)
    named, stamp = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
    now = request.now  # type: ignore[attr-defined]
    if not is_named_in_time(named, stamp, now):
        return _refused()
    signing, kept, size = Signing(settings.MAIL_HOOK_SECRETS, named, stamp), bytearray(), 0
    for piece in _pieces(request):
        signing.update(piece)
        size += len(piece)
        kept += piece[: max(0, largest() - len(kept))]
    if not signing.fits(request.headers.get("webhook-signature", "")):
        return _refused()
    with viewing(NOBODY):
        take_in(Arrived(f"webhook:{named}", mailbox.lower(), bytes(kept), size), now=now)
    return HttpResponse(status=204)


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """Yield the body as it comes: what is too large is hashed to its end, and not kept."""
    while piece := request.read(PIECE):
        yield piece


def _refused() -> HttpResponse:
    """Say no more than no: not whether the secret, the time or the name was wrong."""
    return HttpResponse("unauthorized\n", status=401, content_type="text/plain")
