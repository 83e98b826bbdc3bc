"""Why then? The steps of a due time, in order, the same text on the page, in a replay and on the command line (O12.1).

Steps are made when somebody asks, never while a history is folded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sundial.protocol import hours
from sundial.protocol.amounts import Amount, BusinessDays, BusinessTime, Elapsed
from sundial.protocol.clock import Clock
from sundial.protocol.document import Target
from sundial.protocol.hours import Explanation, Segment
from sundial.protocol.promises import Promise
from sundial.protocol.segments import COUNTED, Kind
from sundial.protocol.terms import Terms

TITLES = {
    Kind.OPEN: "Open",
    Kind.CLOSED: "Closed",
    Kind.HOLIDAY: "Public holiday",
    Kind.PAUSE: "Paused",
    Kind.ELAPSED: "Elapsed",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation: what it is about, the reason in words, its result; `at` where that is an instant.

    Words give instants on the clock of one zone; the last step of a computation is its sum.
    """

    title: str
    detail: str
    value: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a due time is asked for: a promise at a severity, counted from `start` because of `source`."""

    promise: Promise
    severity: int
    start: datetime
    source: str
    warn_at: datetime | None = None


def explain(clock: Clock, terms: Terms, zone: ZoneInfo | None = None) -> tuple[Step, ...]:
    """Return the steps of a clock's due time on the clock of `zone`, by default that of its calendar."""
    because = clock.because
    source = f"{str(because.cause).capitalize()}, fact {because.fact}"
    return steps(Asked(clock.promise, because.severity, clock.started_at, source, clock.warn_at), terms, zone)


def steps(asked: Asked, terms: Terms, zone: ZoneInfo | None = None) -> tuple[Step, ...]:
    """Return how a due time comes about, from the plan to the sum."""
    calendar = terms.calendar
    zone = zone or calendar.zone
    target = terms.protocol.target(terms.plan, asked.severity, asked.promise)
    sum_of = hours.explain(asked.start, target.amount, calendar)
    return (
        _whose(asked, terms),
        Step(f"Target, protocol section {target.section}", _quoted(target, asked.promise), _target(target)),
        _kind(target.amount, terms),
        Step("Counts from", asked.source, _when(asked.start, zone), asked.start),
        *_segments(sum_of, target.amount, zone),
        Step("Pauses", "Waiting for the customer pauses nothing (reading O6.9)", "0 minutes"),
        _sum(asked, target, sum_of.due, (terms, zone)),
    )


def _whose(asked: Asked, terms: Terms) -> Step:
    severity = terms.protocol.severities[asked.severity]
    plan = terms.protocol.plans[terms.plan]
    return Step("Plan and severity", f"Severity {asked.severity}: {severity.title}", f"{plan.name}, {asked.severity}")


def _quoted(target: Target, promise: Promise) -> str:
    agreed = "; nothing else is agreed here (O6.2)" if promise is Promise.DIAGNOSIS_UPDATE else ""
    return f"“{target.wording}”{agreed}"


def _target(target: Target) -> str:
    return f"every {target.amount}" if target.style == "every" else str(target.amount)


def _kind(amount: Amount, terms: Terms) -> Step:
    whose = f"{terms.calendar.name}, on {_place(terms.calendar.zone)} time"
    reading = "the designated regions alone, reading O6.6" if terms.regions else "the home region, reading O6.6"
    if isinstance(amount, BusinessTime):
        return Step("Kind of hours", f"Only while the office is open: {whose} ({reading})", "business hours")
    if isinstance(amount, BusinessDays):
        ends = "Ends at the same local time on a business day that follows, never after a number of hours"
        return Step("Kind of hours", f"{ends} (reading O6.7): {whose} ({reading})", "business days")
    return Step("Kind of hours", "Nothing is said of business hours, so day and night (reading O6.5)", "elapsed")


def _segments(explanation: Explanation, amount: Amount, zone: ZoneInfo) -> Iterator[Step]:
    if isinstance(amount, BusinessTime | BusinessDays):
        for segment in explanation.segments:
            yield _segment(segment, zone)


def _segment(segment: Segment, zone: ZoneInfo) -> Step:
    """Return one stretch of the way: what counts with its length, what does not with the reason."""
    if segment.kind is Kind.DAY:
        return Step("Business day ends", segment.note, _when(segment.end, zone), segment.end)
    counts = _length(segment.seconds) if segment.kind in COUNTED else "0 minutes"
    name = f"{TITLES[segment.kind]}: {segment.note}" if segment.note else TITLES[segment.kind]
    return Step(name, f"{_when(segment.start, zone)} to {_when(segment.end, zone)}", counts, segment.end)


def _length(seconds: float) -> str:
    return str(Elapsed(seconds)) if isinstance(seconds, int) else f"{seconds:.6f} seconds"


def _sum(asked: Asked, target: Target, due: datetime, at: tuple[Terms, ZoneInfo]) -> Step:
    terms, zone = at
    soon = f" Soon from {_when(asked.warn_at, zone)}." if asked.warn_at else ""
    protocol = f"protocol {terms.protocol.name}, revision {terms.protocol.digest[:12]}, rule {target.rule}"
    return Step(
        f"{asked.start.astimezone(zone):%H:%M} + {target.amount}",
        f"{due.astimezone(UTC):%H:%M} UTC.{soon} Computed by {protocol}.",
        f"{_when(due, zone)} {_place(zone)}",
        due,
    )


def _when(at: datetime, zone: ZoneInfo) -> str:
    """Say an instant to the minute; a step keeps it to the microsecond in `at`."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _place(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")
