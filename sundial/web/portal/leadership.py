"""Write to support leadership: the highest rung, reached from Support Services by the case that it is about (O7.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.models import Case
from sundial.protocol.document.ladder import Rung
from sundial.web.access import SignedIn, for_contacts
from sundial.web.portal.ladder_ahead import NAMES, next_step
from sundial.web.promises import Reading, read

PAGE = "portal/ladder/leadership.html"
EMAIL = "email"


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
    """List the open cases with the step that is open to each; those that stand highest come first."""
    cases = Case.objects.open().filter(organization=request.user.organization_id).select_related("contact", "owner")
    found = sorted(_cases(read(cases, request.now).values()), key=lambda one: (-one.on, one.case.number))
    return render(request, PAGE, {"here": "services", "found": found})


def _cases(readings: Iterable[Reading]) -> Iterator[Open]:
    for one in readings:
        standing = one.state.escalations
        yield Open(one.case, standing[-1].rung if standing else 0, next_step(one.case, one))
