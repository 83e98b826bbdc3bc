"""The cases that belong to a customer's case: as which it goes on, what was merged into it or split off (O6.10)."""

from __future__ import annotations

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.promises import Reading
from sundial.web.related import arrived_from, related


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return the cases that belong to a case, and word of what has just arrived from a merged one."""
    old = arrived_from(request, case)
    notices = [f"What you wrote on {old} is here: that case goes on as this one."] if old else []
    return {"related": related(request, case, reading), "notices": notices}
