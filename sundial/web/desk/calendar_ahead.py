"""What is proposed for a region's calendar from today on, and how much of it waits for an answer (O6.6)."""

from datetime import date, timedelta

from sundial.protocol.document import Protocol
from sundial.protocol.document.regions import Keeper
from sundial.protocol.proposals import Proposal, proposed

PRESSING = timedelta(days=60)


def waiting_for(keeper: Keeper, today: date) -> int:
    """Count what is proposed for the rest of this year and for the next."""
    return sum(len(ahead(keeper, year, today)) for year in (today.year, today.year + 1))


def pressing(protocol: Protocol, today: date) -> int:
    """Count what is proposed for the coming weeks and can move a due time: a day that nobody answered counts as open.

    It is asked for the side column of every page, so a document remembers it for the day.
    """
    kept = protocol.worked_out
    if ("pressing", today) not in kept:
        years = {today.year, (today + PRESSING).year}
        found = [
            one
            for region in protocol.regions.values()
            for keeper in region.keepers
            for year in years
            for one in ahead(keeper, year, today)
        ]
        kept["pressing", today] = sum(one.bears and one.day <= today + PRESSING for one in found)
    return int(kept["pressing", today])


def ahead(keeper: Keeper, year: int, today: date) -> list[Proposal]:
    """Return what is proposed for a year, from today on: what is past moves no promise that anybody still waits for."""
    return [one for one in proposed(keeper, year) if one.day >= today]
