"""Protocol 02: who is at the desk now: an open page or an act of late, and what they said of themselves (O2.2).

It is about a person and never about a case, so it says the same on both sides of every wall.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATELY = timedelta(minutes=5)  # since an open page or an act was last noticed
SAID_HOLDS = timedelta(hours=12)  # what was said yesterday does not hide somebody today


class Said(StrEnum):
    """What somebody says of themselves; they are taken for available while they say nothing."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


class Presence(StrEnum):
    """How somebody is there, the readiest first."""

    HERE = "here"
    UNSEEN = "unseen"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of somebody: what they said and when, and when they were last noticed (UTC; None: never)."""

    said: Said = Said.AVAILABLE
    said_at: datetime | None = None
    seen_at: datetime | None = None


UNKNOWN = Seen()


def said_now(seen: Seen, now: datetime) -> Said:
    """Return what somebody says of themselves that still holds."""
    holds = seen.said_at is not None and now < seen.said_at + SAID_HOLDS
    return seen.said if holds else Said.AVAILABLE


def presence(seen: Seen, now: datetime) -> Presence:
    """Say whether somebody is there: away while they say so, and otherwise only if they were noticed lately."""
    said = said_now(seen, now)
    if said is Said.AWAY:
        return Presence.AWAY
    if seen.seen_at is None or now >= seen.seen_at + LATELY:
        return Presence.UNSEEN
    return Presence.BUSY if said is Said.BUSY else Presence.HERE
