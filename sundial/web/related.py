"""The cases that belong to one: as which it goes on, what was merged into it, what was split off, and from what."""

from __future__ import annotations

from dataclasses import dataclass

from sundial.commands.going_on import goes_on_as
from sundial.models import Case
from sundial.protocol.case import opening
from sundial.protocol.facts import MergedFrom, SplitOff
from sundial.protocol.number import normalise
from sundial.web.access import SignedIn, inside, may_see, wall_of
from sundial.web.promises import Reading

FROM = "from"  # in an address: the merged case on whose page somebody wrote


@dataclass(frozen=True, slots=True)
class Related:
    """What the reader may see of the cases that belong to one; None and () where there are none."""

    goes_on: Case | None
    merged: tuple[Case, ...]
    split_off: tuple[Case, ...]
    split_from: Case | None

    def __bool__(self) -> bool:
        return bool(self.goes_on or self.merged or self.split_off or self.split_from)


def related(request: SignedIn, case: Case, reading: Reading) -> Related:
    """Return the cases that belong to one, as its history names them."""
    merged = [fact.what.case for fact in reading.history if isinstance(fact.what, MergedFrom)]
    split_off = [fact.what.case for fact in reading.history if isinstance(fact.what, SplitOff)]
    parent = opening(reading.history)[1].split_from
    named = {*merged, *split_off, parent} - {""}
    seen = Case.objects.filter(inside(wall_of(request.user)), number__in=named) if named else ()
    known = {one.number: one for one in seen}
    return Related(
        goes_on=goes_on_as(case) if case.merged_into else None,
        merged=tuple(known[number] for number in merged if number in known),
        split_off=tuple(known[number] for number in split_off if number in known),
        split_from=known.get(parent),
    )


def arrived_from(request: SignedIn, case: Case) -> str:
    """Return the number of the merged case on whose page was written what has just arrived here; "" if none was."""
    named = normalise(request.GET.get(FROM, ""))
    old = Case.objects.filter(number=named).exclude(merged_into="").first() if named else None
    return old.number if old and may_see(request.user, old) and goes_on_as(old).pk == case.pk else ""
