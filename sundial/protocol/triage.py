"""Protocol 03, triage: which case comes first, and how soon that is."""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

SOON = timedelta(hours=2)  # the width of the queue's second group: how a page speaks, not a target
NEVER = datetime.max.replace(tzinfo=UTC)


class Band(StrEnum):
    """How near a case's next promise is, in the order in which a queue shows it."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"
    NOTHING = "nothing"


def place(due: datetime | None, severity: int, number: str) -> tuple[datetime, int, str]:
    """Return what a queue sorts by: the nearest promise first, then the gravest case (O3.3).

    `due` is the earliest due time that still runs, aware, or None where nothing is owed; such a case
    comes last. The number settles what is left, so that an order never depends on who asked when.
    """
    return (due or NEVER, severity, number)


def band(due: datetime | None, *, now: datetime, zone: tzinfo) -> Band:
    """Say how near a due time is to somebody whose day begins and ends in `zone` (O3.3).

    At its due instant a promise can still be kept, so it is not yet late (O6.7b).
    """
    if due is None:
        return Band.NOTHING
    if due < now:
        return Band.LATE
    if due <= now + SOON:
        return Band.SOON
    if due.astimezone(zone).date() == now.astimezone(zone).date():
        return Band.TODAY
    return Band.LATER
