"""Causes as lines of a spreadsheet; instants in UTC, as the heads say (O12.3)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sundial.commands.causes import Climb, Words
from sundial.protocol.cells import cell

HEADS = (
    "case", "customer", "only for", "region", "product", "plan", "severity", "rung", "asked for (UTC)", "asks for",
    "in their words", "point person", "due (UTC)", "answered (UTC)", "answer", "comfortable (UTC)",
    "hours until comfortable", "ended", "not yet", "findings",
)  # fmt: skip


def lines(climbs: Iterable[Climb]) -> Iterator[tuple[str, ...]]:
    """Yield the heads, then a line for each rung; what somebody wrote is never a formula."""
    yield HEADS
    yield from (tuple(map(cell, _line(one))) for one in climbs)


def _line(one: Climb) -> tuple[str, ...]:
    case, cause = one.case, one.cause
    took = cause.until_comfortable
    return (
        case.number,
        case.organization.name,
        " ".join(case.regions),
        case.home_region,
        case.product,
        cause.plan,
        str(cause.severity),
        str(cause.rung),
        _at(cause.fact.at),
        str(getattr(cause.fact.what, "asks", "")),
        one.asked.text,
        one.owner,
        _at(cause.due_at),
        _at(cause.answered_at),
        str(cause.answer),
        _at(cause.comfortable_at),
        f"{took.total_seconds() / 3600:.2f}" if took is not None else "",
        str(cause.ending),
        _joined(one.not_yet),
        _joined(one.found),
    )


def _at(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _joined(words: Iterable[Words]) -> str:
    return "\n\n".join(f"{one.text} ({one.who})" if one.who else one.text for one in words)
