"""Why then? The steps of a due time, in order, the same text on the page, in a replay and on the command line (O12.1).

Steps are made when somebody asks, never while a history is folded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sundial.protocol.amounts import Amount
from sundial.protocol.because_said import name_of, sentence
from sundial.protocol.because_words import (
    Pauses,
    Step,
    by_rung,
    by_table,
    clocks_change,
    kind_of_hours,
    moment,
    place,
    way,
    when,
    whose,
)
from sundial.protocol.clock import AtInstant, ByAgreement, ByRung, ByTable, Cause, Clock, Count
from sundial.protocol.counting import deciding, due_of
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

__all__ = ["Asked", "Step", "explain", "name_of", "sentence", "steps"]

FROM_ITSELF = (
    Cause.OPENED, Cause.ANSWERED, Cause.UPDATED, Cause.REOPENED, Cause.WROTE, Cause.DETERMINED, Cause.ASKED,
    Cause.ESCALATED,
)  # fmt: skip
EARLIER = "Due later, and the earlier holds ({})"
BY_WHICH = {  # rule the earlier of two counts holds, by what put the clock there; elsewhere it is that of any change
    Cause.AGREED: "O6.2",
    Cause.WITHDRAWN: "O6.2",
    Cause.SLIPPED: "reading O6.8d",
    Cause.MERGED: "O6.10",
    Cause.ESCALATED: "reading O8.2",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a due time is asked for: a promise at a severity, counted from `start` because of `source`."""

    promise: Promise
    severity: int
    start: datetime
    source: str
    warn_at: datetime | None = None


def explain(clock: Clock, terms: Terms, zone: ZoneInfo | None = None) -> tuple[Step, ...]:
    """Return the steps of a clock's due time, the sum last, on the clock of `zone`, by default that of its calendar."""
    because = clock.because
    count, _ = deciding(because.counts, clock.promise, terms, because.pauses)
    told = _Told(clock.promise, terms, zone or terms.calendar.zone, because.pauses)
    return (
        *told.rule(count),
        *told.since(clock, count),
        *told.way(count),
        *(told.beside(other, because.cause) for other in because.counts if other is not count),
        *told.never_before(because.floor),
        *told.in_the_place_of(clock),
        told.sum(count, clock.due_at, clock.warn_at),
    )


def steps(asked: Asked, terms: Terms, zone: ZoneInfo | None = None) -> tuple[Step, ...]:
    """Return how a due time comes about before there is a clock, from the plan to the sum."""
    count = ByTable(asked.start, terms.plan, asked.severity, terms.protocol.digest)
    told = _Told(asked.promise, terms, zone or terms.calendar.zone, ())
    due = due_of(count, asked.promise, terms)
    source = moment("Counts from", asked.source, asked.start, told.zone)
    return (*told.rule(count), source, *told.way(count), told.sum(count, due, asked.warn_at))


@dataclass(frozen=True, slots=True)
class _Told:
    """For whom a due time is told: under which terms, on whose clock."""

    promise: Promise
    terms: Terms
    zone: ZoneInfo
    pauses: Pauses

    def rule(self, count: Count) -> Iterator[Step]:
        """Whose target it is, its words, and which hours count."""
        protocol = self.terms.revision(count.revision)
        if isinstance(count, ByTable):
            yield whose(protocol, count.plan, count.severity)
            yield by_table(protocol.target(count.plan, count.severity, self.promise), self.promise)
        if isinstance(count, ByRung):
            yield from by_rung(protocol, count)
        if isinstance(count, ByAgreement):
            yield Step(
                "Agreed otherwise (O6.2)",
                "With the customer; their own words stand on the case",
                f"every {count.amount}",
            )
        if not isinstance(count, AtInstant):
            yield kind_of_hours(self.amount(count), protocol, self.terms)

    def since(self, clock: Clock, count: Count) -> Iterator[Step]:
        """What the clock came to stand for, and from where it counts if that is another instant."""
        because = clock.because
        if because.cause in FROM_ITSELF and count.start == because.since:
            yield moment("Counts from", str(because.cause).capitalize(), count.start, self.zone)
            return
        yield moment("Stands since", str(because.cause).capitalize(), because.since, self.zone)
        if not isinstance(count, AtInstant):
            ahead = count.start > because.since
            says = "Silent until then, as agreed" if ahead else _whence(count.start, because.since)
            yield moment("Counts from", says, count.start, self.zone)

    def way(self, count: Count) -> Iterator[Step]:
        """Each stretch from the start to the due time."""
        if not isinstance(count, AtInstant):
            calendar = self.terms.calendar_of(self.terms.revision(count.revision))
            yield from way(count.start, self.amount(count), calendar, self.pauses, self.zone)
            yield from clocks_change(count.start, due_of(count, self.promise, self.terms, self.pauses), self.zone)

    def beside(self, other: Count, cause: Cause) -> Step:
        """A count that was weighed and falls due later, or at the same instant."""
        due = due_of(other, self.promise, self.terms, self.pauses)
        says = EARLIER.format(BY_WHICH.get(cause, "reading O6.8"))
        if isinstance(other, ByTable):
            says = f"{self.terms.revision(other.revision).plans[other.plan].name}, severity {other.severity}. {says}"
        if isinstance(other, ByRung):
            says = f"Protocol section {other.section}. {says}"
        return moment(f"Beside it: {self.title(other)}", says, due, self.zone)

    def never_before(self, floor: datetime | None) -> Iterator[Step]:
        """The instant of a change, before which nothing that it lowers falls due."""
        if floor:
            yield moment("Never before", "The change itself (reading O6.8)", floor, self.zone)

    def in_the_place_of(self, clock: Clock) -> Iterator[Step]:
        """The clock that it superseded, and when that one was due."""
        because = clock.because
        if because.replaces is not None and because.was_due is not None:
            says = f"Cycle {because.replaces} of the same promise, which was due then and is superseded"
            yield moment("In the place of", says, because.was_due, self.zone)

    def sum(self, count: Count, due: datetime, warn_at: datetime | None) -> Step:
        """The start and the amount, and what they come to."""
        protocol = self.terms.revision(count.revision)
        soon = f" Soon from {when(warn_at, self.zone)}." if warn_at else ""
        rule = ""
        if isinstance(count, ByTable):
            rule = f", rule {protocol.target(count.plan, count.severity, self.promise).rule}"
        computed = f"Computed by protocol {protocol.name}, revision {protocol.digest[:12]}{rule}."
        says = f"{due.astimezone(UTC):%H:%M} UTC.{soon} {computed}"
        return Step(self.title(count), says, f"{when(due, self.zone)} {place(self.zone)}", due)

    def title(self, count: Count) -> str:
        """What is added up: `14:00 + 2 hours`."""
        if isinstance(count, AtInstant):
            return "As it was given"
        return f"{count.start.astimezone(self.zone):%H:%M} + {self.amount(count)}"

    def amount(self, count: ByTable | ByAgreement | ByRung) -> Amount:
        """The amount that a count adds."""
        if isinstance(count, ByAgreement):
            return count.amount
        if isinstance(count, ByRung):
            return self.terms.rung(count, self.promise).amount
        return self.terms.measure(count.plan, count.severity, count.revision, self.promise).amount


def _whence(start: datetime, since: datetime) -> str:
    return "That moment" if start == since else "Where the cycle began"
