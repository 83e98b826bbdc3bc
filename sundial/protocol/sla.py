"""Protocol 05 and 06, the promises: what a history owes, what it kept, and by when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sundial.protocol import hours
from sundial.protocol.because import Step, explain
from sundial.protocol.case import HistoryError, opening
from sundial.protocol.clock import Because, Cause, Clock, Outcome, Standing, standing
from sundial.protocol.document import Protocol, Target
from sundial.protocol.facts import Fact
from sundial.protocol.fold import fold
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

__all__ = ["Because", "Cause", "Clock", "HistoryError", "Outcome", "Standing", "Step", "Terms"]
__all__ += ["clocks", "expectation", "explain", "fold", "standing", "terms_of"]


def clocks(history: Sequence[Fact], terms: Terms, *, as_of: datetime | None = None) -> tuple[Clock, ...]:
    """Read every promise that a case ever owed out of its history (O5, O6), in the order in which they came to stand.

    `as_of` reads it as it stood at an instant. The answer depends on the arguments alone, never on when or how often
    it is asked, so the page, the report, the API and a replay years later agree. Instants are aware and in UTC; a
    cycle still running has `ended_at` None. Raises HistoryError on facts that cannot follow each other, naming both.
    docs/promises.md has the rules.
    """
    return fold(history, terms, as_of=as_of)[0]


def expectation(promise: Promise, severity: int, terms: Terms, start: datetime) -> tuple[Target, datetime]:
    """Return what a case of this severity would be promised if it counted from `start`, and by when (UTC)."""
    target = terms.protocol.target(terms.plan, severity, promise)
    return target, hours.add(start, target.amount, terms.calendar)


def terms_of(history: Sequence[Fact], protocols: Mapping[str, Protocol]) -> Terms:
    """Return the terms that the history itself names: its revisions, plan, home region and designated regions.

    Raises HistoryError where it names what is not there.
    """
    fact, opened = opening(history)
    protocol = protocols.get(opened.protocol)
    if protocol is None:
        raise HistoryError(f"{fact} names protocol {opened.protocol!r}, which is not here")
    _check_known(fact, "plan", opened.plan, protocol.plans)
    _check_known(fact, "severity", opened.severity, protocol.severities)
    for region in (opened.home_region, *opened.regions):
        _check_known(fact, "region", region, protocol.regions)
    return Terms(protocol, opened.plan, opened.home_region, opened.regions, protocols)


def _check_known(fact: Fact, what: str, named: Any, known: Mapping[Any, Any]) -> None:
    if named not in known:
        raise HistoryError(f"{fact}: {what} {named!r} is not one of {', '.join(map(str, known))}")
