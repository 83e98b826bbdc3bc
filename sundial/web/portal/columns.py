"""What each column of the protocol adds to a customer's page of a case."""

from __future__ import annotations

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.portal import agreements, fixes, ladder, related, severity
from sundial.web.promises import Reading

COLUMNS = (ladder, fixes, agreements, severity, related)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what every column says of a case."""
    said: dict[str, Any] = {}
    for column in COLUMNS:
        said |= column.about(request, case, reading)
    return said
