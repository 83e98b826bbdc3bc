"""The life of a case as its history tells it: new, in diagnosis, waiting for a fix, resolved, opened again, closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sundial.protocol.clock import as_counted
from sundial.protocol.facts import Course, Fact, Opened, ProtocolMoved, in_order
from sundial.protocol.ladder import Escalation
from sundial.protocol.life import BEGINS, OPEN, HistoryError, Life, Offer, Request, State

__all__ = [
    "OPEN", "CaseState", "HistoryError", "Offer", "Request", "State", "named_protocols", "opening", "state_of",
    "summary",
]  # fmt: skip

NAMING = (Opened, ProtocolMoved)  # what names a revision


class CaseState(NamedTuple):
    """What the history says of the case itself; `resolved_at` is None while it is open.

    `plan` and `protocol` (a digest) are those by which it counts now, `waiting` the status under which it waits ("": it
    does not), `fixes` what it waits for with the date that stands for each, `requests` what other groups still owe,
    `merged_into` the number of the case as which it goes on ("": it is itself), `triaged` whether triage was done,
    `product` what triage said that it is about ("": as it was opened), `handover` what is offered and not accepted,
    `raised_to` the tier to which it was raised since triage (0: it was not), `course` how it follows the sun,
    `escalations` the rungs on which it stands, lowest first, `findings_owed` what is to be written of those with which
    it ended, by the `seq` of each.
    """

    state: State
    severity: int
    owner: str | None
    opened_at: datetime
    resolved_at: datetime | None
    plan: str = ""
    protocol: str = ""
    waiting: str = ""
    fixes: tuple[tuple[str, datetime | None], ...] = ()
    requests: tuple[Request, ...] = ()
    merged_into: str = ""
    triaged: bool = False
    pinned: bool = False
    product: str = ""
    handover: Offer | None = None
    raised_to: int = 0
    course: Course = Course.BY_PROTOCOL
    escalations: tuple[Escalation, ...] = ()
    findings_owed: tuple[int, ...] = ()


def state_of(history: Sequence[Fact]) -> CaseState:
    """Read where the case stands out of its history; raises HistoryError on facts that cannot follow each other."""
    life = Life()
    for fact in as_they_happened(history):
        life.take(fact)
    return summary(life)


def summary(life: Life) -> CaseState:
    """Return what a life says of its case at the end of its history."""
    rungs = life.rungs
    return as_counted(CaseState, (
        life.state,
        life.severity,
        life.owner,
        life.opened_at,
        life.resolved_at,
        life.plan,
        life.protocol,
        life.waiting or "",
        tuple(life.fixes.dates.items()),
        tuple(life.inside.requests.values()),
        life.merged_into,
        life.triaged,
        life.pinned,
        life.product,
        life.inside.handover,
        life.raised_to,
        life.course,
        rungs.standing if rungs else (),
        tuple(sorted(rungs.owed)) if rungs.owed else (),
    ))  # fmt: skip


def opening(history: Sequence[Fact]) -> tuple[Fact, Opened]:
    """Return the fact with which the case begins, and what it says; raises HistoryError if there is none."""
    for fact in history:
        if isinstance(fact.what, Opened):
            return fact, fact.what
    raise HistoryError(f"{history[0]} comes first; {BEGINS}" if history else f"there are no facts; {BEGINS}")


def named_protocols(history: Iterable[Fact]) -> set[str]:
    """Return the digests of the revisions that a history names: the one at its opening, and those it was moved to."""
    return {what.protocol for fact in history if type(what := fact.what) in NAMING}  # type: ignore[union-attr]


def as_they_happened(history: Sequence[Fact]) -> Sequence[Fact]:
    """Return the facts by instant and number; raises HistoryError unless they are numbered 1, 2, 3 and so on."""
    if not history:
        raise HistoryError(f"there are no facts; {BEGINS}")
    before = history[0].at
    for seq, fact in enumerate(history, start=1):
        if fact.seq != seq or fact.at < before:
            return _sorted(history)
        before = fact.at
    return history


def _sorted(history: Sequence[Fact]) -> Sequence[Fact]:
    before: Fact | None = None
    for number, fact in enumerate(sorted(history, key=lambda one: one.seq), start=1):
        if fact.seq != number:
            after = f"follows {before}" if before else "comes first"
            problem = f"fact {number} is missing" if fact.seq > number else "one number, two facts"
            raise HistoryError(f"{fact} {after}: {problem}")
        before = fact
    return in_order(tuple(history))
