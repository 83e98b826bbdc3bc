"""The terms of one case: which protocol, which plan, whose calendar; always as its own history names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sundial.protocol.amounts import Amount
from sundial.protocol.calendar import Calendar
from sundial.protocol.clock import ByRung
from sundial.protocol.document import Protocol
from sundial.protocol.promises import Promise
from sundial.protocol.reckoning import Reckoning


class Measure(NamedTuple):
    """How one promise is counted on one plan and severity: its target, and how long before it is due soon."""

    amount: Amount
    calendar: Calendar
    warning: Amount
    comes_again: bool  # a cadence, and not once or within so long of a determination
    reckoning: Reckoning | None = None  # where very many are counted by it


@dataclass(frozen=True)
class Terms:
    """What a case was promised under; `regions` are the designated ones, () where there is no wall (O2.7).

    `protocol` and `plan` are those with which it was opened; `revisions` holds, by digest, the documents to which its
    history may move it.
    """

    protocol: Protocol = field(repr=False)  # too long to be read
    plan: str
    home_region: str
    regions: tuple[str, ...] = ()
    revisions: Mapping[str, Protocol] = field(default_factory=dict, repr=False, compare=False)

    @property
    def calendar(self) -> Calendar:
        """The business calendar: the home region's; for a restricted customer the designated regions' alone (O6.6)."""
        return self.calendar_of(self.protocol)

    def calendar_of(self, protocol: Protocol) -> Calendar:
        """Return the business calendar of the case under one revision."""
        return protocol.calendar(protocol.counting_regions(self.home_region, self.regions))

    def revision(self, digest: str) -> Protocol:
        """Return the revision that a history names; the one with which the case was opened for any other name."""
        return self.revisions.get(digest, self.protocol)

    def measure(self, plan: str, severity: int, revision: str, promise: Promise) -> Measure:
        """Return how a promise is counted under a revision, by its digest."""
        protocol = self.revisions.get(revision, self.protocol)
        key = (plan, severity, promise, self.home_region, self.regions)
        found: Measure | None = protocol.worked_out.get(key)
        if found is None:
            found = protocol.worked_out[key] = self._measured(protocol, plan, severity, promise)
        return found

    def agreed(self, amount: Amount, revision: str, promise: Promise) -> Measure:
        """Return how a promise is counted by an amount that was agreed, on the calendar of a revision."""
        protocol = self.revision(revision)
        key = ("agreed", amount, promise, self.home_region, self.regions)
        found: Measure | None = protocol.worked_out.get(key)
        if found is None:
            calendar, warning = self.calendar_of(protocol), protocol.warning(promise, amount)
            found = Measure(amount, calendar, warning, comes_again=True, reckoning=calendar.reckoning(amount))
            protocol.worked_out[key] = found
        return found

    def rung(self, count: ByRung, promise: Promise) -> Measure:
        """Return how the answer to an escalation is counted by what one section says of its rung (O8.1)."""
        protocol = self.revision(count.revision)
        amount = protocol.answers(count.rung, count.plan, count.severity)[count.section]
        return Measure(amount, self.calendar_of(protocol), protocol.warning(promise, amount), comes_again=False)

    def given(self, revision: str, promise: Promise) -> Measure:
        """Return how a due time is warned of that was given as an instant: as one in elapsed time."""
        protocol = self.revision(revision)
        amount = protocol.warn[promise].elapsed
        return Measure(amount, self.calendar_of(protocol), amount, comes_again=False)

    def _measured(self, protocol: Protocol, plan: str, severity: int, promise: Promise) -> Measure:
        target = protocol.target(plan, severity, promise)
        warning = protocol.warning(promise, target.amount)
        calendar = self.calendar_of(protocol)
        return Measure(target.amount, calendar, warning, target.style == "every", calendar.reckoning(target.amount))
