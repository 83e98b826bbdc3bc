"""Write to support leadership: the highest rung, reached from Support Services by the case that it is about (O7.4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.models import Case, protocol_of
from sundial.protocol.climbing import next_rung
from sundial.protocol.document.ladder import Rung
from sundial.web.access import SignedIn, for_contacts
from sundial.web.portal.ladder_ahead import NAMES

PAGE = "portal/ladder/leadership.html"
EMAIL = "email"
MOST = 100  # cases on the page; of the others each has its next step on its own page


@dataclass(frozen=True, slots=True)
class Open:
    """An open case, the rung on which it stands (0: on none), and the one that is open to it next."""

    case: Case
    on: int
    next: Rung | None

    @property
    def name(self) -> str:
        """What is open next; "" on the highest rung."""
        return NAMES[self.next.way] if self.next else ""

    @property
    def writes(self) -> bool:
        """Whether the letter is what is open next."""
        return self.next is not None and self.next.way == EMAIL


@require_safe
@for_contacts
def show(request: SignedIn) -> HttpResponse:
    """List the open cases with the step that is open to each; the highest first. No history is folded."""
    cases = Case.objects.open().filter(organization=request.user.organization_id).order_by("-rung", "number")
    found = [_open(case) for case in cases[: MOST + 1]]
    return render(request, PAGE, {"here": "services", "found": found[:MOST], "more": len(found) > MOST, "most": MOST})


def _open(case: Case) -> Open:
    return Open(case, case.rung, next_rung(case.rung, case.plan, protocol_of(case.revision)))
