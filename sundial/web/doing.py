"""One press, one act: a form is done once however often it arrives, and a refusal gives its key back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID, uuid5

from django.db import transaction
from django.http import QueryDict

from sundial.commands.errors import Refused
from sundial.commands.handover import each
from sundial.commands.once import done_of, first_time
from sundial.models import Case
from sundial.web.access import SignedIn, keep_what_is_done

Verb = Callable[[Case], object]
FURTHEST = 10_000  # the last page of a list that is gone to
STALE = "This form has gone stale. Please send it again."
NUL = "There is a character in it that cannot be kept (NUL). Please take it out."


def do_once(request: SignedIn, verb: Callable[[], object]) -> str:
    """Do what a form asks for; return why it was not done, "" where it is, now or by an earlier press."""
    key = key_of(request)
    if problem := _unfit(request, key):
        return problem
    try:
        with transaction.atomic():
            if key and first_time(request.user, key, now=request.now):
                verb()
    except Refused as refusal:
        return str(refusal)
    return ""


def do_each(request: SignedIn, cases: Iterable[Case], verb: Verb) -> tuple[str, dict[Case, str]]:
    """Do what a form asks for to each of many cases, and keep each as it is done; whoever is cut off presses again.

    Each is done once however often the form arrives: the case is part of the key. Return why nothing was done, and why
    it was not done to some.
    """
    key = key_of(request)
    problem = _unfit(request, key)
    left: dict[Case, str] = {}
    for case in sorted(cases, key=lambda one: one.pk):
        if key and not problem:
            left |= each(
                [case], lambda one: first_time(request.user, uuid5(key, str(one.pk)), now=request.now) and verb(one)
            )
            keep_what_is_done(request)
    return problem, left


def done_by(request: SignedIn, key: UUID, cases: Iterable[Case]) -> list[Case]:
    """Return to which of some cases a form with this key has done what it asks for."""
    keys = {uuid5(key, str(case.pk)): case for case in cases}
    return [keys[one] for one in done_of(request.user, keys)]


def key_of(request: SignedIn) -> UUID | None:
    """Return the key of the form that is sent, or that the address names; None for none."""
    try:
        return UUID(request.POST.get("key", "") or request.GET.get("key", ""))
    except ValueError:
        return None


def _unfit(request: SignedIn, key: UUID | None) -> str:
    if key is None:
        return STALE
    nul = any("\0" in text for name in request.POST for text in request.POST.getlist(name))
    return NUL if nul else ""  # PostgreSQL's text takes every other character


def number_in(request: SignedIn, name: str) -> int | None:
    """Return the number in a field of a form; None where there is none."""
    return whole(request.POST.get(name, ""))


def page_in(query: QueryDict) -> int:
    """Return which page of a list an address asks for, from 1 to FURTHEST; what is no number is the first."""
    return max(1, min(whole(query.get("page", "")) or 1, FURTHEST))


def whole(typed: str) -> int | None:
    """Read a number of at most nine digits; None for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
