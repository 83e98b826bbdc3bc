"""`sundial protocol show`: the document as a person would print it, or as JSON for a script."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sundial.management.protocol import showing_triage
from sundial.management.protocol.columns import table, titled
from sundial.protocol.document import Protocol, Region, Rung, Target, whole
from sundial.protocol.document.readings import obligation_of
from sundial.protocol.document.regions import WEEK, Keeper
from sundial.protocol.promises import PHASES, Promise


def as_text(protocol: Protocol) -> Iterator[str]:
    """Yield the lines of the whole document, part by part."""
    yield f"{protocol.vendor}: {protocol.title}"
    yield f"Revision {protocol.digest}"
    yield ""
    yield from titled("Regions (section 02)", _regions(protocol))
    yield from titled("Plans", _plans(protocol))
    yield from titled("Triage (section 03)", showing_triage.triage(protocol))
    yield from titled("Severities (section 04)", _severities(protocol))
    yield from titled("Severity wizard", showing_triage.questions(protocol))
    yield from titled("Targets (section 06)", _targets(protocol))
    yield from titled("Waiting", showing_triage.statuses(protocol))
    yield from titled("Ladder (sections 07 and 08)", _ladder(protocol))
    yield from titled("Leadership (section 02)", _leadership(protocol))
    yield from titled("Readings", _readings(protocol))


def as_json(protocol: Protocol) -> dict[str, Any]:
    """Return all of it: what is said or meant, each region's `calendar` as `sundial hours` takes it, every target."""
    written = whole(protocol)
    for key, region in protocol.regions.items():
        written["regions"][key]["calendar"] = _calendar(region)
    return {"digest": protocol.digest, **written, "targets": _cells(protocol)}


def _calendar(region: Region) -> dict[str, Any]:
    rule = region.rule
    return {
        "tz": rule.tz,
        "weekly": {day: [list(span) for span in spans] for day, spans in rule.weekly.items()},
        "holidays": [day.isoformat() for day in rule.holidays],
        "days": {day.isoformat(): [list(span) for span in spans] for day, spans in rule.days.items()},
    }


def _cells(protocol: Protocol) -> dict[str, Any]:
    return {
        plan: {
            str(severity): {promise: _cell(protocol.target(plan, severity, promise)) for promise in PHASES}
            for severity in protocol.severities
        }
        for plan in protocol.plans
    }


def _cell(target: Target) -> dict[str, str]:
    return {
        "amount": str(target.amount),
        "style": target.style,
        "wording": target.wording,
        "section": target.section,
        "rule": target.rule,
    }


def _regions(protocol: Protocol) -> Iterator[str]:
    rows = [
        (
            region.name,
            one.office,
            one.zone,
            _hours(one),
            one.holiday_country or "none",
            str(len(one.holidays)),
        )
        for region in protocol.regions.values()
        for one in region.keepers
    ]
    yield from table(("region", "office", "zone", "hours", "holidays of", "dates"), rows)


def _hours(region: Keeper) -> str:
    """Return the week in words, days in a row with the same hours together: "mon to fri 09:00 to 17:00"."""
    told = []
    for said, days in groupby(WEEK, key=lambda day: _spans(region, day)):
        named = list(days)
        told += [f"{named[0]} to {named[-1]} {said}" if len(named) > 1 else f"{named[0]} {said}"] if said else []
    return "; ".join(told)


def _spans(region: Keeper, day: str) -> str:
    return " and ".join(f"{opens} to {closes}" for opens, closes in region.rule.weekly.get(day, ()))


def _plans(protocol: Protocol) -> Iterator[str]:
    rows = [(plan.name, "yes" if plan.phone else "no", "; ".join(plan.includes)) for plan in protocol.plans.values()]
    yield from table(("plan", "phone", "includes"), rows)


def _severities(protocol: Protocol) -> Iterator[str]:
    rows = [(str(number), severity.title, severity.wording) for number, severity in protocol.severities.items()]
    yield from table(("severity", "title", "wording"), rows)


def _targets(protocol: Protocol) -> Iterator[str]:
    heads = ("plan", "severity", *(text.title.lower() for text in protocol.promises.values()))
    rows = [
        (
            plan.name if severity == min(protocol.severities) else "",
            str(severity),
            *(protocol.target(plan.key, severity, promise).said for promise in protocol.promises),
        )
        for plan in protocol.plans.values()
        for severity in protocol.severities
    ]
    yield from table(heads, rows)


def _ladder(protocol: Protocol) -> Iterator[str]:
    opening = protocol.ladder.opening
    first = ("opening", "", _titles(protocol, opening.answered_by), "first response", _titles(protocol, opening.told))
    rows = [_rung(protocol, rung) for rung in protocol.ladder.rungs.values()]
    yield from table(("rung", "by", "answered by", "within", "told"), [first, *rows])


def _rung(protocol: Protocol, rung: Rung) -> Sequence[str]:
    within = "; ".join(f"{_within(answer.within)} (section {answer.section})" for answer in rung.answers)
    answered = f"{_titles(protocol, rung.answered_by)} (owner: {_titles(protocol, rung.owner) or 'not said'})"
    return str(rung.number), rung.way.replace("-", " "), answered, within, _titles(protocol, rung.told)


def _within(found: object) -> str:
    return "the severity's target" if found == "severity" else str(found)


def _titles(protocol: Protocol, roles: Sequence[str]) -> str:
    return ", ".join(protocol.roles[role].title for role in roles)


def _leadership(protocol: Protocol) -> Iterator[str]:
    rows = [(leader.title, leader.mailbox, leader.location) for leader in protocol.leadership]
    yield from table(("role", "mailbox", "location"), rows)


def _readings(protocol: Protocol) -> Iterator[str]:
    rows = [(obligation_of(name), name, _value(value)) for name, value in protocol.readings]
    yield from table(("obligation", "reading", "value"), rows)
    yield ""
    warnings = [
        (_title(protocol, promise), str(warn.elapsed), str(warn.business), str(warn.days))
        for promise, warn in protocol.warn.items()
    ]
    yield from table(("due soon before", "of hours", "of business hours", "of business days"), warnings)


def _value(found: object) -> str:
    return ", ".join(map(str, found)) or "none" if isinstance(found, tuple) else str(found)


def _title(protocol: Protocol, promise: Promise) -> str:
    return protocol.promises[promise].title if promise in PHASES else promise.replace("-", " ").capitalize()
