"""What is proposed for a region's calendar from today on, and how much of it waits for an answer (O6.6)."""

from datetime import date

from sundial.protocol.document import Region
from sundial.protocol.proposals import Proposal, proposed


def waiting_for(region: Region, today: date) -> int:
    """Count what is proposed for the rest of this year and for the next."""
    return sum(len(ahead(region, year, today)) for year in (today.year, today.year + 1))


def ahead(region: Region, year: int, today: date) -> list[Proposal]:
    """Return what is proposed for a year, from today on: what is past moves no promise that anybody still waits for."""
    return [one for one in proposed(region, year) if one.day >= today]
