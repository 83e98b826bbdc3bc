"""Protocol 06: graver must never fall due later than slighter, nor a better plan later than a lesser one."""

from collections.abc import Iterator
from itertools import combinations, product

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.checks.sample import Later, Sample, short
from sundial.protocol.document import Protocol, Target
from sundial.protocol.promises import PHASES, Promise


def findings(sample: Sample) -> Iterator[Finding]:
    """Try every pair of severities in a plan and every pair of plans, at every instant of the sample."""
    yield from _severities(sample)
    yield from _plans(sample)
    yield from _efforts(sample)
    yield from _the_same(sample.protocol)


def _severities(sample: Sample) -> Iterator[Finding]:
    protocol = sample.protocol
    pairs = list(combinations(sorted(protocol.severities), 2))
    for (key, table), promise, (grave, slight) in product(protocol.tables.items(), PHASES, pairs):
        one, other = (protocol.target(table.plans[0], severity, promise) for severity in (grave, slight))
        if later := _inverted(sample, one, other):
            where = f"tables.{key}.targets.{grave}.{promise}"
            yield _severity_inversion(where, table.title, (grave, one), (slight, other), later)


def _severity_inversion(
    where: str, title: str, grave: tuple[int, Target], slight: tuple[int, Target], later: Later
) -> Finding:
    (number, one), (other_number, other) = grave, slight
    says = (
        f"{title}: severity {number} ({one.amount}) can fall due after severity {other_number} ({other.amount}): "
        "the graver case waits longer"
    )
    in_days = isinstance(other.amount, BusinessDays) and isinstance(one.amount, BusinessTime)
    rule, obligation = ("A5", "O6.7") if in_days else ("A1", "O6.5")
    bites = later.told(f"severity {number}", f"severity {other_number}")
    return Finding(rule, Level.ERROR, obligation, where, says, bites)


def _inverted(sample: Sample, one: Target, other: Target) -> Later | None:
    """Compare like with like: a cadence is not compared with a notice."""
    return sample.later(one.amount, other.amount) if one.style == other.style else None


def _plans(sample: Sample) -> Iterator[Finding]:
    """Each table against each lesser one: the document lists its plans from the best down."""
    protocol = sample.protocol
    ranks = list(protocol.plans)
    tables = sorted(protocol.tables, key=lambda key: ranks.index(protocol.tables[key].plans[0]))
    for better, lesser in combinations(tables, 2):
        for severity, promise in product(protocol.severities, PHASES):
            where = f"tables.{better}.targets.{severity}.{promise}"
            one, other = (protocol.target(protocol.tables[key].plans[0], severity, promise) for key in (better, lesser))
            if later := _inverted(sample, one, other):
                names = _names(protocol, better), _names(protocol, lesser)
                says = (
                    f"{names[0]} ({one.amount}) can fall due after {names[1]} ({other.amount}) on severity "
                    f"{severity}: the better plan waits longer"
                )
                yield Finding("A4", Level.ERROR, "O6.1", where, says, later.told(*names))


def _names(protocol: Protocol, table: str) -> str:
    return " and ".join(protocol.plans[plan].name for plan in protocol.tables[table].plans)


def _efforts(sample: Sample) -> Iterator[Finding]:
    """Effort in business hours beside a target that runs day and night: who is there to keep it?"""
    protocol = sample.protocol
    for number, severity in protocol.severities.items():
        day_and_night = [
            protocol.plans[plan].name
            for plan in protocol.plans
            if isinstance(protocol.target(plan, number, Promise.FIRST_RESPONSE).amount, Elapsed)
        ]
        if severity.effort_hours == "business" and day_and_night:
            says = (
                f"severity {number} has resources during business hours, yet its first response runs day and night "
                f"for {', '.join(day_and_night)}; the effort is not read as a clock"
            )
            bites = _closed(sample, number)
            yield Finding("A6", Level.WARNING, "O6.5", f"severities.{number}.effort", says, bites)


def _closed(sample: Sample, number: int) -> str:
    """Return an example of a target that has run before the office opens at all."""
    protocol, region = sample.protocol, sample.regions[0]
    targets = [protocol.target(plan, number, Promise.FIRST_RESPONSE).amount for plan in protocol.plans]
    amount = next(target for target in targets if isinstance(target, Elapsed))
    opening = sample.dues(region, BusinessTime(60))
    for start, due, opens in zip(sample.starts(region), sample.dues(region, amount), opening, strict=True):
        if due < opens:
            zone = sample.zone(region)
            local, falls_due = start.astimezone(zone), due.astimezone(zone)
            return f"{sample.say(start, region)}: due {short(falls_due, local)}, while {region} is closed"
    return ""


def _the_same(protocol: Protocol) -> Iterator[Finding]:
    for one, other in combinations(protocol.plans, 2):
        if all(_same(protocol, one, other, severity) for severity in protocol.severities):
            names = f"{protocol.plans[one].name} and {protocol.plans[other].name}"
            says = f"{names} promise the same in every cell of the tables; one may stand for the other"
            yield Finding("D5", Level.INFO, "O6.1", f"plans.{other}", says)


def _same(protocol: Protocol, one: str, other: str, severity: int) -> bool:
    pairs = ([protocol.target(plan, severity, promise) for plan in (one, other)] for promise in PHASES)
    return all(first.amount == second.amount and first.style == second.style for first, second in pairs)
