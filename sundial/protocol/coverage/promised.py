"""Protocol 02 and 06, coverage: what a plan promises, as demands on whoever is there (O2.3, O6.1, O6.5 to O6.7)."""

from dataclasses import replace
from datetime import datetime

from sundial.protocol.amounts import Elapsed
from sundial.protocol.coverage.demand import Demand
from sundial.protocol.promises import PHASES, Promise
from sundial.protocol.stretches import Stretch
from sundial.protocol.terms import Terms


def demands(
    terms: Terms, since: datetime, until: datetime, tier: int | None = None, language: str = ""
) -> tuple[Demand, ...]:
    """Return every promise of a plan on every severity that can fall due between two instants (UTC), as a demand.

    A target in elapsed time can fall due at any instant; one in business time or business days only while the business
    calendar of the terms is open (O6.6), a close included. Where there is no restriction the people of any region may
    answer (O2.2). Raises KeyError for a plan that the document does not have, HoursError beyond 1900 to 2199.
    """
    windows = tuple(Stretch(opens, closes) for opens, closes in terms.calendar.windows(since, until))
    return tuple(
        replace(_demand(terms, severity, promise, windows), tier=tier, language=language)
        for severity in terms.protocol.severities
        for promise in PHASES
    )


def _demand(terms: Terms, severity: int, promise: Promise, windows: tuple[Stretch, ...]) -> Demand:
    protocol = terms.protocol
    title, target = protocol.plans[terms.plan].name, protocol.target(terms.plan, severity, promise)
    day_and_night = isinstance(target.amount, Elapsed)
    places = terms.regions if day_and_night else protocol.counting_regions(terms.home_region, terms.regions)
    return Demand(
        f"{title} severity {severity}", terms.plan, severity, promise, terms.regions, terms.home_region,
        None if day_and_night else windows,
        target=target, title=title, places=tuple(protocol.regions[place].name for place in places),
    )  # fmt: skip
