"""The promises of a case as marks on a rail: what was kept and broken, what runs, what follows, what is expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, tzinfo

from sundial.protocol import hours
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.promises import SHAPES, Line, Reading
from sundial.web.rail import Mark

AHEAD = timedelta(days=2)  # how far the cycles after the next one are drawn


def marks(reading: Reading, zone: tzinfo) -> list[Mark]:
    """Set every clock that came to something on the rail, the cycles after the one that runs, and what is expected."""
    shown = [line for line in reading.lines if line.standing != "next"]
    return [_mark(line, zone) for line in shown] + _following(reading) + _expected(reading, zone)


def owed(reading: Reading, zone: tzinfo) -> list[Mark]:
    """Set only what runs on a rail that this case shares with others, under the case's number."""
    running = [_mark(line, zone, reading.case.number) for line in reading.lines if line.runs and not line.waits]
    return [replace(mark, warn_at=None) for mark in running] + _following(reading)


def _following(reading: Reading) -> list[Mark]:
    """Draw when further updates would come, were each to come at its due time."""
    running = reading.word
    if running is None or running.standing == "late" or running.is_notice or running.clock.because.agreement:
        return []
    promise = running.clock.promise
    promise = Promise.DIAGNOSIS_UPDATE if promise is Promise.FIRST_RESPONSE else promise
    target = reading.protocol.target(reading.state.plan, reading.state.severity, promise)
    found, at = [], running.due_at
    for _ in range(3):
        at = hours.add(at, target.amount, reading.calendar)
        if at - running.due_at <= AHEAD:
            found.append(Mark(at, SHAPES[promise], "next"))
    return found


def _expected(reading: Reading, zone: tzinfo) -> list[Mark]:
    """Draw when what is waited for is to be released, and when what is silent begins."""
    now = reading.lines[0].now if reading.lines else reading.case.opened_at
    dates = sorted({date for _, date in reading.state.fixes if date and date > now})
    silent = [line.clock.started_at for line in reading.lines if line.waits and not line.clock.paused]
    begins = [at for at in silent if at not in dates]
    named = [*((at, "Fix expected") for at in dates), *((at, "Updates begin") for at in begins)]
    hours_of = [(at, says, when.short(at, now, zone)) for at, says in named]
    return [Mark(at, "date", "next", f"{says} {hour}", brief=hour) for at, says, hour in hours_of]


def _mark(line: Line, zone: tzinfo, name: str = "") -> Mark:
    at = line.ended_at or line.due_at
    hour = when.short(at, line.now, zone) if line.runs else when.hour(at, zone)
    return Mark(at, line.shape, line.standing, _label(line, hour, name), line.clock.warn_at, brief=hour)


def _label(line: Line, hour: str, name: str) -> str:
    if line.runs:
        said = f"{line.brief} was due {hour}" if line.standing == "late" else f"{line.brief} by {hour}"
        return f"{said}, {name}" if name else said
    return f"{hour}, {line.late_by} late" if line.standing == "late" else hour
