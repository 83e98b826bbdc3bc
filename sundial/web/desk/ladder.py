"""The ladder beside the talk of a case: on which rung it stands, since when, whose it is, what comes next (O7, O8)."""

from typing import Any

from django.urls import reverse

from sundial.models import Case
from sundial.protocol.climbing import is_closed
from sundial.web.access import SignedIn, zone_of
from sundial.web.desk.act import Act
from sundial.web.desk.rungs import ladder_of
from sundial.web.promises import Reading

CALL = 3  # the rung that is a call for the Duty Manager


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return the ladder of a case that was ever escalated; whether the reader owns what is open of it, and the case."""
    found = ladder_of(case, reading, request.now, zone_of(case.organization))
    highest = found.highest.one if found and found.highest else None
    mine = {"ladder_mine": bool(highest and highest.person == str(request.user.pk))}
    return {"ladder": found, **mine, "case_mine": case.owner_id == request.user.pk}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return the ways to the escalation room, and to note what a customer asked for by phone or in a letter."""
    found: list[Act] = []
    if reading.state.escalations:
        url = reverse("desk:escalation", args=[case.number])
        found.append(Act("Escalation room", url, "Contact, details, plan, parties, comfort", "e"))
    if case.is_open:
        found.append(_call(case, reading))
    return tuple(found)


def _call(case: Case, reading: Reading) -> Act:
    """Return the way to take a call; a plan without phone has none, but what else is asked for is noted there."""
    url, rung = reverse("desk:calls", args=[case.number]), reading.protocol.ladder.rungs.get(CALL)
    if rung is None or is_closed(rung, case.plan, reading.protocol):
        return Act("Note an escalation", url, "A request, or a letter to leadership")
    return Act("Take a call for the Duty Manager", f"{url}?rung={CALL}", "Or note a request, or a letter to leadership")
