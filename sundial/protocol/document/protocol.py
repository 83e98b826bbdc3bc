"""The whole document as one frozen value, and the questions that the rest of the house asks it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal

from sundial.protocol.amounts import Amount, BusinessTime, Elapsed
from sundial.protocol.calendar import Calendar
from sundial.protocol.document.added import spared
from sundial.protocol.document.alerting import Alerting
from sundial.protocol.document.ladder import Ladder
from sundial.protocol.document.parts import (
    Activities,
    Channel,
    Leader,
    Matter,
    OnSite,
    Phone,
    Plan,
    PromiseText,
    Reference,
    Role,
    RootCause,
    Section,
    Severity,
    Tier,
)
from sundial.protocol.document.ranking import ranking
from sundial.protocol.document.readings import Readings, Warn
from sundial.protocol.document.regions import Open, Region
from sundial.protocol.document.tables import Table, Target
from sundial.protocol.document.triage import Complexity, Question, Requests, Status
from sundial.protocol.document.values import (
    NOTHING,
    Country,
    Frozen,
    Key,
    Keyed,
    Numbered,
    Phase,
    SectionKey,
    SeverityNumber,
    Text,
    Value,
)
from sundial.protocol.promises import PHASES, Promise


class Protocol(Value):
    """A support protocol as data: one revision of it, never changed. Mappings keep the document's order."""

    name: Key
    title: Text
    vendor: Text
    portal: Text
    sections: Frozen[SectionKey, Section]
    references: tuple[Reference, ...] = ()
    stated: Frozen[Matter, SectionKey | Literal[""]] = NOTHING
    channels: Frozen[Key, Channel]
    phones: Frozen[Country, Phone]
    self_service: tuple[Text, ...]
    regions: Annotated[Frozen[Key, Region], Keyed]
    tiers: Annotated[Frozen[int, Tier], Numbered]
    groups: Frozen[Key, Text]
    complexities: Annotated[Frozen[Key, Complexity], Keyed]
    skills: Frozen[Key, Text]
    requests: Requests
    roles: Annotated[Frozen[Key, Role], Keyed]
    leadership: tuple[Leader, ...]
    plans: Annotated[Frozen[Key, Plan], Keyed]
    severities: Annotated[Frozen[SeverityNumber, Severity], Numbered]
    questions: tuple[Question, ...]
    promises: Frozen[Phase, PromiseText]
    tables: Frozen[Key, Table]
    statuses: Annotated[Frozen[Key, Status], Keyed]
    ladder: Ladder
    alerts: Alerting
    activities: Activities
    rca: RootCause
    onsite: OnSite
    readings: Readings
    warn: Frozen[Promise, Warn]

    def table_of(self, plan: str) -> Table:
        """Return the table in which a plan's targets stand; KeyError for a plan that the document does not have."""
        return self._tables[plan]

    def target(self, plan: str, severity: int, promise: Promise) -> Target:
        """Return the time that a promise is given on a plan and severity (O6.1), read as O6.5 is read here."""
        return self._targets[plan, severity, promise]

    def warning(self, promise: Promise, amount: Amount) -> Amount:
        """Return how long before its due time a promise with this target is due soon: never longer than the target."""
        warn = self.warn[promise]
        if isinstance(amount, Elapsed):
            return min(warn.elapsed, amount, key=lambda span: span.seconds)
        if isinstance(amount, BusinessTime):
            return min(warn.business, amount, key=lambda span: span.seconds)
        return warn.days

    def answers(self, rung: int, plan: str, severity: int) -> Mapping[str, Amount]:
        """Return by section within what a rung is answered (O8.1), the severity's target read as O8.3 is read here.

        Of two figures those that hold by the reading O8.2: where that is the earlier one, it is the caller's to find.
        """
        promised = self.target(plan, severity, self.readings.severity_target_of_a_rung).amount
        found = {
            answer.section: promised if isinstance(answer.within, str) else answer.within
            for answer in self.ladder.rungs[rung].answers
        }
        chosen = self.readings.two_figures
        return {chosen: found[chosen]} if chosen in found else found

    def counting_regions(self, home_region: str, designated: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the regions whose hours a customer's business time counts on, the home region first (O6.6).

        `designated` are the regions that a restricted entitlement names, empty where there is no wall (O2.7).
        """
        if designated:
            counted = tuple(dict.fromkeys(designated))
        elif self.readings.business_calendar == "union":
            counted = tuple(self.regions)
        else:
            counted = (home_region,)
        return tuple(sorted(counted, key=lambda region: (region != home_region, region)))

    def calendar(self, regions: Sequence[str]) -> Calendar:
        """Return the union of these regions' hours, made once; business days count on the first (O6.6, O6.7).

        Where `office_hours` are counted, a region is open while any of its offices with hours of its own is.
        """
        wanted = tuple(regions)
        if wanted not in self._calendars:
            self._calendars[wanted] = Calendar.of(*(one.rule for one in self._counted(wanted)))
        return self._calendars[wanted]

    def _counted(self, regions: Sequence[str]) -> Iterator[Open]:
        """Yield whose hours count: the regions, then their offices, so that the first stays the first."""
        found = [self.regions[key] for key in regions]
        yield from found
        if self.readings.office_hours == "counted":
            yield from (one for region in found for one in region.keepers[1:])

    @cached_property
    def digest(self) -> str:
        """The revision's name: SHA-256 of its canonical JSON, the dates of its public holidays included.

        Sorted keys forget in which order the plans stand, so an unusual order is added.
        """
        named = to_json(self) | ranking({"plans": self.plans, "tables": self.tables})
        canonical = json.dumps(named, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What follows from this document for the terms of a case, worked out once for all cases that have them."""
        return {}

    @cached_property
    def _calendars(self) -> dict[tuple[str, ...], Calendar]:
        return {}

    @cached_property
    def _tables(self) -> Mapping[str, Table]:
        return {plan: table for table in self.tables.values() for plan in table.plans}

    @cached_property
    def _targets(self) -> Mapping[tuple[str, int, Promise], Target]:
        cells = ((plan, severity, promise) for plan in self.plans for severity in self.severities for promise in PHASES)
        return {cell: self._read(self.table_of(cell[0]).target(*cell)) for cell in cells}

    def _read(self, target: Target) -> Target:
        if self.readings.unqualified_hours == "business" and isinstance(target.amount, Elapsed):
            return replace(target, amount=BusinessTime(target.amount.seconds))
        return target


def to_json(protocol: Protocol) -> dict[str, Any]:
    """Return the document as plain JSON values: what `from_json` reads, holiday dates and names included.

    What it would mean without saying it is left out, if the first revisions could not say it (`added`).
    """
    return spared(whole(protocol))


def whole(protocol: Protocol) -> dict[str, Any]:
    """Return the document as plain JSON values with everything that it means, said or not."""
    return protocol.model_dump(mode="json")
