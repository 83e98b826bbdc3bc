"""Waivers of broken promises, on the desk: asked for by whoever works on the case, approved by a manager (O12.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sundial.commands.waivers import (
    ASKS,
    Named,
    ask_waiver,
    asked_for,
    can_be_waived,
    may_waive,
    named_in,
    reason_in,
    waive,
)
from sundial.models import Case, FactRow
from sundial.protocol.case import State
from sundial.protocol.facts import Waived
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn, case_or_404, for_staff
from sundial.web.desk import people
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.doing import do_once
from sundial.web.promises import Line, Reading, read_one
from sundial.web.said import Said, said, words_on

LIST, PAGE = "desk/severity/waivers.html", "desk/severity/waiver.html"


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken promise: who asks for its waiver and why, and who waived it on whose wish, if anybody did."""

    case: Case
    line: Line
    note: FactRow | None
    waiver: Said | None
    asked_by: str

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.line.clock.promise}-{self.line.clock.cycle}"

    @property
    def url(self) -> str:
        return reverse("desk:waiver", args=[self.case.number, self.key])

    @property
    def reason(self) -> str:
        """Why it is to be waived, in the words of whoever asks."""
        return reason_in(self.note) if self.note else ""

    @property
    def is_asked(self) -> bool:
        """Whether somebody asks for it, and nobody has decided."""
        return self.note is not None and self.waiver is None


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what is asked for and not decided; where no note has words that ask, nothing is looked for."""
    asks = any(ASKS in text for text in words_on(case).values())
    return {"waivers_asked": [one for one in broken(case, reading) if one.is_asked] if asks else []}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the way to the broken promises, where there are any."""
    count = sum(map(_is_broken, reading.lines))
    if not count:
        return ()
    says = f"{when.number(count)} broken promise{'' if count == 1 else 's'}"
    return (Act("Waivers", reverse("desk:waivers", args=[case.number]), says),)


@require_safe
@for_staff
def index(request: SignedIn, number: str) -> HttpResponse:
    """List every broken promise of the case, waived or not."""
    case = case_or_404(request, number)
    return act_page(request, case, LIST, {"broken": broken(case, read_one(case, request.now))})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str, key: str) -> HttpResponse:
    """Show one broken promise and what is asked for, or waive it."""
    case, named = case_or_404(request, number), _named(key)
    if request.method != "POST":
        return _page(request, case, named)
    text = request.POST.get("text", "")
    return _answer(request, case, named, do_once(request, partial(waive, case, named, **_by(request), text=text)))


@require_POST
@for_staff
def requests(request: SignedIn, number: str, key: str) -> HttpResponse:
    """Ask for a waiver, with a reason."""
    case, named = case_or_404(request, number), _named(key)
    text = request.POST.get("text", "")
    return _answer(request, case, named, do_once(request, partial(ask_waiver, case, named, **_by(request), text=text)))


def broken(case: Case, reading: Reading) -> list[Broken]:
    """Return the broken promises of a case, the latest first, with what was asked for and what was given."""
    lines = [line for line in reversed(reading.lines) if _is_broken(line)]
    if not lines:
        return []
    asked, given = asked_for(case), said(case, [line.clock.waived for line in lines if line.clock.waived])
    names = _askers(case, reading, given)
    return [_one(case, line, asked, given, names) for line in lines]


def _one(
    case: Case, line: Line, asked: Mapping[Named, list[FactRow]], given: Mapping[int, Said], names: Mapping[int, str]
) -> Broken:
    notes, waived = asked.get((line.clock.promise, line.clock.cycle), [None]), line.clock.waived or 0
    return Broken(case, line, notes[0], given.get(waived), names.get(waived, ""))


def _askers(case: Case, reading: Reading, given: Iterable[int]) -> dict[int, str]:
    """Name who had asked for each waiver that was given, by its number."""
    facts = [fact for seq in given if (fact := reading.fact(seq))]
    wished = {fact.seq: fact.what.asked_by for fact in facts if isinstance(fact.what, Waived)}
    authors = people.authors([UUID(one) for one in wished.values() if one], case)
    return {seq: authors[one].name for seq, one in wished.items() if one in authors}


def _is_broken(line: Line) -> bool:
    return line.clock.waived is not None or can_be_waived(line.clock, line.now)


def _page(request: SignedIn, case: Case, named: Named, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now)
    found = next(
        (one for one in broken(case, reading) if (one.line.clock.promise, one.line.clock.cycle) == named), None
    )
    if found is None:
        raise Http404(NOT_FOUND)
    context = {
        "one": found,
        "decides": may_waive(request.user, case),
        "own": found.note is not None and found.note.by_id == request.user.pk,
        "takes_notes": case.state not in (State.CLOSED, State.MERGED),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _answer(request: SignedIn, case: Case, named: Named, problem: str) -> HttpResponse:
    return _page(request, case, named, problem) if problem else redirect("desk:case", case.number)


def _by(request: SignedIn) -> dict[str, Any]:
    return {"by": request.user, "now": request.now}


def _named(key: str) -> Named:
    named = named_in(key)
    if named is None:
        raise Http404(NOT_FOUND)
    return named
