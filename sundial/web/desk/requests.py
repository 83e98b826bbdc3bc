"""A column of the case page that shows nothing yet."""

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.desk.act import Act
from sundial.web.promises import Reading


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what the facts beside the conversation say of this column, under names of its own."""
    return {}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return what this person can do to the case here."""
    return ()
