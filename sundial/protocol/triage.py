"""Protocol 03, triage: which case comes first, why, and how soon that is."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from sundial.protocol.document import Protocol

SOON = timedelta(hours=2)  # the width of the queue's second group: how a page speaks, not a target
NEVER = datetime.max.replace(tzinfo=UTC)


class Band(StrEnum):
    """How near a case's next promise is, in the order in which a queue shows it."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"
    NOTHING = "nothing"


class Decider(StrEnum):
    """What puts one case before another, in the order in which it is asked; FLAG only in the work list of triage."""

    FLAG = "flag"
    PROMISE = "promise"
    RUNG = "rung"
    SEVERITY = "severity"
    PLAN = "plan"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Weighed:
    """What decides a case's place in the queue: its nearest promise (`due`, aware; None: nothing is owed), the rung of
    the ladder on which it stands (0: none), its severity, the rank of its plan (0: the best), and its number;
    `flagged`: there is something wrong with its entitlement, which triage looks at first.
    """

    due: datetime | None
    rung: int
    severity: int
    plan_rank: int
    number: str
    flagged: bool = False


def place(case: Weighed) -> tuple[datetime, int, int, int, str]:
    """Return what a queue sorts by: the nearest promise, the higher rung, the graver severity, the better plan (O3.3).

    A case that owes nothing comes last. The number settles what is left, so that an order never depends on who asked
    when.
    """
    return (case.due or NEVER, -case.rung, case.severity, case.plan_rank, case.number)


def place_in_triage(case: Weighed) -> tuple[bool, datetime, int, int, int, str]:
    """Return what the work list of triage sorts by: flagged cases first (O3.5), then the order of the queue."""
    return (not case.flagged, *place(case))


def decided_by(one: Weighed, other: Weighed, *, flags_first: bool = False) -> Decider:
    """Return what puts two cases of a queue in their order: the first thing in which they differ (O3.3)."""
    own, others = place_in_triage(one), place_in_triage(other)
    asked = list(Decider) if flags_first else list(Decider)[1:]
    skipped = len(Decider) - len(asked)
    pairs = zip(asked, own[skipped:], others[skipped:], strict=True)
    return next((decider for decider, mine, theirs in pairs if mine != theirs), Decider.NUMBER)


def plan_rank(protocol: Protocol, plan: str) -> int:
    """Return how far down the document's tables a plan stands: 0 for those of the best."""
    return next((at for at, table in enumerate(protocol.tables.values()) if plan in table.plans), len(protocol.tables))


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
