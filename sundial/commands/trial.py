"""What a document would do to the cases that are open now, before it is put in force (O12.1).

It looks as the viewer, and counts what the viewer may see and nothing else (O2.7).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sundial.commands.by_rows import OPEN_STATES
from sundial.commands.tally import Trial, Tried
from sundial.models import histories_of, protocols_of
from sundial.models.fetch import fetch
from sundial.protocol.case import named_protocols
from sundial.protocol.document import Protocol
from sundial.protocol.promises import BESIDE, Promise
from sundial.protocol.recount import Shift, is_settled, recounted, shifts
from sundial.protocol.terms import Terms

CHUNK = 2_000  # cases
CASES = f"""
    SELECT c.id, c.number, c.organization_id, c.plan, c.severity, c.home_region, coalesce(c.counts_on, c.regions),
        c.pinned, k.promise, k.started_at, k.due_at, k.breach_said, k.paused, k.plain
    FROM (
        SELECT * FROM support_case
        WHERE id > %s AND id <= %s AND state = ANY (%s) AND revision <> %s
            AND (%s::text IS NULL OR regions = '{{}}' OR %s = ANY (regions))
        ORDER BY id LIMIT {CHUNK}
    ) c
    LEFT JOIN clock k ON k.case_id = c.id AND k.ended_at IS NULL AND k.promise <> ALL (%s)
    ORDER BY c.id
"""  # noqa: S608 - ours
FIRST, LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class Among:
    """On which open cases a document is tried: by the bounds of their ids, for whoever parts the work.

    `region` is that of a reader who sees what the staff of it see; None: whatever the viewer sees.
    """

    after: UUID = FIRST
    up_to: UUID = LAST
    region: str | None = None


EVERYWHERE = Among()


def try_on(protocol: Protocol, digest: str, *, now: datetime, among: Among = EVERYWHERE) -> Trial:
    """Return what a move to this document, known by this digest, would do at an instant to every open case.

    Raises HistoryError where the document lacks what a case needs (`fitting.what_is_lacking` says so first).
    """
    trial, trying, after = Trial(), _Trying(protocol, digest, now), among.after
    beside = [str(one) for one in BESIDE]
    while rows := fetch(CASES, after, among.up_to, OPEN_STATES, digest, among.region, among.region, beside):
        left = []
        for _, some in groupby(rows, itemgetter(0)):
            case, pinned, clocks = _parted(list(some))
            if pinned:
                trial.pinned += 1
            elif all(clock.plain or clock.is_late(now) for clock in clocks):
                trial.add(case, trying.by_rows(case, clocks))
            else:
                left.append(case)
        for case, found in trying.by_histories(left):
            trial.add(case, found)
        after = rows[-1][0]
    return trial


class _Running(NamedTuple):
    promise: str
    started_at: datetime
    due_at: datetime
    breach_said: bool
    paused: bool
    plain: bool

    def is_late(self, at: datetime) -> bool:
        return is_settled(self.due_at, at, said=self.breach_said, paused=self.paused)


@dataclass(slots=True)
class _Trying:
    """A document while it is tried; `terms` are those of the cases that were seen, by what decides them."""

    protocol: Protocol
    digest: str
    now: datetime
    terms: dict[tuple[str, ...], Terms] = field(default_factory=dict)

    def by_rows(self, case: Tried, clocks: Iterable[_Running]) -> Iterator[Shift]:
        """Yield what moves of clocks that are plain, or late and so not moved by anything."""
        terms = self._terms_of(case)
        for clock in clocks:
            if not clock.is_late(self.now):
                promise = Promise(clock.promise)
                due_at = recounted(promise, clock.started_at, case.severity, terms).due_at
                if due_at != clock.due_at:
                    yield Shift(promise, case.severity, clock.due_at, due_at, self.now > due_at)

    def by_histories(self, cases: Sequence[Tried]) -> Iterator[tuple[Tried, Iterable[Shift]]]:
        """Yield what moves of other clocks, as the fold tells it."""
        histories = histories_of([case.id for case in cases]) if cases else {}
        for case in cases:
            history = histories.get(case.id, ())
            protocols = {**protocols_of(named_protocols(history)), self.digest: self.protocol}
            yield case, shifts(history, protocols, self.digest, self.now)

    def _terms_of(self, case: Tried) -> Terms:
        key = (case.plan, case.home_region, *case.regions)
        if key not in self.terms:
            self.terms[key] = Terms(self.protocol, case.plan, case.home_region, tuple(case.regions))
        return self.terms[key]


def _parted(rows: Sequence[tuple[Any, ...]]) -> tuple[Tried, bool, list[_Running]]:
    case, pinned = Tried(*rows[0][:7]), rows[0][7]
    return case, pinned, [_Running(*row[8:]) for row in rows if row[8] is not None]
