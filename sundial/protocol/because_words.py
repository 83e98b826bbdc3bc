"""The words in which a due time explains itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sundial.protocol import hours
from sundial.protocol.amounts import Amount, BusinessDays, BusinessTime, Elapsed
from sundial.protocol.calendar import Calendar
from sundial.protocol.clock import ByRung
from sundial.protocol.document import Protocol, Target
from sundial.protocol.hours import Segment
from sundial.protocol.promises import Promise
from sundial.protocol.segments import COUNTED, Kind
from sundial.protocol.terms import Terms

Pauses = tuple[tuple[datetime, datetime], ...]
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

    def __str__(self) -> str:
        return f"{self.title}: {self.value}. {self.detail}" if self.value else f"{self.title}: {self.detail}"


def whose(protocol: Protocol, plan: str, severity: int) -> Step:
    """Say on which plan and severity a promise was made."""
    says = f"Severity {severity}: {protocol.severities[severity].title}"
    return Step("Plan and severity", says, f"{protocol.plans[plan].name}, {severity}")


def by_table(target: Target, promise: Promise) -> Step:
    """Quote the cell of the table."""
    agreed = "; nothing else is agreed here (O6.2)" if promise is Promise.DIAGNOSIS_UPDATE else ""
    amount = f"every {target.amount}" if target.style == "every" else str(target.amount)
    return Step(f"Target, protocol section {target.section}", f"“{target.wording}”{agreed}", amount)


def by_rung(protocol: Protocol, count: ByRung) -> Iterator[Step]:
    """Quote what a section says of a rung, and whose target it means where it names the severity's (O8.3)."""
    rung = protocol.ladder.rungs[count.rung]
    answer = next(one for one in rung.answers if one.section == count.section)
    yield Step(f"Rung {count.rung} of the ladder", f"“{rung.request}”", f"rung {count.rung}")
    amount = protocol.answers(count.rung, count.plan, count.severity)[count.section]
    yield Step(f"Answer, protocol section {count.section}", f"“{answer.wording}”", str(amount))
    if isinstance(answer.within, str):
        phase = protocol.readings.severity_target_of_a_rung.replace("-", " ")
        says = f"The {phase} of {protocol.plans[count.plan].name}, severity {count.severity} (reading O8.3)"
        yield Step("The severity's target", says, str(amount))


def kind_of_hours(amount: Amount, protocol: Protocol, terms: Terms) -> Step:
    """Say which hours count, and whose."""
    calendar = terms.calendar_of(protocol)
    whose = f"{calendar.name}, on {place(calendar.zone)} time"
    reading = "the designated regions alone, reading O6.6" if terms.regions else "the home region, reading O6.6"
    if isinstance(amount, BusinessTime):
        return Step("Kind of hours", f"Only while the office is open: {whose} ({reading})", "business hours")
    if isinstance(amount, BusinessDays):
        ends = "Ends at the same local time on a business day that follows, never after a number of hours"
        return Step("Kind of hours", f"{ends} (reading O6.7): {whose} ({reading})", "business days")
    return Step("Kind of hours", "Nothing is said of business hours, so day and night (reading O6.5)", "elapsed")


def moment(title: str, says: str, at: datetime, zone: ZoneInfo) -> Step:
    """Say when something was."""
    return Step(title, says, when(at, zone), at)


def way(start: datetime, amount: Amount, calendar: Calendar, pauses: Pauses, zone: ZoneInfo) -> Iterator[Step]:
    """Yield each stretch from the start to the due time, counted or not and why, and what paused it."""
    if pauses or not isinstance(amount, Elapsed):
        for segment in hours.explain(start, amount, calendar, pauses).segments:
            yield _segment(segment, zone)
    paused = sum(int((until - since).total_seconds()) for since, until in pauses)
    says = "Waiting for the customer, as the protocol document lets it" if paused else "Waiting pauses nothing"
    yield Step("Pauses", f"{says} (reading O6.9)", length(paused))


def clocks_change(start: datetime, due: datetime, zone: ZoneInfo) -> Iterator[Step]:
    """Say that the clocks of a zone change on the way, so that the times of day do not add up as they are read."""
    before, after = (at.astimezone(zone).utcoffset() or timedelta() for at in (start, due))
    if before != after:
        side = "back" if after < before else "forward"
        says = f"The clocks of {place(zone)} go {side} on the way; what is counted is the time that passes"
        yield Step("Change of the clocks", says, f"{_offset(before)} to {_offset(after)}")


def _offset(offset: timedelta) -> str:
    sign, minutes = "-" if offset < timedelta() else "+", abs(int(offset.total_seconds())) // 60
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def when(at: datetime, zone: ZoneInfo) -> str:
    """Say an instant to the minute; a step keeps it to the microsecond in `at`."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def length(seconds: float) -> str:
    """Say how long, in the greatest unit that comes out whole."""
    return str(Elapsed(seconds)) if isinstance(seconds, int) else f"{seconds:.6f} seconds"


def place(zone: ZoneInfo) -> str:
    """Name a zone by its city."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def clock_of(zone: ZoneInfo) -> str:
    """Name whose clock a time is read off: `Berlin time`, and plain UTC."""
    return place(zone) if zone.key == "UTC" else f"{place(zone)} time"


def _segment(segment: Segment, zone: ZoneInfo) -> Step:
    """Return one stretch of the way: what counts with its length, what does not with the reason."""
    if segment.kind is Kind.DAY:
        return Step("Business day ends", segment.note, when(segment.end, zone), segment.end)
    counts = length(segment.seconds) if segment.kind in COUNTED else "0 minutes"
    name = f"{TITLES[segment.kind]}: {segment.note}" if segment.note else TITLES[segment.kind]
    return Step(name, f"{when(segment.start, zone)} to {when(segment.end, zone)}", counts, segment.end)
