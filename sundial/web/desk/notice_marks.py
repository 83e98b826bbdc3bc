"""Of what a message is the notice: what the composer offers to tick while notices are owed (O6.4, O6.8b)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict

from sundial.protocol.facts import Fact, FixRemoved, MergedFrom, ReleaseRescheduled
from sundial.web import when
from sundial.web.promises import Reading

MOST = 99  # notices that one message can name


@dataclass(frozen=True, slots=True)
class NoticeMark:
    """A determination whose notice is owed, by the `seq` of its fact, in words; and by when (UTC)."""

    seq: int
    says: str
    due_at: datetime
    late: bool


def marks(reading: Reading, zone: ZoneInfo) -> list[NoticeMark]:
    """Return the notices that run on a case, the nearest first."""
    running = sorted((line for line in reading.lines if line.runs and line.is_notice), key=lambda line: line.due_at)
    return [
        NoticeMark(
            line.clock.about,
            _says(reading.fact(line.clock.about), line.now, zone),
            line.due_at,
            line.standing == "late",
        )
        for line in running
    ]


def ticked(post: QueryDict) -> tuple[int, ...]:
    """Return the determinations that a form has ticked, by `seq`."""
    typed = post.getlist("notice")[:MOST]
    return tuple(sorted({int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10}))


def _says(fact: Fact | None, now: datetime, zone: ZoneInfo) -> str:
    """Say of what it is the notice: `that 5.8.2 moved to Friday 10:00`."""
    what = fact.what if fact else None
    if isinstance(what, ReleaseRescheduled):
        to = f"to {when.moment(what.to, now, zone)}" if what.to else "to a date that is not known"
        return f"that {what.release} moved {to}"
    if isinstance(what, FixRemoved):
        return f"that {what.fix} was taken out of {what.release}"
    return f"of what was owed on {what.case}" if isinstance(what, MergedFrom) else "of a determination"
