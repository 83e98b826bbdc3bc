"""What a decision about a release would come to on the cases that wait, before it is made: folded, and nothing kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundial.models import Case, histories_of, protocols_of
from sundial.protocol.case import State, named_protocols
from sundial.protocol.clock import Cause, Clock
from sundial.protocol.facts import By, Fact, Side, What
from sundial.protocol.history_error import HistoryError
from sundial.protocol.promises import Promise
from sundial.protocol.releases import DETERMINATIONS, Decision, concerned, happens_at
from sundial.protocol.sla import Terms, fold, terms_of


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come to one case: by when its notice would be owed (UTC, None: none), and what else would change.

    `slips` says that an accepted date would, by which updates begin again, the next due at `update_at`; `passes_to` is
    the state in which the case would stand, where it is another.
    """

    case: Case
    notice_at: datetime | None
    slips: bool
    update_at: datetime | None
    passes_to: State | None


def foresee(decision: Decision, cases: Iterable[Case], at: datetime) -> list[Foreseen]:
    """Return what a decision made at an instant would come to, in two queries, on the cases that it reaches."""
    by_id = {case.pk: case for case in cases}
    histories = histories_of(by_id)
    protocols = protocols_of(digest for history in histories.values() for digest in named_protocols(history))
    found: dict[UUID, Foreseen] = {}
    for case_id, history in histories.items():
        whats = decision.facts(concerned(decision, history, at))
        if whats:
            terms, when = terms_of(history, protocols), happens_at(history, at)
            found[case_id] = _foreseen(by_id[case_id], history, whats, terms, when)
    return [found[case_id] for case_id in by_id if case_id in found]


def _foreseen(case: Case, history: tuple[Fact, ...], whats: tuple[What, ...], terms: Terms, at: datetime) -> Foreseen:
    before = fold(history, terms)[1]
    try:
        clocks, after = fold(_with(history, whats, at), terms)
    except HistoryError:  # there is no room for it then: it happens when it is told
        clocks, after = fold(_with(history, whats, max(fact.at for fact in history)), terms)
    new = {len(history) + n for n, what in enumerate(whats, start=1) if isinstance(what, DETERMINATIONS)}
    running = [clock for clock in clocks if clock.ended_at is None]
    notices = [clock.due_at for clock in running if clock.promise is Promise.FIX_RELEASE and clock.about in new]
    slipped = next((clock for clock in running if _slips(clock, len(history))), None)
    passes = after.state if after.state is not before.state else None
    update = next((clock.due_at for clock in running if clock.about == 0), None)
    return Foreseen(case, min(notices, default=None), slipped is not None, update, passes)


def _slips(clock: Clock, known: int) -> bool:
    return clock.because.cause is Cause.SLIPPED and clock.because.fact > known


def _with(history: tuple[Fact, ...], whats: tuple[What, ...], at: datetime) -> tuple[Fact, ...]:
    facts = (Fact(seq, at, at, By("", Side.STAFF), what) for seq, what in enumerate(whats, start=len(history) + 1))
    return (*history, *facts)
