"""What each column of the protocol adds to the page of a case: facts beside the talk, and things that can be done."""

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.desk import (
    agreements,
    fixes,
    handover_case,
    ladder,
    ladder_told,
    related,
    requests,
    severity,
    sun,
    triage,
)
from sundial.web.desk.act import Act
from sundial.web.promises import Reading

COLUMNS = (ladder, handover_case, triage, severity, agreements, fixes, requests, sun, ladder_told, related)


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what every column says of a case, and the menu of what can be done."""
    said: dict[str, Any] = {}
    acts: list[Act] = []
    for column in COLUMNS:
        said |= column.about(request, case, reading)
        acts += column.acts(request, case, reading)
    return {**said, "acts": acts}
