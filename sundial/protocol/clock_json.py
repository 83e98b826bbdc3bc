"""A clock as JSON, the same for a replay, an evidence pack, `sundial why` and the API; instants in UTC."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from sundial.protocol.because import Step, explain
from sundial.protocol.clock import Clock
from sundial.protocol.facts_json import instant_text
from sundial.protocol.terms import Terms

INSIDE_KEYS = ("fact", "kept_by", "ended_by", "about", "waived")  # numbers of facts count what no customer is shown


def clock_json(clock: Clock, terms: Terms, zone: ZoneInfo | None = None) -> dict[str, Any]:
    """Return a clock with the steps of its due time, the sum last, in words on the clock of a zone."""
    return {**figures(clock), "steps": steps_json(explain(clock, terms, zone))}


def figures(clock: Clock) -> dict[str, Any]:
    """Return what a clock came to, without the words; `fact` is the one since which it stands."""
    return {
        "promise": str(clock.promise),
        "cycle": clock.cycle,
        "started_at": instant_text(clock.started_at),
        "warn_at": instant_text(clock.warn_at) if clock.warn_at else None,
        "due_at": instant_text(clock.due_at),
        "ended_at": instant_text(clock.ended_at) if clock.ended_at else None,
        "outcome": str(clock.outcome),
        "paused": clock.paused,
        "replaces": clock.because.replaces,
        "fact": clock.because.fact,
        "kept_by": clock.kept_by,
        "ended_by": clock.ended_by,
        "about": clock.about or None,
        "waived": clock.waived,
    }


def steps_json(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Return the steps of a computation; `at` is there where a step is an instant."""
    return [
        {"title": step.title, "detail": step.detail, "value": step.value}
        | ({"at": instant_text(step.at)} if step.at else {})
        for step in steps
    ]
