"""Protocol 07 and 08: by when each rung is answered, and whether its way is open to every plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from sundial.protocol.amounts import Amount
from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.checks.sample import Later, Sample
from sundial.protocol.document import Protocol
from sundial.protocol.document.ladder import SEVERITY, Answer, Rung


def findings(sample: Sample) -> Iterator[Finding]:
    """Hold the figures of a rung against each other, and each rung against the one before it."""
    for rung in sample.protocol.ladder.rungs.values():
        yield from _two_figures(sample, rung)
        yield from _closed_ways(sample.protocol, rung)
    for lower, higher in pairwise(sorted(sample.protocol.ladder.rungs)):
        yield from _rung_inversion(sample, lower, higher)


@dataclass(frozen=True, slots=True)
class Cell:
    """A plan and a severity for which the severity's target decides."""

    plan: str
    severity: int


def _within(protocol: Protocol, answer: Answer, cell: Cell) -> Amount:
    promise = protocol.readings.severity_target_of_a_rung
    found = answer.within
    return protocol.target(cell.plan, cell.severity, promise).amount if isinstance(found, str) else found


def _two_figures(sample: Sample, rung: Rung) -> Iterator[Finding]:
    for one, other in pairwise(rung.answers):
        by_severity = SEVERITY in (one.within, other.within)
        if hit := _first_later(sample, one, other) or _first_later(sample, other, one):
            where = f"ladder.rungs.{rung.number}.answers"
            says = (
                f"rung {rung.number} is answered within {_said(one)} by section {one.section} and within "
                f"{_said(other)} by section {other.section}"
            )
            yield Finding("C1" if by_severity else "A7", Level.ERROR, "O8.2", where, says, hit)


def _said(answer: Answer) -> str:
    return "the severity's target" if isinstance(answer.within, str) else str(answer.within)


def _first_later(sample: Sample, one: Answer, other: Answer) -> str:
    """Return an example in which one section's figure falls due after the other's."""
    protocol = sample.protocol
    for cell in _cells(protocol):
        if later := sample.later(_within(protocol, one, cell), _within(protocol, other, cell)):
            told = later.told(f"by section {one.section}", f"by section {other.section}")
            return f"{_whose(protocol, cell)}{told}" if SEVERITY in (one.within, other.within) else told
    return ""


def _cells(protocol: Protocol) -> Iterator[Cell]:
    return (Cell(plan, severity) for plan, severity in product(protocol.plans, protocol.severities))


def _whose(protocol: Protocol, cell: Cell) -> str:
    return f"{protocol.plans[cell.plan].name}, severity {cell.severity}, "


def _rung_inversion(sample: Sample, lower: int, higher: int) -> Iterator[Finding]:
    """A higher rung must not be answered later than the lower one, by the figures of one and the same section."""
    rungs = sample.protocol.ladder.rungs
    for answer in rungs[higher].answers:
        for before in rungs[lower].answers:
            if answer.section == before.section and (hits := _slower(sample, answer, before)):
                cell, later = hits[0]
                named = _listed(sample.protocol, [one for one, _ in hits])
                says = f"by section {answer.section} rung {higher} can be answered after rung {lower}, on {named}"
                told = _whose(sample.protocol, cell) + later.told(f"rung {higher}", f"rung {lower}")
                yield Finding("C1", Level.ERROR, "O8.1", f"ladder.rungs.{higher}.answers", says, told)


def _listed(protocol: Protocol, cells: Sequence[Cell]) -> str:
    """Return cells plan by plan: "Platinum 1 and 2; Gold 3"."""
    by_plan = {cell.plan: [str(one.severity) for one in cells if one.plan == cell.plan] for cell in cells}
    return "; ".join(f"{protocol.plans[plan].name} {' and '.join(numbers)}" for plan, numbers in by_plan.items())


def _slower(sample: Sample, answer: Answer, before: Answer) -> Sequence[tuple[Cell, Later]]:
    protocol = sample.protocol
    tried = (
        (cell, sample.later(_within(protocol, answer, cell), _within(protocol, before, cell)))
        for cell in _cells(protocol)
    )
    return [(cell, later) for cell, later in tried if later]


def _closed_ways(protocol: Protocol, rung: Rung) -> Iterator[Finding]:
    for plan in protocol.plans.values():
        if rung.way == "phone" and not plan.phone:
            says = (
                f"rung {rung.number} is climbed by phone, which {plan.name} does not include: for this plan the "
                f"ladder has a hole between rung {rung.number - 1} and rung {rung.number + 1}"
            )
            yield Finding("C3", Level.ERROR, "O8.3b", f"plans.{plan.key}.phone", says)
