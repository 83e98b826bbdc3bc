"""One press, one act: a form is done once however often it arrives, and a refusal gives its key back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from sundial.commands.errors import Refused
from sundial.commands.once import first_time
from sundial.web.access import SignedIn

STALE = "This form has gone stale. Please send it again."
NUL = "There is a character in it that cannot be kept (NUL). Please take it out."


def do_once(request: SignedIn, verb: Callable[[], object]) -> str:
    """Do what a form asks for; return why it was not done, "" where it is, now or by an earlier press."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return STALE
    if any("\0" in text for name in request.POST for text in request.POST.getlist(name)):
        return NUL  # PostgreSQL's text takes every other character
    try:
        with transaction.atomic():
            if first_time(request.user, key, now=request.now):
                verb()
    except Refused as refusal:
        return str(refusal)
    return ""


def number_in(request: SignedIn, name: str) -> int | None:
    """Return the number in a field of a form; None where there is none."""
    return whole(request.POST.get(name, ""))


def whole(typed: str) -> int | None:
    """Read a number of at most nine digits; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
