"""Changes of severity, plan and revision: they supersede, and never rewrite (docs/promises.md, sections 4 and 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sundial.protocol.clock import Cause, Outcome
from sundial.protocol.facts import Fact, PlanChanged, ProtocolMoved, SeverityChanged
from sundial.protocol.fold.cycle import Cycle
from sundial.protocol.fold.ledger import CADENCE, remeasured
from sundial.protocol.history_error import HistoryError
from sundial.protocol.life import State
from sundial.protocol.triage import plan_rank

if TYPE_CHECKING:
    from sundial.protocol.fold.reading import Reading


def severity_changed(reading: Reading, fact: Fact, what: SeverityChanged) -> None:
    """Count by another severity (O6.8); what was agreed ends with it (O6.2)."""
    _known(fact, "severity", what.severity, reading.protocol.severities)
    before, agreed = reading.life.severity_before, reading.life.agreed(fact, what.evidence)
    if what.severity == before:
        return
    reading.agreements.clear()
    clocks = reading.ledger.in_time_of_phases(fact.at)
    if what.severity < before:
        _raise(reading, clocks, fact, Cause.RAISED)
    elif agreed:
        _lower(reading, clocks, fact, Cause.LOWERED)
    if reading.stage is State.FIX and reading.fix_comes_again:
        reading.begin(CADENCE, fact, Cause.RAISED)


def plan_changed(reading: Reading, fact: Fact, what: PlanChanged) -> None:
    """Count by another plan (O6.8): better is raised, lesser is lowered, one of the same table changes nothing."""
    _known(fact, "plan", what.plan, reading.protocol.plans)
    before, after = plan_rank(reading.protocol, reading.life.plan_before), plan_rank(reading.protocol, what.plan)
    agreed = reading.life.agreed(fact, what.evidence)
    clocks = reading.ledger.by_table(fact.at)
    if after < before:
        _raise(reading, clocks, fact, Cause.BETTER_PLAN)
    elif after > before and agreed:
        _lower(reading, clocks, fact, Cause.LESSER_PLAN)


def moved(reading: Reading, fact: Fact, what: ProtocolMoved) -> None:
    """Count by another revision, each clock from its own start; what falls due when it did is left alone (O12.1)."""
    if what.protocol not in reading.terms.revisions and what.protocol != reading.life.opened_under:
        raise HistoryError(f"{fact} names protocol {what.protocol!r}, which is not here")
    life, terms = reading.life, reading.terms
    _known(fact, "plan", life.plan, reading.protocol.plans)
    _known(fact, "severity", life.severity, reading.protocol.severities)
    for region in (terms.home_region, *terms.regions):
        _known(fact, "region", region, reading.protocol.regions)
    for cycle in reading.ledger.by_table(fact.at):
        reading.ledger.recount(cycle, remeasured(cycle.counts, what.protocol), (fact, Cause.MOVED, life.severity))


def _raise(reading: Reading, clocks: list[Cycle], fact: Fact, cause: Cause) -> None:
    """Put the new target, counted from now, beside what was owed: the earlier holds."""
    for cycle in clocks:
        because = (fact, cause, reading.life.severity)
        counts = (*cycle.counts, reading.count(fact.at))
        reading.ledger.supersede(cycle, counts, because, floor=cycle.floor)


def _lower(reading: Reading, clocks: list[Cycle], fact: Fact, cause: Cause) -> None:
    """Count the new target from the clock's own start, never to before now."""
    for cycle in clocks:
        if cycle.slot == CADENCE and not reading.fix_comes_again:
            reading.ledger.end(cycle, fact, Outcome.CANCELLED)
            continue
        count, because = reading.count(cycle.own_start), (fact, cause, reading.life.severity)
        reading.ledger.supersede(cycle, (count,), because, floor=fact.at, own_start=cycle.own_start)


def _known(fact: Fact, what: str, named: object, known: object) -> None:
    if named not in known:  # type: ignore[operator]
        raise HistoryError(f"{fact}: {what} {named!r} is not in its protocol")


STEPS: dict[type[Any], Any] = {SeverityChanged: severity_changed, PlanChanged: plan_changed, ProtocolMoved: moved}
