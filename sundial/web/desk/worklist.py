"""The work list of triage: what is not triaged yet, flagged cases first, gone through one after another (O3.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.models import Case, Person, protocol_in_force
from sundial.web import rail
from sundial.web.access import SignedIn, for_staff
from sundial.web.desk import filters, lists
from sundial.web.desk.keys import TRIAGE_LIST_KEYS
from sundial.web.desk.rows import COLUMNS, Desk, Row, groups, rows
from sundial.web.desk.side import side_of
from sundial.web.desk.strip import hairline
from sundial.web.paths import of_case
from sundial.web.rota_now import there_now

LIST, PAGE = "desk/triage/_list.html", "desk/triage/list.html"
NEW = lists.VIEWS["new"]
MORE = ("opened_at", "product", "version", "flag", "contact__name")
FLAGS = {"expired": "expired", "none": "none found", "several": "several", "pending": "pending"}
MOST = 200  # cases through which one goes without beginning anew


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that waits for triage: its row as in the queue, and what triage wants to know at a glance."""

    row: Row
    opened_at: datetime
    product: str
    flag: str
    contact: str


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the cases under a heading."""

    title: str
    says: str
    items: tuple[Waiting, ...]
    hot: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a case stands in the work list: its place from 1 (0: not in it), how many there are, which come beside it.

    `of` says no more than MOST; `next` and `before` are numbers, "" for none.
    """

    place: int
    of: int
    next: str
    before: str

    @property
    def next_url(self) -> str:
        """Where one goes from here: to the next case, or to the list when none is left."""
        return reverse("desk:case-triage", args=[self.next]) if self.next else reverse("desk:triage")


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show what is not triaged yet, to those who may see it."""
    context = _list(request)
    if request.htmx:
        return render(request, LIST, context)
    side = side_of(request.user, NEW.key, request.now, request.zone)
    return render(request, PAGE, context | {"side": side, "keys": TRIAGE_LIST_KEYS})


def turn_of(case: Case, person: Person, now: datetime) -> Turn:
    """Return where a case stands among those that this person could triage next; after the last comes the first."""
    numbers = list(lists.cases(NEW, person, now).values_list("number", flat=True)[:MOST])
    at = numbers.index(case.number) if case.number in numbers else -1
    others = [number for number in numbers if number != case.number]
    following = (numbers[at + 1 :] or others)[:1] if at >= 0 else others[:1]
    return Turn(at + 1, len(numbers), "".join(following), numbers[at - 1] if at > 0 else "")


def _list(request: SignedIn) -> dict[str, Any]:
    protocol = protocol_in_force(request.now)
    asked = replace(filters.asked(request.GET, (), protocol, ""), words="", door="desk:triage")
    start = (asked.page - 1) * filters.PER_PAGE
    narrowed = asked.narrow(lists.cases(NEW, request.user, request.now), there_now(request.now))
    found = list(lists.page(NEW, narrowed, start, filters.PER_PAGE + 1).values_list(*COLUMNS, *MORE))
    parts = tuple(_parts(found[: filters.PER_PAGE], Desk(request.user.pk, request.now, request.zone, protocol)))
    return {
        "view": NEW,
        "title": NEW.title,
        "facets": filters.facets(asked, protocol),
        "chosen": asked.chosen(protocol),
        "clear_url": asked.plain_url,
        "live_url": asked.url(page=asked.page if asked.page > 1 else ""),
        "parts": parts,
        "first_url": parts[0].items[0].row.url if parts else "",
        "axis": rail.axis(request.now, request.zone),
        "hair": hairline(rail.mini([], request.now, ()).now),
        "page": asked.beside(more=len(found) > filters.PER_PAGE),
    }


def _parts(found: Sequence[tuple[Any, ...]], desk: Desk) -> Iterator[Part]:
    """Part the cases: the flagged ones, then the others by how near their next promise is."""
    made = rows([values[: len(COLUMNS)] for values in found], desk)
    waiting = [_waiting(row, *values[len(COLUMNS) :]) for row, values in zip(made, found, strict=True)]
    flagged = tuple(one for one in waiting if one.flag)
    if flagged:
        yield Part("Entitlement flagged", "expired, none or several: see to it that none is lost", flagged)
    rest = {one.row.number: one for one in waiting if not one.flag}
    for group in groups([one.row for one in rest.values()], banded=True):
        yield Part(group.title, group.says, tuple(rest[row.number] for row in group.rows), group.hot)


def _waiting(row: Row, opened_at: datetime, product: str, version: str, flag: str, contact: str) -> Waiting:
    named = " ".join(filter(None, (product, version)))
    url = of_case("desk:case-triage", row.number)
    return Waiting(replace(row, url=url), opened_at, named, FLAGS.get(flag, flag), contact)
