"""One letter to leadership: read as plain words, then confirmed with sender and case, or declined (O7.4)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sundial.commands.leadership_letters import (
    LetterRefused,
    confirm,
    counts_from,
    decline,
    no_customer,
    rung_of_letters,
)
from sundial.commands.taking_up import take_up_again
from sundial.models import Case, InboundLetter, Kind, Person
from sundial.protocol import hours
from sundial.protocol.letters import Fate, Proven
from sundial.protocol.number import normalise
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_staff, inside, wall_of
from sundial.web.desk.composer import new_key
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.letters import check_coordinates, item_of
from sundial.web.desk.side import LETTERS, side_of
from sundial.web.doing import do_once
from sundial.web.letters_seen import letters_seen
from sundial.web.promises import read_one

PAGE = "desk/letters/letter.html"
AGAIN = "again"
MOST = 6  # cases that are proposed, each with its due time
NUMBER = re.compile(r"\bSD[- ]?[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{3}\b")
NO_CASE = "Choose a case, or write its number: SD-7K3M-92Q."
NO_SUCH = "There is no case with this number."
PROOFS = {
    Proven.YES: "Our mail server confirms the host of the address. Who sat there it does not know.",
    Proven.NO: "Nothing confirms that it comes from this address.",
    Proven.FAILED: "Our mail server says that it does not come from this address.",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A case that the letter may be about: why, and by when an answer would be due, counted from when."""

    case: Case
    named: bool
    since: datetime
    due: datetime | None
    stands: bool  # on the rung of letters already


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_settle(request: SignedIn, letter: UUID) -> HttpResponse:
    """Show a letter, or do what a coordinator makes of it."""
    check_coordinates(request)
    found = letters_seen(request.user).select_related("contact__organization", "settled_by", "case")
    one = found.filter(pk=letter).first()
    if one is None:
        raise Http404(NOT_FOUND)
    if request.method != "POST":
        return _page(request, one)
    wrong: list[str] = []
    problem = do_once(request, partial(_act, request, one, wrong))
    if problem:
        return _page(request, found.get(pk=letter), (wrong[0] if wrong else "", problem))
    if request.POST.get("step") == AGAIN:
        return redirect("desk:letter", letter)
    settled = found.filter(pk=letter).first()
    if settled is not None and settled.case is not None:
        return redirect("desk:escalation", settled.case.number)
    return redirect("desk:letters")


def _act(request: SignedIn, letter: InboundLetter, wrong: list[str]) -> None:
    """Take the step that the form names; the field at fault is put into `wrong`."""
    try:
        _step(request, letter)()
    except LetterRefused as refusal:
        wrong.append(refusal.field)
        raise


def _step(request: SignedIn, letter: InboundLetter) -> Callable[[], object]:
    post = request.POST
    by: dict[str, Any] = {"by": request.user, "now": request.now}
    step = post.get("step", "")
    if step == "decline":
        return partial(decline, letter.pk, why=post.get("why", ""), **by)
    if step == AGAIN:
        return partial(take_up_again, letter.pk, why=post.get("again", ""), **by)
    if step == "no-customer":
        return partial(no_customer, letter.pk, **by)
    case = _case(request)
    return partial(confirm, letter.pk, case, who=post.get("who", ""), how=post.get("how", ""), **by)


def _case(request: SignedIn) -> Case:
    """Return the case that was chosen or written; of a hidden one no other word than of one that never was."""
    written = request.POST.get("number", "").strip() or request.POST.get("case", "").strip()
    if not written:
        raise LetterRefused("case", NO_CASE)
    try:
        return case_or_404(request, written)
    except Http404:
        raise LetterRefused("case", NO_SUCH) from None


def _page(request: SignedIn, letter: InboundLetter, problem: tuple[str, str] = ("", "")) -> HttpResponse:
    settles = letter.settled_at is None and letter.leadership and letter.fate in (Fate.QUEUE, Fate.HELD)
    context: dict[str, Any] = {
        "letter": letter,
        "item": item_of(letter, request.now),
        "settles": settles,
        "may_be_taken_up": letter.settled_at is not None and letter.leadership and letter.case is None,
        "taken_up": letter.taken_up.select_related("by", "settled_by").order_by("at"),
        "proof": PROOFS[Proven(letter.proven)],
        "proposed": list(_proposed(request, letter)) if settles else (),
        "contacts": _contacts(request, letter) if settles else (),
        "typed": request.POST or {"who": letter.contact.name if letter.contact else ""},
        "wrong": {"field": problem[0], "text": problem[1]},
        "key": request.POST.get("key") or new_key(),
        "side": side_of(request.user, LETTERS, request.now, request.zone),
        "keys": EVERYWHERE,
    }
    return render(request, PAGE, context, status=422 if problem[1] else 200)


def _contacts(request: SignedIn, letter: InboundLetter) -> list[str]:
    """Return the names of the contacts whose letter it may be, among those whom the reader sees."""
    theirs = Person.objects.filter(kind=Kind.CONTACT, is_active=True, organization__in=letter.about)
    return list(
        theirs.filter(inside(wall_of(request.user), "organization__"))
        .order_by("name")
        .values_list("name", flat=True)[:50]
    )


def _proposed(request: SignedIn, letter: InboundLetter) -> Iterator[Proposed]:
    """Yield the open cases that it may be about, among those that the reader sees; those that it names come first."""
    named = {number for one in NUMBER.findall(f"{letter.subject}\n{letter.text}")[:20] if (number := normalise(one))}
    seen = Case.objects.open().filter(inside(wall_of(request.user))).select_related("organization", "owner")
    by_number = list(seen.filter(number__in=named))
    theirs = seen.filter(organization__in=letter.about).exclude(number__in=named)
    for case in [*by_number, *theirs.order_by("-rung", "severity", "number")][:MOST]:
        yield _propose(request, letter, case, named=case.number in named)


def _propose(request: SignedIn, letter: InboundLetter, case: Case, *, named: bool) -> Proposed:
    rung, since = rung_of_letters(case), counts_from(letter, case)
    if case.rung >= rung:
        return Proposed(case, named, since, None, stands=True)
    reading = read_one(case, request.now, inside=True)
    amounts = reading.protocol.answers(rung, reading.state.plan, reading.state.severity).values()
    due = min(hours.add(since, amount, reading.calendar) for amount in amounts)
    return Proposed(case, named, since, due, stands=False)
