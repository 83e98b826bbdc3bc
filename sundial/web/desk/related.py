"""The cases that belong to this one on the desk: merged, split off, and its evidence (O6.10, O12.1)."""

from typing import Any

from django.urls import reverse

from sundial.models import Case
from sundial.protocol.case import State
from sundial.protocol.states import asks
from sundial.web.access import SignedIn
from sundial.web.desk.act import Act
from sundial.web.promises import Reading
from sundial.web.related import arrived_from, related


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return the cases that belong to this one, and from which merged case something has just arrived."""
    return {"related": related(request, case, reading), "related_arrived": arrived_from(request, case)}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return what this person can do here; the evidence of a case is there in every state."""
    found: list[Act] = []
    if case.state not in (State.CLOSED, State.MERGED):
        merges, splits = (reverse(f"desk:{name}", args=[case.number]) for name in ("merges", "splits"))
        found.append(Act("Merge", merges, "let it go on as another case of this customer"))
        if any(asks(fact) for fact in reading.history):
            found.append(Act("Split", splits, "begin a case of its own with what they asked by the way"))
    return (
        *found,
        Act("Who was told", reverse("desk:alert-log", args=[case.number]), "when, how, and whether it arrived"),
        Act("Evidence", reverse("desk:evidence", args=[case.number]), "all of it as one file to be checked"),
    )
