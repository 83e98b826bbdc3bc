"""The mailbox of whoever has signed in, as the demo's mail server filled it: one's own letters and no other's.

Only demo mode has these pages (`urls.py`); outside it people read their mail where they always do.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.outside.mailbox import Mailbox, text_of
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import side_of

READ, SHOWN = 5_000, 200  # lines of the ledger, letters on the page; the newest of each
HEADERS = ("From", "To", "Date", "Subject", "Message-ID")


@for_staff
@require_safe
def index(request: SignedIn) -> HttpResponse:
    """List one's letters, newest first."""
    own = [entry for entry in mailbox().entries(at_most=READ) if request.user.email in entry.recipients]
    return _page(request, "demo/mail.html", letters=[(entry, sent_at(entry.date)) for entry in own[:SHOWN]])


@for_staff
@require_safe
def letter(request: SignedIn, name: str) -> HttpResponse:
    """Show one of one's letters as plain text; another's is not there (O2.7)."""
    try:
        found = mailbox().letter(f"{name}.eml")
    except FileNotFoundError as missing:
        raise Http404(NOT_FOUND) from missing
    if request.user.email not in str(found["To"]).split(", "):
        raise Http404(NOT_FOUND)
    headers = [(key, str(found[key])) for key in HEADERS if found[key]]
    return _page(request, "demo/letter.html", headers=headers, text=text_of(found))


def mailbox() -> Mailbox:
    """Return the folder in which the sink keeps its letters."""
    return Mailbox(settings.HOME / "mail")


def sent_at(date: str) -> datetime | None:
    """Read the date of a letter, in UTC; None where it has none that can be read."""
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _page(request: SignedIn, template: str, **context: Any) -> HttpResponse:
    side = side_of(request.user, "", request.now, request.zone)
    return render(request, template, {"side": side, "keys": EVERYWHERE, **context})
