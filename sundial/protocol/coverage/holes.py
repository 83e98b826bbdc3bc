"""Protocol 02, coverage: every stretch in which a promise can fall due and nobody is there to answer (O2.3, O8.6)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sundial.protocol.coverage.demand import Demand, Hand, Hole
from sundial.protocol.stretches import Stretch, common, joined, less

Cause = tuple[tuple[str, ...], int, str, bool, tuple[str, ...]]
Windows = tuple[Stretch, ...] | None


def holes(demands: Iterable[Demand], hands: Iterable[Hand], since: datetime, until: datetime) -> tuple[Hole, ...]:
    """Return each stretch between two instants in which a promise can fall due and nobody may answer, in order (O2.3).

    Each is as long as can be; promises that have it for the same cause are in one. Instants are in UTC.
    """
    found: dict[tuple[Stretch, Cause], list[Demand]] = {}
    known: dict[tuple[Cause, Windows], tuple[Stretch, ...]] = {}
    there = tuple(hands)
    for demand in demands:
        cause = _cause(demand)
        alike = cause, demand.windows
        if alike not in known:
            known[alike] = tuple(_uncovered(demand, there, since, until))
        for stretch in known[alike]:
            found.setdefault((stretch, cause), []).append(demand)
    return tuple(Hole(tuple(found[stretch, cause]), *stretch) for stretch, cause in sorted(found))


def _uncovered(demand: Demand, hands: tuple[Hand, ...], since: datetime, until: datetime) -> Iterator[Stretch]:
    asked = joined([(since, until)])
    wanted = asked if demand.windows is None else tuple(common(joined(demand.windows), asked))
    return less(wanted, joined((hand.since, hand.until) for hand in hands if hand.answers(demand)))


def _cause(demand: Demand) -> Cause:
    """Return why nobody is there, in a form that can be put in order."""
    return demand.regions, demand.tier or 0, demand.language, demand.windows is None, demand.places
