"""Support Services, the portal's side column: the plan, its people, its phone (O2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sundial.commands.entitlements import Entitled, entitled
from sundial.models import Entitlement, Organization, protocol_in_force
from sundial.protocol.document import Plan, Protocol, Region
from sundial.protocol.entitlement import Flag
from sundial.protocol.terms import Terms
from sundial.web import office
from sundial.web.access import SignedIn
from sundial.web.portal.contacts import Contact, contacts_of


@dataclass(frozen=True, slots=True)
class Services:
    """What one customer is entitled to, under the protocol that is in force."""

    protocol: Protocol
    organization: Organization
    entitled: Entitled
    today: date
    now: datetime

    @property
    def plan(self) -> Plan:
        return self.protocol.plans[self.entitled.plan]

    @property
    def entitlement(self) -> Entitlement | None:
        """The entitlement that decides; None: there is none."""
        return self.entitled.entitlement

    @property
    def terms(self) -> Terms:
        """The terms that a case opened now would have."""
        return Terms(self.protocol, self.plan.key, self.organization.home_region, tuple(self.organization.regions))

    @property
    def regions(self) -> list[Region]:
        """The regions whose hours count for this customer, home first."""
        keys = self.protocol.counting_regions(self.organization.home_region, self.organization.regions)
        return [self.protocol.regions[key] for key in keys]

    @property
    def expired(self) -> bool:
        """Whether the entitlement has run out; its cases are answered all the same (O3.5)."""
        return self.entitled.flag is Flag.EXPIRED

    @property
    def hours(self) -> list[str]:
        """The business hours of each region that counts, as sentences."""
        return [f"{office.week(region)}." for region in self.regions]

    @property
    def holidays(self) -> list[str]:
        """The next closed day of each region that counts, as sentences."""
        found = [office.next_holiday(region, self.today) for region in self.regions]
        return [f"{words} is closed." for words in found if words]

    @property
    def restricted_to(self) -> str:
        """The regions that alone may see this customer's cases; "" without a restriction."""
        return " and ".join(region.name for region in self.regions) if self.organization.regions else ""

    @property
    def waits(self) -> str:
        """The regions to which a restriction is asked for and not in force; "" for none."""
        regions = self.protocol.regions
        return " and ".join(regions[one].name for one in self.organization.asked_regions if one in regions)

    @property
    def phones(self) -> str:
        """The countries with a support line, if the plan includes phone."""
        names = [phone.name for phone in self.protocol.phones.values()] if self.plan.phone else []
        return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)

    @property
    def people(self) -> list[Contact]:
        """Who is the customer's Support Duty Manager now, and whoever has the roles of their own CSM and TAM (O2.6)."""
        return list(contacts_of(self.organization, self.protocol, self.now, phone=self.plan.phone))


def services_of(request: SignedIn) -> Services:
    """Return what the contact's organization is entitled to at this instant."""
    organization = Organization.objects.select_related("tam", "csm").get(people=request.user)
    zone = ZoneInfo(organization.zone)
    today = request.now.astimezone(zone).date()
    protocol = protocol_in_force(request.now)
    return Services(protocol, organization, entitled(organization, "", protocol, request.now), today, request.now)
