"""The fix on a customer's page of a case: what is expected when, and what they have accepted (O5.3, O6.3)."""

from __future__ import annotations

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.portal.fix_card import card
from sundial.web.promises import Reading


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what the page says of the fix; None where there is nothing to say."""
    return {"fixes_card": card(reading, request.now, request.zone)}
