"""The wall screen: the board for whoever stands before it, without anything that only some may know (O2.2, O2.7).

Anybody may pass a screen, so it shows the cases of customers without a restriction alone, whoever has signed in there,
and of them numbers and hours: no case, no customer, no words; and of people on shift the name, not what they carry.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sundial.models import Case, Handover, protocol_in_force
from sundial.protocol.document import Protocol
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.board import Column, around_now
from sundial.web.desk.escalated import standing
from sundial.web.rota_now import plan_at

PAGE = "desk/board/screen.html"
NAMES = 6  # of a region's people; further ones are counted
WINDOWS, PAIRS = 3, 3
DARK = "dark"


@dataclass(frozen=True, slots=True)
class Panel:
    """One region with as many of its people as there is room for; `more` counts the others."""

    column: Column
    names: tuple[Any, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Passing:
    """How many handovers wait between two regions, and how many of them are past their time."""

    giver: str
    receiver: str
    count: int
    late: int


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show the screen on the day of UTC; it reads itself again as the board does."""
    protocol, now = protocol_in_force(request.now), request.now
    seen = Case.objects.open().filter(inside(wall_of(request.user)), regions=[])
    around = around_now(protocol, plan_at(now), seen, now, UTC)
    columns: Sequence[Column] = around["columns"]
    context = {
        **around,
        "handovers": around["handovers"][:WINDOWS],
        "clock": UTC,
        "theme": request.COOKIES.get("theme") or DARK,
        "panels": [Panel(one, one.mates[:NAMES], len(one.mates) - len(one.mates[:NAMES])) for one in columns],
        "passing": _passing(request, protocol, now),
        "escalated": standing(request)
        .filter(case__regions=[])
        .aggregate(
            open=Count("pk"),
            owed=Count("pk", filter=Q(answered_at__isnull=True)),
            late=Count("pk", filter=Q(due_at__lt=now)),
        ),
        "next_due": seen.filter(next_due_at__gte=now).aggregate(at=Min("next_due_at"))["at"],
        "late": sum(one.carried.late for one in columns),
    }
    return render(request, PAGE, context)


def _passing(request: SignedIn, protocol: Protocol, now: datetime) -> list[Passing]:
    """Count the handovers that wait, by giver and receiver, those that are late first."""
    found = Handover.objects.filter(inside(wall_of(request.user), "case__"), case__regions=[])
    rows = list(found.values_list("giver__region", "region", "due_at"))
    counts = Counter((giver or "", to) for giver, to, _ in rows)
    late = Counter((giver or "", to) for giver, to, due_at in rows if due_at < now)
    names = {key: one.name for key, one in protocol.regions.items()} | {"": "Nobody's region"}
    passing = [
        Passing(names.get(giver, giver), names.get(to, to), count, late[giver, to])
        for (giver, to), count in counts.items()
    ]
    return sorted(passing, key=lambda one: (-one.late, -one.count, one.giver))[:PAIRS]
