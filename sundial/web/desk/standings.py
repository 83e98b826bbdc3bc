"""The promises of a case as the desk lists them: at most four on the face, all of them in the record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sundial.protocol.because import Step
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.ended import why_ended
from sundial.web.promises import Line, Reading

MOST = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One promise on the face of a case; `state` is is-live, is-broken or is-quiet for the style sheet.

    `had` says who of ours has what was told of it, and until when.
    """

    line: Line
    state: str
    how: str
    says: str
    before: str
    steps: "Steps"
    had: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The computation of a due time: its lines, and the sum beneath them."""

    lines: tuple[Step, ...]
    sum: Step


@dataclass(frozen=True, slots=True)
class Past:
    """One cycle of the record, with what became of it."""

    line: Line
    due: str
    became: str
    late: bool


def items(reading: Reading, zone: ZoneInfo, had: Mapping[str, str]) -> tuple[Item, ...]:
    """Return what the face of a case lists: what runs, then the last of each promise that came to something.

    `had` says by the key of a line who has what was told of it.
    """
    running = [line for line in reading.lines if line.runs]
    shown = {line.clock.promise for line in running}
    last = {line.clock.promise: line for line in reading.lines if not line.runs and line.standing != "next"}
    quiet = [last[promise] for promise in Promise if promise in last and promise not in shown]
    coming = sorted(running, key=lambda line: line.due_at)
    live = [replace(_live(line, reading, zone), had=had.get(line.key, "")) for line in coming]
    return tuple([*live, *(_quiet(line, reading, zone) for line in quiet)][:MOST])


def steps(line: Line, zone: ZoneInfo) -> Steps:
    """Return how a due time comes about, on the clock of `zone` (O12.1)."""
    *lines, total = line.steps(zone)
    return Steps(tuple(lines), total)


def record(reading: Reading, zone: ZoneInfo) -> tuple[Past, ...]:
    """Return every cycle that was ever owed, the latest first."""
    return tuple(_past(line, reading, zone) for line in reversed(reading.lines))


def tally(reading: Reading, line: Line) -> str:
    """Say what became of the cycles of a promise before this one: `2 kept, 1 late`; "" of the first."""
    mine = [
        one for one in reading.lines if one.clock.promise is line.clock.promise and one.clock.cycle < line.clock.cycle
    ]
    counts = ((word, sum(one.standing == word for one in mine)) for word in ("kept", "late"))
    return ", ".join(f"{count} {word}" for word, count in counts if count)


def _live(line: Line, reading: Reading, zone: ZoneInfo) -> Item:
    due, before, why = when.short(line.due_at, line.now, zone), tally(reading, line), steps(line, zone)
    if line.clock.paused:
        return Item(line, "is-live", "paused", f"while the case waits; {due} as it stood", before, why)
    if line.waits:
        begins = when.short(line.clock.started_at, line.now, zone)
        return Item(line, "is-quiet", f"begins {begins}", f"silent until then; due {due}", before, why)
    if _broken(line):
        return Item(line, "is-live is-broken", f"{line.late_by} late", f"was due {due}", before, why)
    return Item(line, "is-live", when.left(line.due_at, line.now, zone), f"due {due}", before, why)


def _quiet(line: Line, reading: Reading, zone: ZoneInfo) -> Item:
    at = when.short(line.ended_at or line.due_at, line.now, zone)
    how, pace = (f"{line.late_by} late", f"after {line.used}") if _broken(line) else ("kept", line.pace)
    says = f"{at}, {pace}" if line.used or not _broken(line) else at
    state = "is-quiet is-broken" if _broken(line) else "is-quiet"
    return Item(line, state, how, says, tally(reading, line), steps(line, zone))


def _past(line: Line, reading: Reading, zone: ZoneInfo) -> Past:
    due = when.short(line.due_at, line.now, zone)
    if line.runs:
        return Past(line, due, _running(line), _broken(line))
    if line.standing == "next":
        return Past(line, due, why_ended(line, reading), late=False)
    waived = ", waived" if line.clock.waived else ""
    became = f"{line.late_by} late{waived}" if _broken(line) else f"kept, {line.early_by} early"
    return Past(line, due, became, _broken(line))


def _running(line: Line) -> str:
    if line.standing == "late":
        return f"{line.late_by} late so far{', waived' if line.clock.waived else ''}"
    return "paused" if line.clock.paused else "has not begun" if line.waits else "running"


def _broken(line: Line) -> bool:
    return line.standing == "late"
