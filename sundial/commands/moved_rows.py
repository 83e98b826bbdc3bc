"""The rows of plain clocks that are counted anew under another revision, as the fold would leave them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sundial.commands.by_rows import EPOCH, Before, CaseRow, ClockRow, before, execute
from sundial.protocol.clock import Outcome
from sundial.protocol.document import Protocol
from sundial.protocol.instants import micros
from sundial.protocol.promises import BESIDE, INSIDE, Promise
from sundial.protocol.recount import Counted, recounted
from sundial.protocol.terms import Terms
from sundial.protocol.triage import plan_rank

MOVED = f"""
    UPDATE support_case SET revision = %(revision)s, changed_at = %(at)s, head_seq = new.seq, head_hash = new.hash,
        plan_rank = new.rank, next_due_at = {EPOCH.format("new.next_due")}
    FROM {{rows}} AS new (id, seq, hash, rank, next_due) WHERE support_case.id = new.id
"""  # noqa: S608 - ours
SUPERSEDED = """
    UPDATE clock SET ended_at = %(at)s, outcome = 'superseded', warn_at = NULL, check_at = NULL, plain = false
    FROM {rows} AS new (id) WHERE clock.id = new.id
"""
BEGUN = f"""
    INSERT INTO clock (case_id, promise, cycle, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said,
        about, plain, restricted)
    SELECT case_id, promise, new.cycle, started_at, {EPOCH.format("new.due")}, {EPOCH.format("new.warn")},
        {EPOCH.format("new.look")}, new.outcome, new.soon, new.said, about, true, clock.restricted
    FROM {{rows}} AS new (id, cycle, due, warn, look, outcome, soon, said) JOIN clock USING (id)
"""  # noqa: S608 - ours
WARNED = f"""
    UPDATE clock SET warn_at = {EPOCH.format("new.warn")}, check_at = {EPOCH.format("new.look")}
    FROM {{rows}} AS new (id, warn, look) WHERE clock.id = new.id
"""  # noqa: S608 - ours


@dataclass(slots=True)
class Clocks:
    """What a move to a document does to the clocks of many cases, gathered to be written at once."""

    protocol: Protocol
    now: datetime
    moved: list[tuple[ClockRow, Counted, int]] = field(default_factory=list)  # which of its promise on its case, from 1
    warned: list[tuple[int, int, int]] = field(default_factory=list)
    _known: dict[tuple[Any, ...], tuple[Terms, int]] = field(default_factory=dict)

    def explain(self, clocks: Iterable[ClockRow]) -> bool:
        """Say whether the rows alone tell how each clock is counted that the move could touch."""
        return all(clock.plain or clock.promise in BESIDE or clock.is_late(self.now) for clock in clocks)

    def recount(self, case: CaseRow, clocks: Iterable[ClockRow]) -> tuple[int, int | None]:
        """Count the clocks of one case anew; return the rank of its plan, and when it is due next, in microseconds."""
        terms, rank = self._terms_of(case)
        more: Counter[str] = Counter()
        dues = []
        for clock in clocks:
            if clock.promise in INSIDE:
                continue
            due_at = clock.due_at
            if clock.promise not in BESIDE and not clock.is_late(self.now):
                counted = recounted(Promise(clock.promise), clock.started_at, case.severity, terms)
                due_at = counted.due_at
                if due_at != clock.due_at:
                    more[clock.promise] += 1
                    self.moved.append((clock, counted, more[clock.promise]))
                else:
                    self._stays(clock, counted)
            dues.append(due_at)
        return rank, micros(min(dues)) if dues else None

    def write(self) -> None:
        """Write what ends first: in each slot one clock runs, at every moment."""
        came_before = before(clock.id for clock, *_ in self.moved) if self.moved else {}
        begun = [self._begun(clock, counted, came_before[clock.id], nth) for clock, counted, nth in self.moved]
        execute(SUPERSEDED, _columns(("bigint",), [row[:1] for row in begun]), at=self.now)
        execute(BEGUN, _columns(("bigint", "int", "bigint", "bigint", "bigint", "text", "bool", "bool"), begun))
        execute(WARNED, _columns(("bigint", "bigint", "bigint"), self.warned))

    def _stays(self, clock: ClockRow, counted: Counted) -> None:
        """Note a clock that goes on as it was, if it warns at another time."""
        look = counted.due_at if clock.soon_said else counted.warn_at
        if (counted.warn_at, look) != (clock.warn_at, clock.check_at):
            self.warned.append((clock.id, micros(counted.warn_at), micros(look)))

    def _begun(self, clock: ClockRow, counted: Counted, came_before: Before, nth: int) -> tuple[Any, ...]:
        """Return the clock that takes the place of another."""
        due, warn = micros(counted.due_at), micros(counted.warn_at)
        said = counted.due_at in (came_before.said or ())
        soon = counted.due_at in (came_before.warned or ())
        late = said or self.now > counted.due_at
        look = None if said else due if late or soon else warn
        outcome = Outcome.BREACHED if late else Outcome.RUNNING
        return clock.id, came_before.most + nth, due, warn, look, str(outcome), soon, said

    def _terms_of(self, case: CaseRow) -> tuple[Terms, int]:
        """Return the terms of a case under the document, and the rank of its plan."""
        key = (case.plan, case.home_region, *case.regions)
        known = self._known.get(key)
        if known is None:
            terms = Terms(self.protocol, case.plan, case.home_region, tuple(case.regions))
            known = self._known[key] = terms, plan_rank(self.protocol, case.plan)
        return known


def _columns(kinds: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, Sequence[Any]]]:
    return list(zip(kinds, zip(*rows, strict=True), strict=True)) if rows else []
