"""Whom a customer may turn to now: the Support Duty Manager of their region, and their own CSM and TAM (O2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sundial.commands.team_now import served, team_for_contacts
from sundial.models import Kind, Organization, Person
from sundial.protocol.document import Protocol
from sundial.protocol.holders import DUTY_MANAGER, Holder, Served, Team, Why, holders
from sundial.web import office, when
from sundial.web.access import zone_of

ON_SHIFT = "duty-manager-on-shift"
OWN = {"tam": "Your Technical Account Manager", "csm": "Your Customer Success Manager"}


@dataclass(frozen=True, slots=True)
class Contact:
    """One of us whom a customer may write to; `more` says until when, and for whom they stand in."""

    name: str
    says: str
    mailbox: str
    more: str = ""
    phone: str = ""


def contacts_of(organization: Organization, protocol: Protocol, now: datetime, *, phone: bool) -> Iterator[Contact]:
    """Yield who answers for a customer now; the work phone of a CSM or TAM for plans that include phone.

    A Duty Manager is written to in the mailbox that the document prints for their region: there a message counts as
    the highest rung (O7.4), and nowhere else.
    """
    whom, zone = served(organization), zone_of(organization)
    team = team_for_contacts(now, whom)

    def hours(holder: Holder) -> str:
        """Say until when somebody is on shift, or when their office is open, on the customer's clock."""
        if holder.person.id in team.shift_ends:
            return f"On shift until {when.moment(team.shift_ends[holder.person.id], now, zone)}, {when.city(zone)} time"
        region = protocol.regions.get(holder.person.region)
        return f"{office.week_in(region, zone, now.astimezone(zone).date())}, {when.city(zone)} time" if region else ""

    people = {str(one.pk): one for one in Person.objects.filter(kind=Kind.STAFF, is_active=True)}
    for holder in _managers(whom, team, protocol):
        says = f"Support Duty Manager {_region(holder, protocol)}"
        mailbox = _mailbox(holder.person.region, protocol) or people[holder.person.id].email
        yield Contact(holder.person.name, says, mailbox, _stands_in(holder) or hours(holder))
    for role, title in OWN.items():
        for holder in holders(role, whom, team, protocol):
            person = people[holder.person.id]
            more = _stands_in(holder) or _vacancy(holder)
            yield Contact(person.name, title, person.email, more, person.phone if phone else "")


def _managers(whom: Served, team: Team, protocol: Protocol) -> Iterator[Holder]:
    """Yield who is on shift as Duty Manager, and then the customer's own where that is somebody else."""
    roles: Mapping[str, object] = protocol.roles
    seen = set()
    for role in (ON_SHIFT, DUTY_MANAGER):
        for holder in holders(role, whom, team, protocol) if role in roles else ():
            if holder.person.id not in seen:
                seen.add(holder.person.id)
                yield holder


def _mailbox(region: str, protocol: Protocol) -> str:
    found = (one.mailbox for one in protocol.leadership if one.role == DUTY_MANAGER and one.region == region)
    return next(found, "")


def _region(holder: Holder, protocol: Protocol) -> str:
    found = protocol.regions.get(holder.person.region)
    return found.name if found else ""


def _stands_in(holder: Holder) -> str:
    if holder.instead_of is None:
        return ""
    until = f" until {holder.until:%-d %B}" if holder.until else ""
    return f"For {holder.instead_of.name}{until}"


def _vacancy(holder: Holder) -> str:
    return "Stands in at the moment" if holder.why is Why.STANDS_IN else ""
