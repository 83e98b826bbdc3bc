"""Agreements on a customer's page of a case: what waits for their answer, and what they agreed to (O6.2)."""

from __future__ import annotations

from typing import Any

from sundial.models import Case
from sundial.protocol.facts import DateAccepted
from sundial.web.access import SignedIn
from sundial.web.agreed import shown
from sundial.web.promises import Reading


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what waits for an answer, what is in force, and what is over; dates are another column's."""
    mine = [one for one in shown(reading, request.now, request.zone) if not isinstance(one.one.what, DateAccepted)]
    return {
        "agreements_asked": [one for one in mine if one.can_be_accepted],
        "agreements_standing": [one for one in mine if not one.is_over and not one.one.is_proposal],
        "agreements_over": [one for one in mine if one.is_over],
    }
