"""The terms of one case: which protocol, which plan, whose calendar; always as its own history names them."""

from dataclasses import dataclass, field

from sundial.protocol.calendar import Calendar
from sundial.protocol.document import Protocol


@dataclass(frozen=True, slots=True)
class Terms:
    """What a case was promised under; `regions` are the designated ones, () where there is no wall (O2.7)."""

    protocol: Protocol = field(repr=False)  # too long to be read
    plan: str
    home_region: str
    regions: tuple[str, ...] = ()

    @property
    def calendar(self) -> Calendar:
        """The business calendar: the home region's; for a restricted customer the designated regions' alone (O6.6)."""
        return self.protocol.calendar(self.protocol.counting_regions(self.home_region, self.regions))
