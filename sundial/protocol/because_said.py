"""Why then, in a sentence or two for a person: what is owed, from when, why then, what changed it (O12.1)."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sundial.protocol.because_words import clock_of, when
from sundial.protocol.clock import AtInstant, ByAgreement, ByRung, ByTable, Cause, Clock, Count, Outcome
from sundial.protocol.counting import deciding
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

NAMES = {
    Promise.FIRST_RESPONSE: "first response",
    Promise.DIAGNOSIS_UPDATE: "diagnosis update",
    Promise.FIX_RELEASE: "fix-release update",
    Promise.RESOURCE_ANSWER: "answer of another group",
    Promise.HANDOVER: "handover",
    Promise.ESCALATION: "answer to the escalation",
}
NOTICE = "fix-release notice"
GIVEN = {  # why a due time that was given as an instant is that instant
    Cause.AGREED: "as it was agreed with the customer",
    Cause.MERGED: "as it was owed on the case that was merged into this one",
    Cause.ASKED: "as the group was asked",
    Cause.OFFERED: "as the handover was offered",
}
DAYS = 2 * 24 * 60  # minutes, from which on it is days that count
HELD = "as the promise whose place it took had been due"


def name_of(clock: Clock) -> str:
    """Name the promise of a clock as a person does: a notice after a determination is no update of a cadence."""
    return NOTICE if clock.is_notice else NAMES[clock.promise]


def sentence(clock: Clock, terms: Terms, zone: ZoneInfo | None = None) -> str:
    """Say in one or a few sentences why a clock is due when it is, on the clock of a zone (by default its calendar's).

    What is said depends on the history alone, never on when it is asked: `explain` gives the steps of the same sum.
    """
    zone = zone or terms.calendar.zone
    count, _ = deciding(clock.because.counts, clock.promise, terms, clock.because.pauses)
    said = (_due(clock, count, terms, zone), *_changed(clock, zone), *_became(clock, zone))
    return " ".join(f"{one[0].upper()}{one[1:]}." for one in said)


def _due(clock: Clock, count: Count, terms: Terms, zone: ZoneInfo) -> str:
    verb = "is" if clock.ended_at is None else "was"
    what = f"the {name_of(clock)} {verb} due {when(clock.due_at, zone)} {clock_of(zone)}"
    return f"{what}: {_why(clock, count, terms, zone)}"


def _why(clock: Clock, count: Count, terms: Terms, zone: ZoneInfo) -> str:
    because = clock.because
    if because.floor is not None and clock.due_at == because.floor:
        return "at once, for it would have fallen due before the change"
    if isinstance(count, AtInstant):
        return GIVEN.get(because.cause, HELD)
    begins = f"from {when(count.start, zone)} ({_whence(clock, count)})"
    if isinstance(count, ByAgreement):
        return f"every {_one(count.amount)}, as it was agreed with the customer, {begins}"
    if isinstance(count, ByRung):
        return f"{_rung(count, terms)} {begins}"
    return f"{_target(clock, count, terms)} {begins}"


def _rung(count: ByRung, terms: Terms) -> str:
    amount = terms.revision(count.revision).answers(count.rung, count.plan, count.severity)[count.section]
    return f"{amount} on rung {count.rung}, by section {count.section} of the protocol,"


def _target(clock: Clock, count: ByTable, terms: Terms) -> str:
    protocol = terms.revision(count.revision)
    target = protocol.target(count.plan, count.severity, clock.promise)
    amount = f"every {_one(target.amount)}" if target.style == "every" and not clock.about else str(target.amount)
    return f"{amount} on {protocol.plans[count.plan].name}, severity {count.severity},"


def _whence(clock: Clock, count: ByTable | ByAgreement | ByRung) -> str:
    because = clock.because
    if count.start > because.since:
        return "until when nothing is owed, as it was agreed"
    return str(because.cause) if count.start == because.since else "where the cycle began"


def _changed(clock: Clock, zone: ZoneInfo) -> Iterator[str]:
    """What put this clock in the place of another."""
    because = clock.because
    if because.was_due is None:
        return
    since = f"it stands since {when(because.since, zone)}, when {_cause(because.cause)}"
    if because.was_due == clock.due_at:
        yield f"{since}; it was due then before" + (", and the earlier holds" if len(because.counts) > 1 else " too")
    else:
        yield f"{since}; before that it was due {when(because.was_due, zone)}"


def _became(clock: Clock, zone: ZoneInfo) -> Iterator[str]:
    """How the clock ended, or that it stands still, or is broken and open; a waiver is not the customer's to read."""
    if clock.ended_at is not None:
        yield _ended(clock, clock.ended_at, when(clock.ended_at, zone))
    elif clock.outcome is Outcome.BREACHED:
        yield "it has not been kept"
    elif clock.paused:
        yield "it stands still while the case waits"


def _ended(clock: Clock, ended_at: datetime, moment: str) -> str:
    if clock.kept_by is not None:
        return f"it was kept {moment}, {_apart(ended_at, clock.due_at)}"
    if clock.outcome is Outcome.BREACHED:
        return f"it was never kept, and ended {moment}"
    if clock.outcome is Outcome.SUPERSEDED:
        return f"another took its place {moment}"
    return f"it ended {moment}, and was not late by then"


def _cause(cause: Cause) -> str:
    """Let a cause follow `when`."""
    return {Cause.UPDATED: "the last public update was made", Cause.ANSWERED: "the first response was made"}.get(
        cause, str(cause)
    )


def _apart(ended: datetime, due: datetime) -> str:
    """Say how early or late: `18 minutes late`, `1 hour 5 minutes early`, `3 days late`."""
    minutes = int(abs((due - ended).total_seconds())) // 60
    if not minutes:
        return "at the last moment" if ended <= due else "less than a minute late"
    side = "early" if ended < due else "late"
    if minutes >= DAYS:
        return f"{minutes // (24 * 60)} days {side}"
    parts = (divmod(minutes, 60)[0], "hour"), (minutes % 60, "minute")
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count) + f" {side}"


def _one(amount: object) -> str:
    """Let an amount follow `every`: `every 2 hours`, `every business day`."""
    return str(amount).removeprefix("1 ")
