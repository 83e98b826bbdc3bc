"""A column of the case page that shows nothing yet."""

from __future__ import annotations

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.promises import Reading


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what the page of a case says of this column, under names of its own."""
    return {}
