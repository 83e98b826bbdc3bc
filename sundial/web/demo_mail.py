"""What the demo's mail server took in: every letter to the team, readable by whoever runs the demo.

Only demo mode has these pages (`urls.py`); outside it the team's mail is the team's own.
"""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.outside.mailbox import Mailbox, text_of
from sundial.web.access import NOT_FOUND, SignedIn, for_staff

SHOWN = 200


@for_staff
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """List the letters, newest first."""
    return render(request, "demo/mail.html", {"letters": mailbox().entries(at_most=SHOWN), "shown": SHOWN})


@for_staff
@require_safe
def letter(request: SignedIn, name: str) -> HttpResponse:
    """Show one letter as plain text."""
    try:
        found = mailbox().letter(f"{name}.eml")
    except FileNotFoundError as missing:
        raise Http404(NOT_FOUND) from missing
    headers = [(key, str(found[key])) for key in ("From", "To", "Date", "Subject", "Message-ID") if found[key]]
    return render(request, "demo/letter.html", {"headers": headers, "text": text_of(found)})


def mailbox() -> Mailbox:
    """Return the folder in which the sink keeps its letters."""
    return Mailbox(settings.HOME / "mail")
