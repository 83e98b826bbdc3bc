"""Protocol 08: which word may wait for a digest, when a storm or a choice makes it wait, and when digests leave.

A storm is more than a person can read singly: after an outage, or when a release moves under thousands of cases. What
is urgent never waits. Everything else is in the app at once all the same, pages and goes to the next in line as ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sundial.protocol.instants import DAY, instant, micros
from sundial.protocol.paging import URGENT, wants
from sundial.protocol.promises import PHASES, Promise
from sundial.protocol.reaching import BY_KIND, Event, Hears, Quiet, event_of
from sundial.protocol.zones import Offsets

WITHIN = timedelta(minutes=10)
SINGLY = 20  # alerts of one person within that: one each half a minute is more than anybody reads and acts upon
AT_ONCE = 500  # clocks that one look finds due: no day's work, but what an outage has left
WAIT = timedelta(minutes=2)  # from the first alert of a storm to its letter: what an outage leaves is said in one
SECOND = 1_000_000  # microseconds
NEWS = (  # what is told and asks for nothing
    "opened", "messaged", "owner-set", "reopened", "agreement-made", "agreement-declined", "agreement-ended",
    "date-accepted", "release-rescheduled", "fix-removed", "fix-released", "merged-from", "resource-answered",
    "resource-withdrawn", "handover-accepted", "handover-withdrawn",
)  # fmt: skip
OF_A_CLOCK = ("due-soon", "breached")
MAY_WAIT = (*PHASES, Promise.RESOURCE_ANSWER)
OFFERED = frozenset(BY_KIND.get(kind, Event.CASES) for kind in (*NEWS, *OF_A_CLOCK))  # as events that may wait
SET_TIMES = (time(9), time(16))  # of whoever has named none


@dataclass(frozen=True, slots=True)
class Said:
    """What an alert of a case is about, as far as it matters to when it leaves."""

    kind: str
    promise: str
    severity: int
    due_at: datetime | None = None


def may_wait(kind: str, promise: str, severity: int) -> bool:
    """Say whether an alert may wait for a digest: never of severity 1, nor what asks somebody to act at once.

    That is every request, escalation and handover. A missed promise of another severity pages as well, and waits: of
    thousands that were missed together nobody can answer each at once.
    """
    if severity == URGENT:
        return False
    return kind in NEWS or (kind in OF_A_CLOCK and promise in MAY_WAIT)


def is_to_wait(said: Said, chosen: Mapping[str, str]) -> bool:
    """Say whether word waits for a digest at a set time, by what somebody chose of mail: never what pages."""
    event = event_of(said.kind, wants(said.kind, said.promise, said.severity))
    chose = event in OFFERED and chosen.get(event) == Hears.IN_DIGEST
    return chose and may_wait(said.kind, said.promise, said.severity)


def leaves_at(said: Said, times: Iterable[time], zone: str, quiet: Quiet | None, now: datetime) -> datetime | None:
    """Return when the digest leaves that word waits for: at the next set time, or once that is not quiet any more.

    None for what falls due before: a warning that comes afterwards is none.
    """
    at = next_set_time(times, zone, now)
    at = quiet.ends(at) if quiet else at
    return None if falls_due_before(said, at, now) else at


def falls_due_before(said: Said, at: datetime, now: datetime) -> bool:
    """Say whether it is word of what falls due between now and an instant."""
    return said.due_at is not None and now < said.due_at <= at


def is_storm(alerts: int, due_at_once: int = 0) -> bool:
    """Say whether there is a storm about one person: by their alerts of the last while (`WITHIN`), the new included.

    Or about everybody: by how much one look found due.
    """
    return alerts > SINGLY or due_at_once >= AT_ONCE


def next_set_time(times: Iterable[time], zone: str, now: datetime) -> datetime:
    """Return the next instant (UTC) at which a person's digest leaves, of times on the clocks of their zone.

    A time that the clocks jump over is when they jump; of one that comes twice the first counts. Raises ValueError
    where there is no time.
    """
    offsets = Offsets(zone, now.year - 1, now.year + 2)
    at = micros(now)
    today = offsets.local(at) // DAY * DAY
    read = [(one.hour * 3600 + one.minute * 60 + one.second) * SECOND for one in times]
    found = (offsets.earliest(day + one) for day in (today, today + DAY, today + 2 * DAY) for one in read)
    return instant(min(one for one in found if one > at))
