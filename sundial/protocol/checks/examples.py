"""Examples for what is not settled: the same instant read in each of the ways that the words allow."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sundial.protocol import hours
from sundial.protocol.amounts import Amount, BusinessDays, BusinessTime, Elapsed
from sundial.protocol.calendar import Calendar
from sundial.protocol.checks.sample import Sample, full, short
from sundial.protocol.document import Protocol
from sundial.protocol.promises import PHASES, Promise

WEEK = timedelta(days=7)
KINDS = [BusinessTime, BusinessDays, Elapsed]


def in_each_region(sample: Sample) -> str:
    """Return one case as each region would count it: the same opening, another due time."""
    name, amount = _in_business_time(sample.protocol)
    start = sample.starts(sample.regions[0])[1]
    dues = ((region, hours.add(start, amount, sample.calendar(region))) for region in sample.regions)
    told = ", ".join(f"{short(due, start)} for {sample.protocol.regions[region].name}" for region, due in dues)
    return f"{full(start)} UTC, {name}: in UTC due {told}"


def _in_business_time(protocol: Protocol) -> tuple[str, Amount]:
    """Return a target in business hours with its name; where there is none, one in business days."""
    cells = (
        (plan, severity, promise) for promise in PHASES for plan in protocol.plans for severity in protocol.severities
    )
    found = [(f"{protocol.plans[cell[0]].name}, severity {cell[1]}", protocol.target(*cell).amount) for cell in cells]
    name, amount = min(found, key=lambda target: KINDS.index(type(target[1])))
    return f"{name}, {amount}", amount


def a_day_in_three_ways(sample: Sample) -> str:
    """Return when one business day from a Friday afternoon ends, in the three ways that people read it."""
    region = sample.regions[0]
    start, calendar = sample.starts(region)[2], sample.calendar(region)
    same_time = hours.add(start, BusinessDays(1), calendar)
    closes = next(iter(calendar.windows(same_time - timedelta(minutes=1), same_time + WEEK)))[1]
    told = _told(sample, region, start, (same_time, closes, start + timedelta(days=1)))
    ways = f"same local time {told[0]}, close of that day {told[1]}, 24 hours {told[2]}"
    return f"{sample.say(start, region)}, 1 business day: {ways}"


def _told(sample: Sample, region: str, start: datetime, instants: Sequence[datetime]) -> list[str]:
    zone = sample.zone(region)
    return [short(at.astimezone(zone), start.astimezone(zone)) for at in instants]


def over_a_holiday(sample: Sample) -> str:
    """Return one due time with the region's holidays and without: the first region and start where they differ."""
    amount = BusinessTime(7200)
    return next((example for region in sample.regions for example in _holidays_of(sample, region, amount)), "")


def _holidays_of(sample: Sample, region: str, amount: Amount) -> Iterator[str]:
    plain = Calendar.of(replace(sample.protocol.regions[region].rule, holidays={}))
    for start, due in zip(sample.starts(region), sample.dues(region, amount), strict=True):
        if (without := hours.add(start, amount, plain)) != due:
            told = _told(sample, region, start, (due, without))
            yield f"{sample.say(start, region)}, {amount}: due {told[0]} with its holidays, {told[1]} without"
            return


def anchors(sample: Sample) -> str:
    """Return when the next update is due after an early one: counted from it, or on the grid of the first."""
    protocol, region = sample.protocol, sample.regions[0]
    amount = next(
        cell.amount
        for table in protocol.tables.values()
        for row in table.targets.values()
        for cell in row.values()
        if cell.style == "every"
    )
    start = sample.starts(region)[1]
    first = hours.add(start, amount, sample.calendar(region))
    early = start + (first - start) / 2
    told = _told(sample, region, start, (early, hours.add(early, amount, sample.calendar(region)), first))
    began = f"{sample.say(start, region)}, every {amount}, an update at {told[0]}"
    return f"{began}: the next is due {told[1]}, on a grid {told[2]}"


def three_promises(sample: Sample) -> str:
    """Return the three due times that "the severity's target" could mean on the plan's and severity's widest spread."""
    protocol, region = sample.protocol, sample.regions[0]
    plan, severity = list(protocol.plans)[-1], max(protocol.severities)
    amounts = [protocol.target(plan, severity, promise).amount for promise in PHASES]
    start = sample.starts(region)[1]
    told = _told(sample, region, start, [hours.add(start, amount, sample.calendar(region)) for amount in amounts])
    said = ", ".join(f"{protocol.promises[promise].title} {due}" for promise, due in zip(PHASES, told, strict=True))
    return f"{sample.say(start, region)}, {protocol.plans[plan].name}, severity {severity}: {said}"


def owed_again(sample: Sample) -> str:
    """Return an escalation after the first response was kept, and by when a second one would be owed."""
    protocol, region = sample.protocol, sample.regions[0]
    plan, severity = next(iter(protocol.plans)), min(protocol.severities)
    amount = protocol.target(plan, severity, protocol.readings.severity_target_of_a_rung).amount
    answered = sample.starts(region)[1]
    escalated = answered + timedelta(hours=2)
    due = hours.add(escalated, amount, sample.calendar(region))
    told = _told(sample, region, answered, (escalated, due))
    return (
        f"answered {sample.say(answered, region)}, escalated {told[0]} on {protocol.plans[plan].name}, "
        f"severity {severity}: owed by {told[1]}, or not at all"
    )


def over_a_silence(sample: Sample) -> str:
    """Return an update that falls due while the customer has not yet answered a question."""
    protocol, region = sample.protocol, sample.regions[0]
    plan, severity = next(iter(protocol.plans)), min(protocol.severities)
    amount = protocol.target(plan, severity, Promise.DIAGNOSIS_UPDATE).amount
    asked = sample.starts(region)[1]
    told = _told(sample, region, asked, (hours.add(asked, amount, sample.calendar(region)),))
    return (
        f"asked {sample.say(asked, region)} on {protocol.plans[plan].name}, severity {severity}: "
        f"the next update is due {told[0]} whether or not the customer has answered"
    )


def over_a_pause(sample: Sample) -> str:
    """Return one due time with a day's waiting taken out and without: the first status that pauses, and its promise."""
    protocol, region = sample.protocol, sample.regions[0]
    status = next(status for status in protocol.statuses.values() if status.pauses)
    plan, severity, promise = next(iter(protocol.plans)), min(protocol.severities), status.pauses[0]
    amount, calendar = protocol.target(plan, severity, promise).amount, sample.calendar(region)
    start = sample.starts(region)[1]
    due = hours.add(start, amount, calendar)
    pause = start + (due - start) / 2, start + (due - start) / 2 + timedelta(days=1)
    told = _told(sample, region, start, (*pause, hours.add(start, amount, calendar, [pause]), due))
    return (
        f"{sample.say(start, region)}, {protocol.plans[plan].name}, severity {severity}, {promise.replace('-', ' ')}, "
        f"“{status.title}” from {told[0]} to {told[1]}: due {told[2]} with the pause, {told[3]} without"
    )
