"""Severity in the portal: what is asked for and not answered, and for what the case waits (O4.2, O6.9)."""

from __future__ import annotations

from typing import Any

from sundial.models import Case
from sundial.web.access import SignedIn
from sundial.web.asked import asked
from sundial.web.promises import Reading


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what is asked for, what the case waits for, and whether another severity can be asked for."""
    ask = asked(case, reading, request.now, request.zone)
    return {
        "severity_asked": ask,
        "severity_askable": case.is_open and ask is None,
        "waiting": reading.protocol.statuses.get(case.waiting) if case.is_open else None,
    }
