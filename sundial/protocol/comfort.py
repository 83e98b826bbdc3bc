"""Protocol 08: when a customer is next asked whether they are comfortable with the progress (O8.5)."""

from collections.abc import Sequence
from datetime import datetime

from sundial.protocol import hours
from sundial.protocol.ladder import Escalation
from sundial.protocol.terms import Terms

OFTEN = 2  # asked, and reminded; then silence is for the point person to decide


def asks_at(escalation: Escalation, standing: Sequence[Escalation], terms: Terms) -> datetime | None:
    """Return when the customer is asked next about one of those that stand, lowest first (UTC); None for never.

    They are asked of the highest rung alone: not before it is answered, nor once they are comfortable, nor when they
    were asked and reminded.
    """
    if escalation.seq != standing[-1].seq or escalation.answered_at is None:
        return None
    if escalation.settles or escalation.asked >= OFTEN:
        return None
    protocol = terms.revision(escalation.revision)
    comfort, calendar = protocol.ladder.comfort, terms.calendar_of(protocol)
    if escalation.asked and escalation.asked_at:
        return hours.add(escalation.asked_at, comfort.reminded_after, calendar)
    since = max(escalation.answered_at, escalation.said_at or escalation.answered_at)
    return hours.add(since, comfort.asked_after, calendar)


def is_silent(escalation: Escalation) -> bool:
    """Say whether the customer was asked and reminded and has said nothing: the point person decides, with a reason."""
    return escalation.asked >= OFTEN
