"""Dates of a calendar that somebody settled, and that another document would let go (O6.6, O12.1)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sundial.protocol.document import Protocol
from sundial.protocol.document.regions import Region


class LetGo(NamedTuple):
    """A date ahead that is closed, or has hours of its own, in one document and not in another."""

    day: date
    region: str
    name: str

    def __str__(self) -> str:
        return f"{self.day}, {self.region}: {self.name}"


def days_let_go(before: Protocol, after: Protocol, since: date) -> tuple[LetGo, ...]:
    """Return the dates from a day on that `before` has settled and `after` has not, in order; O6.6.

    A date that is closed in both is kept, by whatever name. Of a region that is gone every date goes.
    """
    found = (one for key, region in before.regions.items() for one in _of(region, after.regions.get(key)))
    return tuple(sorted(one for one in found if one.day >= since))


def _of(region: Region, after: Region | None) -> Iterator[LetGo]:
    closed = {**after.holidays, **after.closures} if after else {}
    own = after.days if after else {}
    for day, name in {**region.holidays, **region.closures}.items():
        if day not in region.days and day not in closed and own.get(day) != ():
            yield LetGo(day, region.name, name)
    for day, spans in region.days.items():
        if own.get(day) != spans and not (spans == () and day in closed):
            said = ", ".join(f"{since} to {until}" for since, until in spans)
            yield LetGo(day, region.name, f"open {said}" if spans else "closed")
