"""By when a promise would have to be kept, before there is a case: what `sundial protocol due` and the checker ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sundial.protocol import hours
from sundial.protocol.because import Asked, Step, steps
from sundial.protocol.document import Protocol, Target
from sundial.protocol.promises import PHASES, Promise
from sundial.protocol.terms import Terms

COUNTS_FROM = {
    Promise.FIRST_RESPONSE: "The opening of the case",
    Promise.DIAGNOSIS_UPDATE: "The last update that the customer had",
    Promise.FIX_RELEASE: "The last notice, or the determination (O6.4)",
}


class DueError(ValueError):
    """A question that the document cannot answer: one sentence that says what was found and what is allowed."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due time in UTC, the target that it comes from, and the steps of its computation."""

    due_at: datetime
    target: Target
    steps: tuple[Step, ...]


def due(
    protocol: Protocol, plan: str, severity: int | str, promise: str, start: datetime, regions: Sequence[str]
) -> Due:
    """Return when a promise falls due that counts from `start`, an aware instant (O6).

    One region is the customer's home region; several are the designated ones of a restricted customer (O6.6).
    Raises DueError on a name that the document does not have or a start without its zone.
    """
    _known("plan", plan, protocol.plans)
    _known("severity", str(severity), map(str, protocol.severities))
    _known("promise", promise, list(PHASES))
    for region in regions or [""]:
        _known("region", region, protocol.regions)
    if start.utcoffset() is None:
        raise DueError(f"start {start.isoformat()} has no zone; allowed: an instant such as 2026-11-21T10:00+02:00")
    kept, number = Promise(promise), int(severity)
    terms = Terms(protocol, plan, regions[0], tuple(regions) if len(regions) > 1 else ())
    target = protocol.target(plan, number, kept)
    asked = Asked(kept, number, start, COUNTS_FROM[kept])
    return Due(hours.add(start, target.amount, terms.calendar), target, steps(asked, terms))


def _known(what: str, found: object, allowed: Iterable[object]) -> None:
    names = list(allowed)
    if found not in names:
        raise DueError(f'{what} "{found}" is not in the document; allowed: {", ".join(map(str, names))}')
