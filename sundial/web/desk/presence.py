"""What somebody says of themselves in the top bar: available, busy or away (O2.2)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sundial.models.presence import say_presence
from sundial.protocol.presence import Said
from sundial.web.access import NOT_FOUND, SignedIn, for_staff


@require_POST
@for_staff
def say(request: SignedIn) -> HttpResponse:
    """Write it down, and go back to the page on which it was said."""
    try:
        said = Said(request.POST.get("said", ""))
    except ValueError:
        raise Http404(NOT_FOUND) from None
    say_presence(request.user.pk, said, request.now)
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(there if safe else "desk:queue")
