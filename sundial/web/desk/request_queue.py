"""The queue of a group: what it was asked and owes an answer to, the nearest due time first (O3.4, O8.7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sundial.models import Clock, FactRow, ResourceRequest, protocol_in_force
from sundial.protocol.document import Protocol
from sundial.protocol.promises import Promise
from sundial.web import text
from sundial.web.access import SignedIn, for_staff
from sundial.web.desk.chip import chip
from sundial.web.desk.composer import new_key
from sundial.web.desk.filters import Choice
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.marks import Run
from sundial.web.desk.owing import ALL, of_group, open_requests
from sundial.web.desk.side import REQUESTS, side_of

LIST, PAGE = "desk/requests/_list.html", "desk/requests/queue.html"
MOST = 200
Asked = tuple[UUID, int]  # a case and the fact of the asking


@dataclass(frozen=True, slots=True)
class Owed:
    """One open request: what is asked, on which case, by whom, by when, and who has it."""

    row: ResourceRequest
    group: str
    question: str
    asked_by: str
    chip: SafeString
    url: str
    key: str

    @property
    def case(self) -> Any:
        return self.row.case


@require_safe
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show what a group owes; its own people land on their own, everybody else on all groups."""
    protocol = protocol_in_force(request.now)
    group = request.GET.get("group", "") or request.user.group or ALL
    group = group if group in protocol.groups else ALL
    rows = of_group(open_requests(request.user), group).select_related("case__organization", "owner")
    found = list(rows.order_by("due_at", "pk")[:MOST])
    context = {
        "title": f"Asked of {protocol.groups[group]}" if group in protocol.groups else "Asked of other groups",
        "group": group,
        "choices": _choices(group, protocol),
        "owed": list(_owed(found, protocol, request)),
        "address": request.get_full_path(),
    }
    if request.htmx:
        return render(request, LIST, context)
    side = side_of(request.user, REQUESTS, request.now, request.zone)
    return render(request, PAGE, context | {"side": side, "keys": EVERYWHERE})


def _choices(group: str, protocol: Protocol) -> list[Choice]:
    named = [(ALL, "All groups"), *protocol.groups.items()]
    return [Choice(title, f"{reverse('desk:requests')}?group={key}", key == group) for key, title in named]


def _owed(found: list[ResourceRequest], protocol: Protocol, request: SignedIn) -> Iterator[Owed]:
    asked, clocks = _asked(found), _clocks(found)
    for row in found:
        words, by = asked.get((row.case_id, row.seq), ("", "A colleague"))
        clock = clocks.get((row.case_id, row.seq))
        yield Owed(
            row,
            protocol.groups.get(row.group, row.group),
            text.line(words, 200),
            by,
            chip(clock, row.case.state, request.now, request.zone),
            reverse("desk:case-request", args=[row.case.number, row.seq]),
            new_key(),
        )


def _asked(found: list[ResourceRequest]) -> Mapping[Asked, tuple[str, str]]:
    """Return the words of each question and who asked it."""
    rows = FactRow.objects.filter(case__in={row.case_id for row in found}, kind="resource-asked")
    return {
        (case, seq): (words, by or "")
        for case, seq, words, by in rows.values_list("case_id", "seq", "text", "by__name")
    }


def _clocks(found: list[ResourceRequest]) -> Mapping[Asked, Run]:
    rows = Clock.objects.running().filter(case__in={row.case_id for row in found}, promise=str(Promise.RESOURCE_ANSWER))
    return {(case, about): Run._make(run) for case, about, *run in rows.values_list("case_id", "about", *Run._fields)}
