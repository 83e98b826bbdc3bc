"""`sundial protocol due`: one due time and how it comes about, for a person or for a script."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sundial.protocol.because import Step
from sundial.protocol.due import Due, DueError


def instant(text: str) -> datetime:
    """Read an instant with its zone; raises DueError, which says what was found and what is allowed."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        allowed = "allowed: an instant such as 2026-11-21T10:00+02:00"
        raise DueError(f'start "{text}" is not an instant; {allowed}') from None


def as_text(answer: Due, zone: ZoneInfo) -> Iterator[str]:
    """Yield the due time on the region's own clock and in UTC, then each step with its reason."""
    local = answer.due_at.astimezone(zone)
    yield f"due {local:%a} {local.day} {local:%b %Y %H:%M} {zone.key} ({utc(answer.due_at)})"
    yield f"{answer.target.amount}, section {answer.target.section}, rule {answer.target.rule}"
    for number, step in enumerate(answer.steps, 1):
        yield f"{number:>3}. {step.title}: {step.value}"
        yield f"     {step.detail}"


def as_json(answer: Due) -> dict[str, Any]:
    """Return the due time in UTC, the rule in words, its section, and the steps."""
    return {
        "due": utc(answer.due_at),
        "rule": str(answer.target.amount),
        "section": answer.target.section,
        "steps": [_step(step) for step in answer.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    said = {"title": step.title, "detail": step.detail, "value": step.value}
    return said if step.at is None else {**said, "at": utc(step.at)}


def utc(at: datetime) -> str:
    """Return an instant in UTC as it goes over the wire: 2026-11-23T09:00:00Z."""
    return at.astimezone(ZoneInfo("UTC")).isoformat().replace("+00:00", "Z")
